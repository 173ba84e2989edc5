import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, Api, CheckBlocks } from './api.ts';
import type { Board } from './board.ts';
import type { Call, Fields } from './call.ts';

/** Where an answer to one gesture is shown. */
export interface Aside {
  readonly user: string;
  readonly channel: string;
  /** The message that was clicked. */
  readonly ts?: string;
}

export interface Front {
  /** The Web API's base, as `slackApiUrl` wants it. */
  readonly apiUrl: string;
  /** A new response_url. */
  responseUrl(aside: Aside): string;
  close(): Promise<void>;
}

/** https://docs.slack.dev/interactivity/handling-user-interaction: times within half an hour. */
const USES = 5;

interface FrontParts {
  readonly api: Api;
  readonly board: Board;
  /** Every call is added here. */
  readonly calls: Call[];
  readonly check: CheckBlocks;
  readonly now: () => number;
}

/** The door of the stand-in: the Web API and the response urls, on loopback. */
export async function openFront({ api, board, calls, check, now }: FrontParts): Promise<Front> {
  const asides = new Map<string, { readonly aside: Aside; left: number }>();
  const server = createServer((request, response) => {
    void serve(request)
      .then(({ status, headers, body }) =>
        response
          .writeHead(status, { ...headers, 'content-type': 'application/json' })
          .end(JSON.stringify(body)),
      )
      .catch((error: unknown) => fail(response, error));
  });
  const serve = async (request: IncomingMessage): Promise<Answer> => {
    const [, kind = '', name = ''] = (request.url ?? '').split('/');
    if (kind === 'api') return called(request, name.split('?')[0] ?? '');
    if (kind === 'respond') return responded(name, JSON.parse(await bodyOf(request)));
    return { status: 404, body: { ok: false, error: 'not_found' } };
  };
  const called = async (request: IncomingMessage, method: string): Promise<Answer> => {
    const fields = fieldsOf(request.headers['content-type'] ?? '', await bodyOf(request));
    const bearer = request.headers.authorization?.replace(/^Bearer /, '');
    const call = { method, token: bearer ?? String(fields.token ?? ''), fields, at: now() };
    calls.push(call);
    return api(call);
  };
  const responded = (id: string, message: Fields): Answer => {
    const entry = asides.get(id);
    if (entry === undefined || entry.left === 0)
      return { status: 404, body: { ok: false, error: entry ? 'used_url' : 'invalid_url' } };
    entry.left -= 1;
    const faults = message.delete_original === true ? [] : check('message', message);
    if (faults.length > 0)
      return { status: 400, body: { ok: false, error: `invalid_blocks (${faults.join('; ')})` } };
    showAside(board, entry.aside, message);
    return { status: 200, body: { ok: true } };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${origin}/api/`,
    responseUrl(aside) {
      const id = randomUUID();
      asides.set(id, { aside, left: USES });
      return `${origin}/respond/${id}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fail(response: ServerResponse, error: unknown): void {
  console.error('The sandbox of Slack failed:', error);
  response.writeHead(500).end();
}

let asideNumber = 0;

/** What came by a response_url, or as the answer to a slash command: for the one person's eyes unless it says otherwise. */
export function showAside(board: Board, { user, channel, ts }: Aside, message: Fields): void {
  if (message.delete_original === true) {
    if (ts !== undefined) board.remove(channel, ts);
    return;
  }
  const original =
    message.replace_original === true && ts !== undefined ? board.find(channel, ts) : undefined;
  asideNumber += 1;
  board.put({
    ...{ channel, ts: original?.ts ?? `aside.${asideNumber}`, user: '', text: String(message.text ?? '') },
    blocks: (message.blocks as readonly unknown[] | undefined) ?? [],
    ...(message.response_type === 'in_channel' ? {} : { onlyTo: user }),
    ...(original?.thread ? { thread: original.thread } : {}),
  });
}

function fieldsOf(type: string, body: string): Fields {
  if (type.includes('application/json')) return body === '' ? {} : (JSON.parse(body) as Fields);
  return Object.fromEntries(new URLSearchParams(body));
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
