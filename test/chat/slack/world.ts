import type { Person } from '../../../src/access/person.ts';
import { createTalk } from '../../../src/chat/slack/chat.ts';
import type { Delivery, OpenView, Reply, SlackUser, View } from '../../../src/chat/slack/wire.ts';
import { REAL_TIME } from '../../../src/chat/time.ts';
import type { Identity } from '../../../src/ports/accounts.ts';
import type { Card, Home } from '../../../src/ports/card.ts';
import type { Click, ClickAnswer, Listener, Said, TurnedAway, Viewer } from '../../../src/ports/chat.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { FilledForm, Form, FormAnswer, FormAsked } from '../../../src/ports/form.ts';
import type { FilledJitForm, JitAnswer, JitForm } from '../../../src/ports/jit-form.ts';
import { AVERY, later, RILEY, SAMPLE_CARDS } from '../../contracts/sample-cards.ts';
import { CHANNEL, TEAM, USER } from './payloads.ts';
import { readBlocks } from './read-blocks.ts';
import { createSmallSlack, type SmallSlack } from './small-slack.ts';

export { CHANNEL, TEAM };

const CLOCK: Clock = { now: () => later(0), wakeAt: () => () => undefined, spanOf: (ms) => ms };

export const RILEY_USER = USER;
export const AVERY_USER = 'U0AVERY';
/** Beside the channel of the payloads: one that is shared with another organisation, and one that the bot is not in. */
export const SHARED = 'C0SHARED';
export const FOREIGN = 'C0FOREIGN';

/** What a small flow heard, and what it answers. */
export interface Heard extends Listener {
  readonly saids: Said[];
  readonly clicks: Click[];
  readonly refusals: TurnedAway[];
  readonly asked: FormAsked[];
  readonly filled: FilledForm[];
  readonly viewers: Viewer[];
  readonly codes: string[];
  /** By Slack user. */
  readonly identities: Map<string, Identity>;
  answer: ClickAnswer;
  formAnswer: FormAnswer;
  readonly jitAsked: string[];
  readonly jitFilled: FilledJitForm[];
  jitShown: JitForm | undefined;
  jitAnswer: JitAnswer;
  /** Awaited before anything is answered. */
  wait: () => Promise<void>;
}

export interface World {
  readonly slack: SmallSlack;
  readonly heard: Heard;
  readonly talk: ReturnType<typeof createTalk>;
  readonly logged: string[];
  /** People (by id) who are known by an address alone. */
  readonly byAddress: Set<string>;
  deliver(delivery: Sent): Promise<Reply>;
  /** What the one open modal says. */
  modal(): string;
  /** What was shown to this user alone, aside or in their direct messages. */
  told(user: string): readonly string[];
  stop(): Promise<void>;
}

/** A delivery of Riley's, unless it says otherwise. */
export type Sent = Delivery extends infer D
  ? D extends Delivery
    ? Partial<D> & Pick<D, 'kind'>
    : never
  : never;

/** `realNow` in milliseconds. */
export function startWorld(teams: readonly string[] = [], realNow = () => performance.now()): World {
  const slack = createSmallSlack();
  const heard = createHeard();
  const logged: string[] = [];
  const byAddress = new Set<string>();
  const note = (facts: object, message: string): void =>
    void logged.push(`${message} ${JSON.stringify(facts)}`);
  const deps = {
    ...{ store: memory(), clock: CLOCK, log: { info: note, warn: note, error: note } },
    accounts: {
      userOf: async (person: string, _app: string, _team: string, by?: 'linked') =>
        by === 'linked' && byAddress.has(person) ? undefined : USERS.get(person),
    },
  };
  const talk = createTalk({ teams, history: false }, slack.wire, deps, { ...REAL_TIME, now: realNow });
  for (const [name, id] of [
    ['Riley', RILEY_USER],
    ['Avery', AVERY_USER],
  ] as const)
    slack.users.set(id, member(id, name));
  for (const id of [CHANNEL, SHARED, FOREIGN])
    slack.channels.set(id, {
      ...{ id, direct: false, archived: false },
      ...{ external: id === SHARED, member: id !== FOREIGN },
    });
  talk.start(heard);
  let count = 0;
  return {
    ...{ slack, heard, talk, logged, byAddress },
    deliver: (delivery) => talk.incoming(whole(slack, delivery, `slack/test/${++count}`)),
    modal: () => readBlocks([...slack.views.values()].map(({ view }) => view)),
    told: (user) =>
      [
        ...slack.asides.filter(({ to }) => to === user),
        ...[...slack.posted.values()].filter(({ channel }) => channel === `D${user}`),
      ].map(({ message }) => readBlocks(message.blocks)),
    stop: () => talk.stop(),
  };
}

const USERS = new Map([
  [RILEY.id, RILEY_USER],
  [AVERY.id, AVERY_USER],
]);

export const member = (id: string, name: string, more: Partial<SlackUser> = {}): SlackUser => ({
  ...{ id, name, team: TEAM, zone: 'Europe/Berlin' },
  ...{ bot: false, deleted: false, guest: false, stranger: false },
  ...more,
});

/** What Slack would have sent beside what a test names. */
function whole(slack: SmallSlack, delivery: Sent, key: string): Delivery {
  const user = delivery.user ?? RILEY_USER;
  const rest: Record<Delivery['kind'], () => object> = {
    command: () => ({
      ...{ text: '', channel: CHANNEL, trigger: slack.trigger() },
      responseUrl: slack.responseUrl(user),
    }),
    message: () => ({ text: '', channel: `D${user}`, direct: true, ts: '1600000000.000001' }),
    shortcut: () => ({ trigger: slack.trigger() }),
    'message-shortcut': () => ({
      ...{ trigger: slack.trigger(), channel: CHANNEL, ts: '1600000000.000002', text: '' },
    }),
    action: () => ({ trigger: slack.trigger(), action: '', value: '' }),
    submission: () => ({}),
    options: () => ({ action: 'vm', letters: '' }),
    home: () => ({}),
  };
  return { key, team: TEAM, user, ...rest[delivery.kind](), ...delivery } as Delivery;
}

/** The newest open modal, as it comes back with these values by field. */
export function sentBack({ slack }: World, values: Readonly<Record<string, string>>): OpenView {
  const [id, { view, hash }] = [...slack.views].at(-1) ?? ['', { view: {} as View, hash: '' }];
  const blocks = (view.blocks ?? []) as readonly { readonly block_id?: string; readonly type: string }[];
  const inputs = blocks.filter(({ type }) => type === 'input').map(({ block_id = '' }) => block_id);
  return {
    ...{ id, hash, callback: String(view.callback_id), metadata: String(view.private_metadata) },
    values: Object.fromEntries(inputs.map((block) => [block, values[block.split(':')[0] ?? ''] ?? ''])),
  };
}

const EMPTY_HOME = { mine: [], waiting: [], recent: [], more: { mine: 0, waiting: 0, recent: 0, all: 0 } };

export const homeOf = (person: Person, notice?: string): Home => ({
  ...{ person, now: later(0), zone: 'UTC', ...EMPTY_HOME },
  ...(notice === undefined ? {} : { notice }),
});

export const VM = { key: 'k1', name: 'vm-prod-01', note: 'rg-prod' };
const choice = (value: string, chosen: boolean) => ({ value, title: value, chosen });

function formOf({ person, vm, whom = '', text = '', origin }: FormAsked): Form {
  const picked = vm === VM.key;
  return {
    ...{ id: 'form-1', person, lastVms: [], otherPort: false, justification: text, ticket: '' },
    ...{ requester: whom === '' ? person.id : whom, forOthers: whom !== '', whom, start: '' },
    ...(picked ? { vm: VM } : {}),
    ports: picked ? [choice('3389/tcp', true), choice('22/tcp', false)] : [],
    durations: picked ? [choice('60', true), choice('120', false)] : [],
    sources: picked ? [choice('203.0.113.7/32', true)] : [],
    ...(origin ? { origin } : {}),
  };
}

function createHeard(): Heard {
  const heard: Heard = {
    ...{ saids: [], clicks: [], refusals: [], asked: [], filled: [], viewers: [], codes: [] },
    identities: new Map<string, Identity>([
      [RILEY_USER, { person: RILEY, by: 'linked' }],
      [AVERY_USER, { person: AVERY, by: 'linked' }],
    ]),
    answer: { sentence: 'Noted.', refused: false },
    ...{ jitAsked: [], jitFilled: [], jitShown: SAMPLE_CARDS.jit.form },
    jitAnswer: { sentence: 'Read it in the next message.', refused: false },
    formAnswer: { sentence: 'Asked as aj-7k2m9q.', refused: false, line: 'open 3389 on vm-prod-01 for 1h' },
    wait: async () => undefined,
    async said(said) {
      heard.saids.push(said);
      await heard.wait();
    },
    async clicked(click) {
      heard.clicks.push(click);
      await heard.wait();
      return heard.answer;
    },
    async turnedAway(refusal) {
      heard.refusals.push(refusal);
    },
    async form(asked) {
      heard.asked.push(asked);
      await heard.wait();
      return formOf(asked);
    },
    vms: async (_person, letters) => (VM.name.includes(letters) ? [VM] : []),
    async jitForm(_person, id) {
      heard.jitAsked.push(id);
      return heard.jitShown;
    },
    async jitSubmitted(filled) {
      heard.jitFilled.push(filled);
      return heard.jitAnswer;
    },
    async submitted(filled) {
      heard.filled.push(filled);
      await heard.wait();
      return heard.formAnswer;
    },
    async home(viewer) {
      heard.viewers.push(viewer);
      return homeOf(viewer.person, `drawn ${heard.viewers.length}`);
    },
    viewed: async (): Promise<Card | undefined> => undefined,
    identify: async ({ user }) => heard.identities.get(user) ?? { refused: 'This account is nobody yet.' },
    async linked(account, code) {
      heard.codes.push(`${account.user} ${code}`);
      return heard.answer;
    },
  };
  return heard;
}

function memory() {
  const kept = new Map<string, unknown>();
  return {
    remember: async (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
    recall: async (key: string) => structuredClone(kept.get(key)),
  };
}
