import { changeOf, type Opening, sayOpening } from '../../../access/drift/opening.ts';
import type { Grant } from '../../../access/grant.ts';
import type { Order, Sighting } from '../../../ports/provider.ts';
import { type Group, type GroupRule, ruleIn } from '../network/group.ts';
import type { Groups } from '../network/looks.ts';
import { openingOf, placesOf } from '../network/opening-of.ts';
import { nameIn } from '../wire/resource-id.ts';
import { groupsOf, isAsMade, wantedIn } from './draft.ts';
import { keptOutBy, type Wanted } from './priority.ts';

type Seen = Pick<Sighting, 'state' | 'note' | 'changed' | 'wider' | 'rules'>;

/** What the groups prove of an order's grants; those that nothing can be said of are left out. Changes nothing. Throws `CloudError`. */
export async function seeGrants(order: Order, groups: Groups): Promise<readonly Sighting[]> {
  const sightings = order.grants.map(async (grant): Promise<readonly Sighting[]> => {
    if (grant.state === 'failed' || grant.state === 'closed') return [];
    const places = await Promise.all(
      groupsOf(grant).map(async (nsgId) =>
        placeOf(nsgId, await groups(nsgId), wantedIn(order, grant, nsgId)),
      ),
    );
    const seen = whatIsSeen(grant, places);
    return seen ? [{ key: grant.key, ...seen, traces: [] }] : [];
  });
  return (await Promise.all(sightings)).flat();
}

/** One group with the rule of ours in it, as it is and as it was to be. */
interface Place {
  readonly nsgId: string;
  readonly rules: readonly GroupRule[];
  readonly own: GroupRule | undefined;
  readonly wanted: Wanted;
}

const placeOf = (nsgId: string, group: Group | undefined, wanted: Wanted): Place => ({
  ...{ nsgId, wanted, rules: group?.rules ?? [], own: ruleIn(group, wanted.name) },
});

/** The port is open where every group lets it in: then, and only then, it is called open for the first time. */
function whatIsSeen(grant: Grant, places: readonly Place[]): Seen | undefined {
  const standing = places.filter(({ own }) => own !== undefined);
  if (standing.length === 0) return withoutRule(grant);
  const widened = firstOf(places, widenedIn);
  const fault = widened ?? firstOf(places, faultIn);
  const rules = placesOf(standing.flatMap(({ own }) => own ?? []));
  if (grant.state === 'open') {
    const changed = fault !== undefined && { note: fault, changed: true as const };
    return { state: 'open', rules, ...changed, ...(widened !== undefined && { wider: true }) };
  }
  if (fault !== undefined) return { state: 'sent', note: fault };
  const done = standing.every(({ own }) => own?.progress === 'succeeded');
  return done
    ? { state: 'open', rules }
    : { state: 'sent', note: 'Azure has the rule and is still putting it in place.' };
}

function withoutRule({ state }: Grant): Seen | undefined {
  if (state === 'planned') return undefined;
  if (state !== 'open') return { state: 'sent' };
  return { state: 'closed', note: 'The rule that let it in is gone: somebody removed it.' };
}

/** What keeps the port shut in a group, or lets in more or other than was asked. */
function faultIn({ nsgId, rules, own, wanted }: Place): string | undefined {
  const where = `the network security group "${nameIn(nsgId)}"`;
  if (!own) return `The rule that lets it in is missing from ${where}.`;
  if (!isAsMade(own, wanted)) return changedRule(own, wanted);
  const first = keptOutBy({ rules }, own, wanted);
  return (
    first &&
    `Ajar made its rule, but the rule "${first.name}" (priority ${first.priority}) of ${where} may still keep the port shut.`
  );
}

/** What lets in more than was approved, or whom nobody can tell. */
const widenedIn = ({ own, wanted }: Place): string | undefined =>
  own && changeOf(asWanted(wanted), openingOf(own)) === 'wider' ? changedRule(own, wanted) : undefined;

const changedRule = (own: GroupRule, wanted: Wanted): string =>
  `Somebody changed Ajar's rule "${own.name}" in the network security group "${nameIn(own.nsgId)}": it let in ${sayOpening(asWanted(wanted))}; now it lets in ${sayOpening(openingOf(own))}.`;

const asWanted = ({ source, addresses, number, protocol }: Wanted): Opening => ({
  ...{ access: 'allow', protocol, sources: [source], destinations: addresses, ports: [String(number)] },
});

const firstOf = <T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined =>
  items.map(find).find((found) => found !== undefined);
