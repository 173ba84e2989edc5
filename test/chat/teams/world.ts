import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTeamsChat, type TeamsChat } from '../../../src/chat/teams/chat.ts';
import type { TeamsSettings } from '../../../src/chat/teams/settings.ts';
import type { Card, Home } from '../../../src/ports/card.ts';
import type { Click, ClickAnswer, Listener, Said, TurnedAway, Viewer } from '../../../src/ports/chat.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { FilledForm, Form, FormAnswer, FormAsked, VmChoice } from '../../../src/ports/form.ts';
import type { FilledJitForm, JitAnswer, JitForm } from '../../../src/ports/jit-form.ts';
import { NATIONAL_CLOUDS } from '../../../src/settings/national-clouds.ts';
import { RILEY, SAMPLE_CARDS } from '../../contracts/sample-cards.ts';
import { PERSONAL } from './activities.ts';
import { type ConnectorStub, startConnectorStub } from './connector-stub.ts';
import { APP_ID, TENANT } from './signer.ts';

const CLOCK: Clock = { now: () => new Date(), wakeAt: () => () => undefined, spanOf: (ms) => ms };

/** What a small listener heard, and what it answers. */
export interface Heard extends Listener {
  readonly saids: Said[];
  readonly clicks: Click[];
  readonly refusals: TurnedAway[];
  readonly asked: FormAsked[];
  readonly filled: FilledForm[];
  readonly letters: string[];
  readonly looks: { readonly viewer: Viewer; readonly request: string; readonly message: string }[];
  answer: ClickAnswer;
  shownForm: Form;
  formAnswer: FormAnswer;
  readonly jitAsked: string[];
  readonly jitFilled: FilledJitForm[];
  jitShown: JitForm | undefined;
  jitAnswer: JitAnswer;
  foundVms: () => Promise<readonly VmChoice[]>;
  shownHome: Home;
  view: () => Promise<Card | undefined>;
  /** Runs instead of just noting. */
  onSaid?: (said: Said) => Promise<void>;
}

export interface World {
  readonly chat: TeamsChat;
  readonly stub: ConnectorStub;
  readonly heard: Heard;
  readonly logged: string[];
  /** The keys that were written to the store. */
  readonly remembered: string[];
  /** What was put to SharePoint, and what it answers. */
  readonly puts: { readonly url: string; readonly init: RequestInit }[];
  sharePoint: () => Promise<Response>;
  readonly url: string;
  /** Posts to the bot as Teams does, signed; `init` spoils it. */
  post(
    activity: unknown,
    init?: { authorization?: string | null; headers?: Record<string, string> },
  ): Promise<Reply>;
  stop(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly json: { readonly type?: string; readonly statusCode?: number; readonly value?: unknown };
}

export const CHANNEL = '19:channel@thread.tacv2';

/** A chat, signed as in production, between a small listener and a connector stub. */
export async function startWorld(
  change: Partial<TeamsSettings> = {},
  openIdMetadata?: string,
): Promise<World> {
  const settings = settingsFor(change);
  const stub = await startConnectorStub(settings.cloud.issuer);
  const logged: string[] = [];
  const remembered: string[] = [];
  const note = (facts: object, message: string): void =>
    void logged.push(`${message} ${JSON.stringify(facts)}`);
  const log = { info: note, warn: note, error: note };
  const puts: World['puts'] = [];
  const answers: Pick<World, 'sharePoint'> = { sharePoint: async () => new Response(null, { status: 201 }) };
  const chat = createTeamsChat(settings, {
    store: memory(remembered),
    clock: CLOCK,
    log,
    fetch: async (url, init = {}) => {
      puts.push({ url: String(url), init });
      return answers.sharePoint();
    },
    framework: {
      openIdMetadata: openIdMetadata ?? `${stub.url}openid`,
      token: async (audience, login) => `stub-token for ${audience} from ${login}`,
    },
  });
  const heard = createHeard();
  chat.start(heard);
  const server = createServer((request, response) => void chat.routes[0]?.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
  welcomeRiley(stub);
  return Object.assign(answers, {
    ...{ chat, stub, heard, logged, remembered, puts, url },
    post: (activity: unknown, init = {}) => post(url, stub, activity, init),
    stop: async () => {
      await chat.stop();
      await Promise.all([stub.stop(), closed(server)]);
    },
  });
}

export const settingsFor = (change: Partial<TeamsSettings> = {}): TeamsSettings => ({
  appId: APP_ID,
  appType: 'SingleTenant',
  appTenant: TENANT,
  password: 'not-a-secret',
  tenants: [TENANT],
  cloud: NATIONAL_CLOUDS.public.bot,
  auth: 'on',
  bind: '0.0.0.0',
  production: true,
  roster: 'required',
  serviceHosts: ['127.0.0.1'],
  ...change,
});

function welcomeRiley(stub: ConnectorStub): void {
  for (const conversation of [PERSONAL, CHANNEL, `${CHANNEL};messageid=77`]) {
    stub.conversations.add(conversation);
    stub.members.set(`${conversation} 29:riley`, memberRiley());
  }
}

export const memberRiley = (more: object = {}): Record<string, unknown> => ({
  id: '29:riley',
  name: RILEY.name,
  aadObjectId: RILEY.id,
  tenantId: TENANT,
  userRole: 'user',
  userPrincipalName: 'riley@example.com',
  ...more,
});

function createHeard(): Heard {
  const heard: Heard = {
    saids: [],
    clicks: [],
    refusals: [],
    ...{ asked: [], filled: [], letters: [], looks: [] },
    answer: { sentence: 'Noted.', refused: false },
    shownForm: SAMPLE_CARDS.form.form,
    ...{ jitAsked: [], jitFilled: [], jitShown: SAMPLE_CARDS.jit.form },
    jitAnswer: { sentence: 'Read it in the next message.', refused: false },
    formAnswer: { sentence: 'Asked as aj-7k2m9q.', refused: false },
    foundVms: async () => [],
    shownHome: SAMPLE_CARDS.home.home,
    view: async () => undefined,
    async said(said) {
      heard.saids.push(said);
      await heard.onSaid?.(said);
    },
    async clicked(click) {
      heard.clicks.push(click);
      return heard.answer;
    },
    async turnedAway(refusal) {
      heard.refusals.push(refusal);
    },
    async form(asked) {
      heard.asked.push(asked);
      return heard.shownForm;
    },
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
      return heard.formAnswer;
    },
    async vms(_person, letters) {
      heard.letters.push(letters);
      return heard.foundVms();
    },
    home: async () => heard.shownHome,
    async viewed(viewer, request, _place, message) {
      heard.looks.push({ viewer, request, message });
      return heard.view();
    },
    identify: async () => ({ refused: 'Teams knows Entra ids' }),
    linked: async () => ({ sentence: 'Teams knows Entra ids', refused: true }),
  };
  return heard;
}

function memory(remembered: string[]) {
  const kept = new Map<string, unknown>();
  return {
    remember: async (key: string, value: unknown) => {
      remembered.push(key);
      kept.set(key, structuredClone(value));
    },
    recall: async (key: string) => structuredClone(kept.get(key)),
    forget: async (key: string) => kept.delete(key),
  };
}

async function post(
  url: string,
  stub: ConnectorStub,
  activity: unknown,
  { authorization, headers }: { authorization?: string | null; headers?: Record<string, string> },
): Promise<Reply> {
  const bearer = authorization === undefined ? `Bearer ${stub.token()}` : authorization;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(bearer === null ? {} : { authorization: bearer }),
      ...headers,
    },
    body: typeof activity === 'string' ? activity : JSON.stringify(activity),
  });
  const text = await response.text();
  return { status: response.status, text, json: text.startsWith('{') ? JSON.parse(text) : {} };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => void server.close(() => resolve()).closeAllConnections());
