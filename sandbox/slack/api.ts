import type { Board } from './board.ts';
import { type Call, type Fields, parsed } from './call.ts';
import type { Faults, Trouble } from './faults.ts';
import { note } from './note.ts';
import type { Rates } from './rates.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: { readonly ok: boolean; readonly error?: string } & Fields;
}

/** Says what Slack would refuse about blocks on a surface, in words; nothing when it would take them. */
export type CheckBlocks = (surface: 'message' | 'modal' | 'home', payload: Fields) => readonly string[];

export interface ApiDeps {
  /** Where `emulate` answers. */
  readonly emulator: string;
  readonly board: Board;
  readonly faults: Faults;
  readonly tokens: ReadonlySet<string>;
  /** By user's or channel's id: fields that its info has beside emulate's. */
  readonly traits: ReadonlyMap<string, Fields>;
  /** Channels that the bot may not post to. */
  readonly closed: (channel: unknown) => boolean;
  readonly check: CheckBlocks;
  /** Missing for who calls beside the app. */
  readonly rates?: Rates;
}

export type Api = (call: Call) => Promise<Answer>;

/** The Web API: emulate's, with the limits that it does not keep, what it cannot say, and the faults that were ordered. */
export function createApi(deps: ApiDeps): Api {
  const done = async (call: Call): Promise<Answer> => {
    const refusal = refusalOf(deps, call);
    if (refusal !== undefined) return refused(refusal);
    const answer = withTraits(deps, call, await forward(deps.emulator, call));
    if (answer.body.ok) note(deps.board, call, answer.body);
    return answer;
  };
  return (call) => {
    const wait = deps.rates?.over(call);
    const busy = wait === undefined ? undefined : ({ how: 'busy', retryAfter: wait } as const);
    const trouble = busy ?? deps.faults.meet(call.method, call.fields.channel);
    return trouble ? troubled(trouble, () => done(call)) : done(call);
  };
}

const refused = (error: string): Answer => ({ status: 200, body: { ok: false, error } });
const DOWN: Answer = { status: 502, body: { ok: false, error: 'bad_gateway' } };

async function troubled(trouble: Trouble, done: () => Promise<Answer>): Promise<Answer> {
  switch (trouble.how) {
    case 'busy':
      return {
        ...{ status: 429, headers: { 'retry-after': String(trouble.retryAfter) } },
        body: { ok: false, error: 'ratelimited' },
      };
    case 'lost':
      await done();
      return DOWN;
    case 'down':
      return DOWN;
    case 'hang':
      if (trouble.done) await done();
      return new Promise(() => undefined);
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, trouble.ms));
      return done();
    case 'refused':
      return refused(trouble.error);
    default:
      return trouble satisfies never;
  }
}

const POSTS = new Set(['chat.postMessage', 'chat.postEphemeral', 'chat.update']);
const VIEWS = new Set(['views.open', 'views.push', 'views.update', 'views.publish']);
/** https://docs.slack.dev/reference/methods/chat.update: characters. */
const UPDATE_TEXT = 4_000;

function refusalOf({ tokens, closed, check }: ApiDeps, { method, token, fields }: Call): string | undefined {
  if (!tokens.has(token)) return 'invalid_auth';
  if (POSTS.has(method)) {
    if (closed(fields.channel)) return 'not_in_channel';
    if (method === 'chat.update' && String(fields.text ?? '').length > UPDATE_TEXT) return 'msg_too_long';
    return faultIn(check('message', parsed(fields)));
  }
  if (!VIEWS.has(method)) return undefined;
  const view = parsed(fields).view as Fields | undefined;
  return view && faultIn(check(view.type === 'home' ? 'home' : 'modal', view));
}

const faultIn = (faults: readonly string[]): string | undefined =>
  faults.length > 0 ? `invalid_blocks (${faults.join('; ')})` : undefined;

async function forward(emulator: string, { method, token, fields }: Call): Promise<Answer> {
  const response = await fetch(`${emulator}/api/${method}`, {
    method: 'POST',
    // A kept connection may be ended by the other side just when it is used again.
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, connection: 'close' },
    body: JSON.stringify(fields),
  });
  // Slack says so with 200, emulate with 404.
  if (response.status === 404) return refused('unknown_method');
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const INFO: Readonly<Record<string, readonly [asked: string, answered: string]>> = {
  'users.info': ['user', 'user'],
  'conversations.info': ['channel', 'channel'],
};

function withTraits({ traits }: ApiDeps, { method, fields }: Call, answer: Answer): Answer {
  const [asked, answered] = INFO[method] ?? [];
  if (!answer.body.ok || asked === undefined || answered === undefined) return answer;
  const told = answer.body[answered] as Fields;
  const own = method === 'users.info' ? { tz: 'UTC', is_email_confirmed: true } : {};
  const more = traits.get(String(fields[asked])) ?? {};
  return { ...answer, body: { ...answer.body, [answered]: { ...told, ...own, ...more } } };
}
