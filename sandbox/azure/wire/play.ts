import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import type { Fault } from './faults.ts';

/**
 * Plays the part of a fault that concerns the connection, before the request is handled. Answers `go on` when the request is
 * to be handled all the same (later, or with its answer lost), `done` when there is nothing left to do. Waiting is real time.
 */
export async function playBefore(
  fault: Fault | undefined,
  request: IncomingMessage,
  answer: (answer: Answer) => void,
): Promise<'go on' | 'done'> {
  switch (fault?.kind) {
    case undefined:
    case 'drop-answer':
    case 'never-opens':
    case 'accept-then-fail':
    case 'meanwhile':
    case 'lie':
      return 'go on';
    case 'slow':
      await sleep(fault.ms, undefined, { ref: false });
      return 'go on';
    case 'hang':
      return 'done'; // the client's own time-out ends it, or the sandbox's
    case 'reset':
      request.socket.destroy();
      return 'done';
    case 'status':
      answer({
        status: fault.status,
        headers: fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) },
        body: { error: { code: fault.code, message: fault.message } },
      });
      return 'done';
    default:
      return fault satisfies never;
  }
}

/** Writes an answer; an empty one has length 0 and no type, as ARM's. */
export function write(
  response: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string | readonly string[]>>,
): void {
  for (const [name, value] of Object.entries(headers))
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  if (text !== '') response.setHeader('Content-Type', 'application/json; charset=utf-8');
  if (answer.status !== 204) response.setHeader('Content-Length', Buffer.byteLength(text));
  response.statusCode = answer.status;
  response.end(text);
}
