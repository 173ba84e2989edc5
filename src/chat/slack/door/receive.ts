import type { IncomingMessage, ServerResponse } from 'node:http';
import { collect } from '../../../body.ts';
import type { Log } from '../../../ports/log.ts';
import type { Route } from '../../../ports/web.ts';
import { createSeldom, type Seldom } from '../../seldom.ts';
import type { SlackSettings } from '../settings.ts';
import type { Deliver } from './bolt-app.ts';
import { bodyIn } from './read-body.ts';
import { createReplays, type OncePerSignature } from './replays.ts';
import { signatureFault } from './signature.ts';

/** A view has at most 250 kB, and about three times that in a form: https://docs.slack.dev/reference/views */
const LIMITS = { mostBytes: 1024 * 1024, ms: 3_000 } as const;
/** How often the same reason for a refusal is in the log; real milliseconds. */
const NEWS_MS = 60_000;
const MOST_NEWS = 20;

export interface ReceiveParts {
  readonly settings: Pick<SlackSettings, 'signingSecrets'>;
  readonly deliver: Deliver;
  readonly log: Log;
  /** The world's time: signatures carry it. */
  readonly now?: () => number;
}

/** What is sent back; a body that is an object goes as JSON. */
interface Answer {
  readonly status: number;
  readonly body?: object | string;
}

interface Door extends ReceiveParts {
  readonly once: OncePerSignature<Answer>;
  readonly isNews: Seldom;
  readonly now: () => number;
}

/** The one door for commands, clicks, forms, look-ups and events. Nothing is read of a body before its signature was checked. */
export function createReceive(parts: ReceiveParts): Route['handle'] {
  const isNews = createSeldom(NEWS_MS, MOST_NEWS, () => performance.now());
  const door: Door = { now: () => Date.now(), ...parts, once: createReplays(), isNews };
  return async (request, response) => send(response, await answer(door, request));
}

async function answer(door: Door, request: IncomingMessage): Promise<Answer> {
  const bytes = await collect(request, LIMITS);
  if (typeof bytes === 'number') return { status: bytes };
  const header = (name: string): string => request.headers[name]?.toString() ?? '';
  const signed = { timestamp: header('x-slack-request-timestamp'), signature: header('x-slack-signature') };
  const fault = signatureFault(bytes, signed, door.settings.signingSecrets, door.now());
  if (fault === undefined) return door.once(signed.signature, async () => heed(door, bytes));
  return isCertificateCheck(bytes) ? { status: 200 } : refuse(door, fault);
}

/**
 * Slack looks whether the certificate is good without signing:
 * https://docs.slack.dev/interactivity/implementing-slash-commands. It is told nothing, and whatever else is in it is not read.
 */
const isCertificateCheck = (bytes: Buffer): boolean =>
  bytes.length < 4_000 && new URLSearchParams(bytes.toString('utf8')).get('ssl_check') === '1';

function refuse({ isNews, log }: Door, fault: string): Answer {
  if (isNews(fault)) log.warn({ fault }, 'Refused a post to the Slack endpoint');
  return { status: 401, body: 'Slack did not sign this.\n' };
}

/** Slack signed it; what is none of ours is answered all the same, or Slack would send it again. */
async function heed({ deliver, log }: Door, bytes: Buffer): Promise<Answer> {
  const body = bodyIn(bytes.toString('utf8'));
  if (body === undefined) {
    log.warn({ bytes: bytes.length }, 'Slack sent a body that cannot be read');
    return { status: 200 };
  }
  if ('type' in body && body.type === 'url_verification' && 'challenge' in body)
    return { status: 200, body: { challenge: String(body.challenge) } };
  const reply = await deliver(body);
  return reply === undefined ? { status: 200 } : { status: 200, body: reply };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  // The rest of an unread body would be taken for the next request on the same connection.
  if (status === 408 || status === 413) response.setHeader('connection', 'close');
  if (body === undefined) response.writeHead(status).end();
  else if (typeof body === 'string') response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
