import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addToOnCall } from '../../sandbox/demo/on-call.ts';
import { type Actor, BOT_ID, TENANT_ID } from '../../sandbox/demo/people.ts';
import { answerOf, cardText, findButton, inputId } from './card-text.ts';
import { type Desk, type Pressing, readsOn, showsAll, until } from './desk.ts';

/** What a bot sends to the connector, as far as a reader sees it. */
export interface Activity {
  readonly id: string;
  readonly text?: string;
  readonly attachments?: readonly { readonly content?: unknown }[];
}

/**
 * A Teams client without a browser: a connector service of its own that keeps what the bot sends, and posts to the bot
 * what its person says and presses, in the shapes that the Playground sends. With `channel` it shows the on-call channel.
 */
export async function openStubDesk(person: Actor, bot: string, channel = false): Promise<Desk> {
  const messages = new Map<string, Activity>();
  const server = createServer((request, response) => void serve(messages, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_connector`;
  const post = poster(person, bot, serviceUrl);
  await (channel ? addToOnCall(bot, serviceUrl) : post({ type: 'installationUpdate', action: 'add' }));
  const shown = async (): Promise<readonly string[]> => [...messages.values()].map(activityText);
  return {
    person,
    shown,
    reads: (...parts) => readsOn({ shown, person }, parts),
    async say(text) {
      await post({ type: 'message', text, textFormat: 'plain' });
    },
    press: (button, on) => press(messages, post, button, on),
    async keep(file) {
      await writeFile(`${file}.json`, JSON.stringify([...messages.values()], null, 2));
      return `${file}.json`;
    },
    close: () => closeServer(server),
  };
}

type Post = (activity: object) => Promise<ReturnType<typeof answerOf>>;

function poster(person: Actor, bot: string, serviceUrl: string): Post {
  return async (activity) => {
    const response = await fetch(bot, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: randomUUID(),
        timestamp: new Date().toISOString(),
        channelId: 'msteams',
        serviceUrl,
        from: { id: person.teamsId, name: person.name, aadObjectId: person.id },
        recipient: { id: BOT_ID, name: 'Ajar' },
        conversation: { conversationType: 'personal', tenantId: TENANT_ID, id: `personal-${person.nick}` },
        channelData: { tenant: { id: TENANT_ID } },
        locale: 'en-US',
        entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'UTC' }],
        ...activity,
      }),
    });
    return answerOf(response.status, await response.text());
  };
}

async function press(
  messages: Map<string, Activity>,
  post: Post,
  button: string,
  { on, fields = {} }: Pressing,
): Promise<string> {
  const found = await until(
    async () => pick(messages, button, on),
    () =>
      `No message shows ${on.join(' + ')} and a button "${button}". Shown is:\n${[...messages.values()].map(activityText).join('\n---\n')}`,
  );
  const typed = Object.entries(fields).map(([label, text]) => [inputId(found.card, label), text]);
  const data = { ...found.button.data, ...Object.fromEntries(typed) };
  const { told, card } = await post({
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: found.id,
    value: {
      action: { type: 'Action.Execute', title: found.button.title, verb: found.button.verb, data },
      trigger: 'manual',
    },
  });
  if (card !== undefined) messages.set(found.id, { id: found.id, attachments: [{ content: card }] });
  return told;
}

function pick(messages: Map<string, Activity>, title: string, on: Pressing['on']) {
  for (const activity of [...messages.values()].reverse()) {
    const card = activity.attachments?.[0]?.content;
    const button = findButton(card, title);
    if (button && showsAll(activityText(activity), on)) return { id: activity.id, card, button };
  }
  return undefined;
}

const activityText = ({ text = '', attachments = [] }: Activity): string =>
  [text, ...attachments.map(({ content }) => cardText(content))].join(' ').trim();

const PATHS = /^\/_connector\/v3\/conversations(?:\/[^/]+\/activities(?:\/([^/]+))?)?$/;

/** POST makes a conversation or a message, PUT redraws one, everything else is not there. */
async function serve(
  messages: Map<string, Activity>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const match = PATHS.exec(new URL(request.url ?? '/', 'http://stub').pathname);
  const answer = (status: number, value: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (match === null || !['POST', 'PUT'].includes(request.method ?? '')) return answer(404, {});
  const activity: Activity & { type?: string } = JSON.parse(body || '{}');
  const id = request.method === 'PUT' ? (match[1] ?? '') : randomUUID();
  if (request.method === 'PUT' && !messages.has(id))
    return answer(404, { error: { code: 'ActivityNotFound' } });
  if (activity.type === 'message') messages.set(id, { ...activity, id });
  answer(request.method === 'PUT' ? 200 : 201, { id });
}

const closeServer = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};
