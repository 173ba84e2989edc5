import type { NewEvent } from '../access/audit-event.ts';
import { AJAR } from '../access/person.ts';
import type { Policy } from '../access/policy/policy.ts';
import { adminPlaces } from './cards/alarms.ts';
import { tell } from './cards/tell.ts';
import type { Deps } from './deps.ts';

/** Of the faults, as many as a message takes; "ajar policy check" has all. */
const MOST_FAULTS = 5;

/** The line of a policy that takes the place of another, saved before it does. */
export const policyTaken = (
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  before: Policy,
  after: Policy,
): Promise<void> =>
  store.record(eventOf('policyTaken', clock.now(), after, `The policy ${before.hash} became ${after.hash}.`));

/** The policy file was changed into something that has faults: admins hear of it once, each in private. */
export async function policyRefused(
  deps: Deps,
  inForce: Policy,
  faults: readonly string[],
  found: string,
): Promise<void> {
  const at = deps.clock.now();
  const more = faults.length - MOST_FAULTS;
  const sentences = [
    'The policy file was changed, and is not used. The policy before it stays in force.',
    ...faults.slice(0, MOST_FAULTS),
    ...(more > 0 ? [`${more} more. "ajar policy check" has all of them.`] : []),
  ];
  await tell(deps, {
    // Where several run, one of them tells it; mended and broken anew it is told anew.
    id: `policy/${inForce.hash.slice(0, 16)}/${found.slice(0, 64)}/${at.toISOString().slice(0, 13)}`,
    bulletin: { status: 'told', at, loud: false, title: 'The changed policy has faults', sentences },
    places: await adminPlaces(deps),
    event: eventOf(
      'policyRefused',
      at,
      inForce,
      `${inForce.hash} stays; found ${found}. ${sentences.slice(1).join(' ')}`,
    ),
  });
}

const eventOf = (
  kind: 'policyTaken' | 'policyRefused',
  at: Date,
  policy: Policy,
  detail: string,
): NewEvent => ({
  ...{ at, kind, actor: AJAR, app: 'ajar', detail },
  ...{ policy: policy.hash, rules: policy.rules.map(({ id }) => id) },
  ...{ vms: [], ports: [], sources: [], traces: [] },
});
