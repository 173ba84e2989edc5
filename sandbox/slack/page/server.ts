import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { slackStyle } from '../../gallery/slack-look.ts';
import { inputs, pressables } from '../blocks.ts';
import type { Fields } from '../call.ts';
import type { Client } from '../client.ts';
import { bodyOf } from '../front.ts';
import { PEOPLE } from '../seed.ts';
import type { Delivered } from '../sign.ts';
import type { Slack } from '../workspace.ts';
import { optionsOf } from './fields.ts';
import { createPainter } from './screen.ts';

/** A page that shows a workspace to the people in it, and lets them write and press. */
export interface Page {
  readonly address: string;
  close(): Promise<void>;
}

type Act = (client: Client, sent: Readonly<Record<string, string>>) => Promise<unknown>;

/** Serves the page on loopback, to this machine's own browser alone. Takes another port where `port` is taken. */
export async function openPage(slack: Slack, port = 0): Promise<Page> {
  const paint = createPainter(slack);
  const clients = new Map(PEOPLE.map(({ nick }) => [String(nick), slack.client(nick)]));
  const acts = actsOf(slack);
  const screen = async (as: string, since: number): Promise<unknown> => {
    const client = clients.get(as);
    if (client === undefined) return undefined;
    return slack.board.version() === since ? { version: since } : paint(client);
  };
  const act = async (name: string, request: IncomingMessage): Promise<unknown> => {
    const sent = JSON.parse(await bodyOf(request)) as Readonly<Record<string, string>>;
    const client = clients.get(sent.as ?? '');
    return client && (await acts[name]?.(client, sent));
  };
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: Error) => send(response, 400, { error: error.message }));
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isLocal(request)) return send(response, 403, { error: 'Open this page at its own address.' });
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = FILES[pathname];
    if (request.method === 'GET' && file)
      return void response.writeHead(200, HEADERS(file.type)).end(file.text());
    if (request.method === 'GET' && pathname === '/slack/screen')
      return send(
        response,
        200,
        await screen(searchParams.get('as') ?? '', Number(searchParams.get('since'))),
      );
    const name = /^\/slack\/act\/(\w+)$/.exec(pathname)?.[1];
    if (request.method === 'POST' && name) return send(response, 200, await act(name, request));
    return send(response, 404, { error: 'Nothing here.' });
  };
  const listening = await listen(server, port).catch(() => listen(server, 0));
  return {
    address: `http://127.0.0.1:${listening}/slack`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What the page's script may ask for; each in the name of the person whose half of the page it is. */
const actsOf = (slack: Slack): Readonly<Record<string, Act>> => ({
  say: (client, { text = '', place = '' }) => {
    const command = /^\/jit\b\s*(.*)$/s.exec(text);
    const channel = place === 'home' ? slack.channels.approvals : place;
    if (command) return taken(client.command(command[1] ?? '', channel));
    return taken(place.startsWith('C') ? client.mention(text, place) : client.say(text));
  },
  press: async (client, { action = '', option = '', channel = '', ts = '' }) => {
    const surface = ts === '' ? slack.board.home(client.member.id) : slack.board.find(channel, ts);
    const found = pressables(surface?.blocks ?? []).find(
      (each) => each.action.action_id === action && (option === '' || each.title === option),
    );
    if (surface && found) await taken(client.act(found.action, surface));
  },
  type: async (client, { action = '', value = '', channel = '', ts = '' }) => {
    const surface = slack.board.find(channel, ts);
    const found = inputs(surface?.blocks ?? []).find(({ element }) => element.action_id === action);
    const sent = { type: 'plain_text_input', action_id: action, block_id: found?.block ?? '', value };
    if (surface && found) await taken(client.act(sent, surface));
  },
  home: (client) => taken(client.openHome()),
  shortcut: (client) => taken(client.shortcut('ask')),
  about: (client, { channel = '', ts = '' }) => taken(client.messageShortcut('ask-about', channel, ts)),
  fill: (client, { block = '', value = '' }) => client.fill({ [block]: value }),
  suggest: async (client, { block = '', letters = '' }) => optionsOf(await client.suggest(block, letters)),
  submit: async (client) => {
    const { body } = await client.submit();
    return body === '' ? {} : { errors: (JSON.parse(body) as Fields).errors };
  },
  cancel: async (client) => slack.board.closeModal(client.member.id),
});

/** Slack shows a warning where an app did not take what it was posted. */
async function taken(work: Promise<Delivered>): Promise<void> {
  const { status } = await work;
  if (status >= 300) throw new Error(`The bot answered with ${status}.`);
}

const listen = (server: ReturnType<typeof createServer>, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** No page of another site may read or write here, by whatever name it reaches this machine. */
function isLocal({ headers, method }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  if (!/^(127\.0\.0\.1|localhost):\d+$/.test(host)) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  return method !== 'POST' || headers['content-type'] === 'application/json';
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'";
const HEADERS = (type: string): Record<string, string> => ({
  ...{ 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY },
  ...{ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
});

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, HEADERS('application/json')).end(JSON.stringify(body ?? {}));
}

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

const FILES: Readonly<Record<string, { readonly type: string; readonly text: () => string }>> = {
  '/slack': { type: 'text/html', text: () => read('./page.html') },
  '/slack/page.js': { type: 'text/javascript', text: () => read('./page.js') },
  '/slack/modal.js': { type: 'text/javascript', text: () => read('./modal.js') },
  '/slack/page.css': {
    type: 'text/css',
    text: () => slackStyle() + read('./page.css') + read('./modal.css'),
  },
};
