import type { IncomingMessage, ServerResponse } from 'node:http';
import { collect } from '../../../body.ts';
import { objectIn } from '../../json.ts';
import { isLoopback } from '../../loopback.ts';

/** Teams' own activities are a few kilobytes; unit: bytes. */
const MAX_BODY = 256 * 1024;
/** How long a body may take to arrive, in real milliseconds. */
const BODY_MS = 5_000;

/** An answer to the platform; never says more than it must, for it may go to anybody. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** A request's JSON object, or the answer that refuses it. Nothing is trusted yet. */
export async function readBody(
  request: IncomingMessage,
  limitMs = BODY_MS,
): Promise<{ readonly json: object } | { readonly refused: Answer }> {
  const unfit = unfitHeaders(request);
  if (unfit) return { refused: { status: unfit } };
  const bytes = await collect(request, { mostBytes: MAX_BODY, ms: limitMs });
  if (typeof bytes === 'number') return { refused: { status: bytes } };
  const json = objectIn(bytes.toString('utf8'));
  return json ? { json } : { refused: { status: 400 } };
}

/** The status that refuses a request for its headers alone. */
function unfitHeaders({ method, headers }: IncomingMessage): number | undefined {
  if (method !== 'POST') return 405;
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return 415;
  if (headers['content-encoding'] && headers['content-encoding'] !== 'identity') return 415;
  return Number(headers['content-length'] ?? 0) > MAX_BODY ? 413 : undefined;
}

/**
 * Why a request was not sent from this machine and meant for it; undefined when it was. A page in a browser can be made to
 * post to a loopback port, but not to name it in Host; a tunnel ends on this machine and may name it, but says for whom it
 * sends (RFC 7239, and the `x-forwarded-…` before it).
 */
export function notFromHere({ socket, headers }: IncomingMessage): string | undefined {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (!isLoopback(socket.remoteAddress ?? '')) return 'it came from another machine';
  if (!isLoopback(host)) return 'its Host header does not name this machine';
  if (headers.origin !== undefined) return 'its Origin header says that a page in a browser sent it';
  const passedOn = Object.keys(headers).find((name) => /^(forwarded$|x-forwarded-)/.test(name));
  return passedOn && `its ${passedOn} header says that a tunnel or proxy passed it on`;
}

export function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  // The rest of an unread body would be taken for the next request on the same connection.
  if (status === 408 || status === 413) response.setHeader('connection', 'close');
  if (body === undefined) response.writeHead(status).end();
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
