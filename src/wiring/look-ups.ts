import type { Policy } from '../access/policy/policy.ts';
import { createChatGroups } from '../people/groups/chat-groups.ts';
import { createEntra } from '../people/groups/entra.ts';
import { createOnCallHook } from '../people/groups/on-call-hook.ts';
import { createPagerDuty } from '../people/groups/pagerduty.ts';
import { createPeople } from '../people/people.ts';
import { createAskHook } from '../people/web/hook.ts';
import { createTickets } from '../people/web/tickets.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Tickets } from '../ports/checks.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import type { People } from '../ports/people.ts';
import type { UserGroups } from '../ports/user-groups.ts';
import type { PeopleSettings } from '../settings/look-ups.ts';

interface Parts {
  readonly config: PeopleSettings;
  readonly policy: () => Policy;
  readonly clock: Clock;
  readonly accounts: Pick<Accounts, 'identify'>;
  readonly chats: readonly { readonly app: string; readonly userGroups?: UserGroups }[];
  readonly directory: Directory;
}

export interface LookUps {
  readonly people: People;
  readonly tickets: Tickets;
}

/** Everything that people and tickets are looked up in, as far as it is configured. */
export function createLookUps({ config, policy, clock, accounts, chats, directory }: Parts): LookUps {
  const { graph, pagerDuty, hookSecrets: secrets } = config;
  const slack = chats.find(({ app }) => app === 'slack')?.userGroups;
  const entra = graph ? createEntra(directory, clock) : undefined;
  const fetching = fetch;
  const ask = createAskHook({ policy, secrets, fetching });
  const people = createPeople({
    policy,
    sources: {
      ...(entra && { entra: entra.source }),
      ...(slack && { slack: createChatGroups(slack, accounts, clock) }),
      ...(pagerDuty && { pagerduty: createPagerDuty({ policy, clock, fetching, ...pagerDuty }) }),
      onCall: createOnCallHook(ask, policy, clock),
    },
    ...(entra && { standing: entra.standing }),
  });
  return { people, tickets: createTickets(ask) };
}
