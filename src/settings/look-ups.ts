import type { GroupSource } from '../access/policy/group.ts';
import type { Policy } from '../access/policy/policy.ts';
import type { Fault } from '../complaint.ts';
import { isHookSecret } from '../secrets/names.ts';
import type { ChatSettings } from './chat.ts';
import type { Env, Settings } from './settings.ts';

/** Where people and groups are looked up that the policy does not list, and what signs for hooks. */
export interface PeopleSettings {
  /** Whether people are looked up in Entra, with Ajar's own sign-in. */
  readonly graph: boolean;
  readonly pagerDuty?: { readonly url: string; readonly token: string };
  /** The settings that hooks of the policy may name, with their values. */
  readonly hookSecrets: Readonly<Record<string, string>>;
}

/** Whoever learns a secret so short can sign as Ajar. */
const SHORTEST_SECRET = 16;

export const peopleOf = (settings: Settings, env: Env): PeopleSettings => ({
  graph: settings.AJAR_GRAPH === 'on',
  ...(settings.AJAR_PAGERDUTY_TOKEN
    ? {
        pagerDuty: {
          url: settings.AJAR_PAGERDUTY_URL.replace(/\/+$/, ''),
          token: settings.AJAR_PAGERDUTY_TOKEN,
        },
      }
    : {}),
  hookSecrets: Object.fromEntries(hookSecretsIn(env)),
});

export const peopleFaults = (env: Env): readonly Fault[] =>
  hookSecretsIn(env).flatMap(([key, secret]) =>
    secret.length >= SHORTEST_SECRET
      ? []
      : [{ key, message: `found (hidden); write a secret of at least ${SHORTEST_SECRET} characters.` }],
  );

const hookSecretsIn = (env: Env): readonly (readonly [string, string])[] =>
  Object.entries(env).flatMap(([key, value]) => (isHookSecret(key) && value ? [[key, value] as const] : []));

type Means = PeopleSettings & Pick<ChatSettings, 'slack'> & { readonly azure: { readonly rights?: boolean } };

/** What a policy names and these settings cannot reach, each with what to set: what cannot be resolved is an error, never ignored. */
export function unreachable(policy: Policy, means: Means): readonly string[] {
  const groups = Object.entries(policy.lookedUp ?? {}).flatMap(([name, { kind }]) =>
    MEANS[kind].has(means) ? [] : [`groups.${name}: ${MEANS[kind].set}.`],
  );
  const hooks = Object.entries(policy.hooks ?? {}).flatMap(([name, { secret }]) =>
    Object.hasOwn(means.hookSecrets, secret)
      ? []
      : [`hooks.${name}.secret: ${secret} is not set; set it to the secret that signs what is sent there.`],
  );
  const needing = policy.rules.filter(({ requesterNeeds }) => requesterNeeds !== undefined);
  const rights = means.azure.rights === true ? [] : needing.map(({ id }) => `rule "${id}": ${NO_RIGHTS}.`);
  return [...groups, ...hooks, ...rights];
}

const NO_RIGHTS =
  'requesterNeeds takes AJAR_REQUESTER_RIGHTS=on (docs/people.md); set it, or leave requesterNeeds out';

interface Mean {
  readonly has: (means: Means) => boolean;
  readonly set: string;
}

const MEANS: Readonly<Record<GroupSource['kind'], Mean>> = {
  entra: {
    has: ({ graph }) => graph,
    set: 'groups of Entra are looked up with AJAR_GRAPH=on (docs/people.md); set it, or list the people',
  },
  slack: {
    has: ({ slack }) => slack !== undefined,
    set: 'user groups of Slack need Slack (SLACK_BOT_TOKEN); set it up, or list the people',
  },
  pagerduty: {
    has: ({ pagerDuty }) => pagerDuty !== undefined,
    set: 'schedules need AJAR_PAGERDUTY_TOKEN; set it, or list the people',
  },
  // The hook's own secret is looked at beside.
  onCall: { has: () => true, set: '' },
};
