import { z } from 'zod';
import { readEmail } from '../../access/email.ts';
import type { Person } from '../../access/person.ts';
import { everybody } from '../../access/policy/everybody.ts';
import type { GroupSource } from '../../access/policy/group.ts';
import type { Policy } from '../../access/policy/policy.ts';
import type { Clock } from '../../ports/clock.ts';
import { Unknown } from '../../ports/people.ts';
import { askJson, type Fetch } from '../web/ask-json.ts';
import { createAnswers } from './answers.ts';
import type { Source } from './source.ts';

export interface PagerDutyParts {
  readonly policy: () => Policy;
  readonly clock: Clock;
  readonly fetching: Fetch;
  /** `https://api.pagerduty.com`, or `https://api.eu.pagerduty.com`. */
  readonly url: string;
  readonly token: string;
}

/** https://developer.pagerduty.com/api-reference/list-all-of-the-on-calls */
const OnCalls = z.object({
  oncalls: z.array(
    z.object({
      schedule: z.object({ id: z.string() }).nullish(),
      user: z.object({ id: z.string(), email: z.string().nullish() }),
    }),
  ),
  more: z.boolean(),
});
type User = z.output<typeof OnCalls>['oncalls'][number]['user'];

const PAGE = 100;
const MOST_PAGES = 10;
const MOST_BYTES = 2_000_000;

/** Whoever is on call now by a schedule of PagerDuty's. */
export function createPagerDuty(parts: PagerDutyParts): Source<'pagerduty'> {
  const answers = createAnswers<readonly User[]>(parts.clock, (users) => users.length > 0);
  return {
    members: async (group) => {
      const users = await answers.ask(group.schedule, () => usersOf(parts, group.schedule));
      return users.flatMap((user) => personOf(parts.policy(), group, user) ?? []);
    },
  };
}

async function usersOf({ url, token, fetching }: PagerDutyParts, schedule: string): Promise<readonly User[]> {
  const users: User[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({ 'schedule_ids[]': schedule, 'include[]': 'users' });
    query.set('limit', String(PAGE));
    query.set('offset', String(page * PAGE));
    const answer = await askJson(
      {
        ...{ who: 'PagerDuty', url: `${url}/oncalls?${query}`, method: 'GET', mostBytes: MOST_BYTES },
        headers: {
          accept: 'application/vnd.pagerduty+json;version=2',
          authorization: `Token token=${token}`,
        },
      },
      fetching,
    );
    const read = OnCalls.safeParse(answer);
    if (!read.success) throw new Unknown('PagerDuty gave an answer that cannot be read.');
    users.push(...read.data.oncalls.filter((each) => each.schedule?.id === schedule).map(({ user }) => user));
    if (!read.data.more) return users;
  }
  throw new Unknown('PagerDuty names more people on call than can be read.');
}

/** By the policy's own map, or by the address that it has for exactly one person (HOLES H16). */
function personOf(
  policy: Policy,
  { users = {} }: Extract<GroupSource, { kind: 'pagerduty' }>,
  { id, email }: User,
): Person | undefined {
  const mapped = Object.hasOwn(users, id) ? users[id] : undefined;
  if (mapped !== undefined)
    return everybody(policy).find((person) => person.id === mapped) ?? { id: mapped, name: mapped };
  const address = email ? readEmail(email)?.email : undefined;
  const found = policy.emails.filter((each) => each.email === address).map(({ person }) => person);
  return new Set(found.map((person) => person.id)).size === 1 ? found[0] : undefined;
}
