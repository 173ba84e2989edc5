import type { Policy } from './access/policy/policy.ts';
import type { PeopleSettings } from './look-up-settings.ts';
import { createChatGroups } from './people/groups/chat-groups.ts';
import { createEntra } from './people/groups/entra.ts';
import { createOnCallHook } from './people/groups/on-call-hook.ts';
import { createPagerDuty } from './people/groups/pagerduty.ts';
import { createPeople } from './people/people.ts';
import { createAskHook } from './people/web/hook.ts';
import type { Accounts } from './ports/accounts.ts';
import type { Clock } from './ports/clock.ts';
import type { Directory } from './ports/directory.ts';
import type { People } from './ports/people.ts';
import type { UserGroups } from './ports/user-groups.ts';

interface Parts {
  readonly config: PeopleSettings;
  readonly policy: () => Policy;
  readonly clock: Clock;
  readonly accounts: Pick<Accounts, 'identify'>;
  readonly chats: readonly { readonly app: string; readonly userGroups?: UserGroups }[];
  readonly directory: Directory;
}

/** Everything that people are looked up in, as far as it is configured. */
export function createLookUps({ config, policy, clock, accounts, chats, directory }: Parts): People {
  const { graph, pagerDuty, hookSecrets: secrets } = config;
  const slack = chats.find(({ app }) => app === 'slack')?.userGroups;
  const entra = graph ? createEntra(directory, clock) : undefined;
  const fetching = fetch;
  return createPeople({
    policy,
    sources: {
      ...(entra && { entra: entra.source }),
      ...(slack && { slack: createChatGroups(slack, accounts, clock) }),
      ...(pagerDuty && { pagerduty: createPagerDuty({ policy, clock, fetching, ...pagerDuty }) }),
      onCall: createOnCallHook(createAskHook({ policy, secrets, fetching }), policy, clock),
    },
    ...(entra && { standing: entra.standing }),
  });
}
