/** A right of the bot's token: https://docs.slack.dev/reference/scopes */
interface Scope {
  /** In words, after "to": `hear a mention`. */
  readonly why: string;
  readonly without: string;
  /** Only with SLACK_HISTORY=on. */
  readonly only?: 'history';
}

/** Every scope that Ajar takes: the one list that the manifest, `ajar doctor`, the hand-over page and the tests go by. */
const SCOPES = {
  'app_mentions:read': { why: 'hear a mention', without: 'Ajar does not answer in channels' },
  'channels:history': {
    ...{ why: 'look a card up whose posting was not answered', only: 'history' },
    without: 'such a card is posted twice',
  },
  'channels:read': {
    why: 'tell whether a channel is shared with another organisation',
    without: 'no card is posted into a channel: requests go to each approver alone',
  },
  'chat:write': { why: 'show cards', without: 'nobody is asked and nobody is told' },
  commands: { why: 'offer /jit and the shortcuts', without: 'nobody can ask by /jit or by the form' },
  'files:write': { why: 'hand the audit log over as a file', without: '"audit … as csv" fails' },
  'groups:history': {
    ...{ why: 'look a card up in a private channel whose posting was not answered', only: 'history' },
    without: 'such a card is posted twice',
  },
  'groups:read': {
    why: 'tell whether a private channel is shared with another organisation',
    without: 'no card is posted into a private channel',
  },
  'im:history': { why: 'hear what people write to the bot itself', without: 'direct messages are not heard' },
  'im:write': { why: 'write to one person', without: 'approvers without a channel are not asked' },
  'users:read': {
    why: 'tell members from guests, bots and other organisations',
    without: 'everybody is refused, since nobody can be told',
  },
  'users:read.email': {
    why: 'read the confirmed address of an account',
    without: 'people whose account is not linked cannot ask',
  },
} as const satisfies Readonly<Record<string, Scope>>;

export type ScopeName = keyof typeof SCOPES;

export const scopeOf = (name: ScopeName): Scope => SCOPES[name];

/** Those that the bot's token must have. */
export const neededScopes = (history: boolean): readonly ScopeName[] =>
  (Object.keys(SCOPES) as ScopeName[]).filter((name) => history || scopeOf(name).only === undefined);

/** What an app-level token must have, for Socket Mode. */
export const SOCKET_SCOPE = 'connections:write';
