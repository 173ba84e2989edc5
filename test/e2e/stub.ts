import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { addToOnCall, ON_CALL } from '../../sandbox/demo/on-call.ts';
import { type Actor, BOT_ID, TENANT_ID } from '../../sandbox/demo/people.ts';
import { type ConnectorStub, type Posted, startConnectorStub } from '../chat/teams/connector-stub.ts';
import { answerOf, cardText, findButton, inputId } from './card-text.ts';
import { type Desk, type Pressing, readsOn, showsAll, until } from './desk.ts';

export interface StubOptions {
  /** Shows the on-call channel, and not the person's own chat. */
  readonly channel?: boolean;
  /** What the roster says of its person. */
  readonly guest?: boolean;
  /** In which Teams' limits are counted, in milliseconds. */
  readonly now?: () => number;
}

/**
 * A Teams client without a browser: what the bot sends is kept by a connector stub of its own, and what its person says and
 * presses is posted to the bot in the shapes that the Playground sends.
 */
export async function openStubDesk(
  person: Actor,
  bot: string,
  { channel = false, guest = false, now }: StubOptions = {},
): Promise<Desk> {
  const connector = await startConnectorStub(undefined, now);
  connector.members.set(`${personalChat(person)} ${person.teamsId}`, memberOf(person, guest));
  connector.conversations.add(channel ? ON_CALL : personalChat(person));
  /** The bot may open a chat by itself; what it writes to others there is for their eyes. */
  const own = new Set(channel ? [ON_CALL] : [personalChat(person), `a:personal-${person.id}`]);
  const messages = (): Messages =>
    new Map([...connector.messages].filter(([, { conversation }]) => own.has(conversation)));
  const serviceUrl = new URL(connector.url).origin;
  const post = poster(person, bot, serviceUrl);
  await (channel ? addToOnCall(bot, serviceUrl) : post({ type: 'installationUpdate', action: 'add' }));
  const shown = async (): Promise<readonly string[]> => [...messages().values()].map(textOf);
  return {
    person,
    shown,
    reads: (...parts) => readsOn({ shown, person }, parts),
    async say(text) {
      await post({ type: 'message', text, textFormat: 'plain' });
    },
    press: (button, on) => press(messages, connector.messages, post, button, on),
    async keep(file) {
      await writeFile(`${file}.json`, JSON.stringify([...messages().values()], null, 2));
      return `${file}.json`;
    },
    close: connector.stop,
  };
}

const personalChat = ({ nick }: Actor): string => `personal-${nick}`;

/** As the roster of their chat has them. */
const memberOf = ({ id, name, nick, teamsId }: Actor, guest: boolean) => ({
  ...{ id: teamsId, aadObjectId: id, name, tenantId: TENANT_ID },
  ...{ userRole: guest ? 'guest' : 'user', userPrincipalName: `${nick}@example.com` },
});

type Messages = ConnectorStub['messages'];

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
        conversation: { conversationType: 'personal', tenantId: TENANT_ID, id: personalChat(person) },
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
  messages: () => Messages,
  kept: Messages,
  post: Post,
  button: string,
  { on, fields = {} }: Pressing,
): Promise<string> {
  const found = await until(
    async () => pick(messages(), button, on),
    () =>
      `No message shows ${on.join(' + ')} and a button "${button}". Shown is:\n${[...messages().values()].map(textOf).join('\n---\n')}`,
  );
  const typed = Object.entries(fields).map(([label, text]) => [inputId(found.card, label), text]);
  const data = { ...found.button.data, ...found.button.held, ...Object.fromEntries(typed) };
  const { told, card } = await post({
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: found.id,
    value: {
      action: { type: 'Action.Execute', title: found.button.title, verb: found.button.verb, data },
      trigger: 'manual',
    },
  });
  if (card !== undefined) kept.set(found.id, redrawn(found, card));
  return told;
}

function pick(messages: Messages, title: string, on: Pressing['on']) {
  for (const posted of [...messages.values()].reverse()) {
    const card = posted.activity.attachments?.[0]?.content;
    const button = findButton(card, title);
    if (button && showsAll(textOf(posted), on)) return { ...posted, card, button };
  }
  return undefined;
}

/** An answer to a click takes the place of the card that was clicked. */
const redrawn = ({ conversation, id, edited }: Posted, card: Record<string, unknown>): Posted => ({
  ...{ conversation, id, edited: edited + 1 },
  activity: { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }] },
});

const textOf = ({ activity: { text = '', attachments = [] } }: Posted): string =>
  [text, ...attachments.map(({ content }) => cardText(content))].join(' ').trim();
