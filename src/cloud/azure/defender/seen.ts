import { changeOf, sayOpening } from '../../../access/drift/opening.ts';
import type { Grant } from '../../../access/grant.ts';
import { formatPort } from '../../../access/port.ts';
import type { Sighting } from '../../../ports/provider.ts';
import { openingOf, placesOf } from '../network/opening-of.ts';
import { nameIn } from '../wire/resource-id.ts';
import { type Entry, mayYetOpen } from './entries.ts';
import type { Network } from './network.ts';

type Seen = Pick<Sighting, 'state' | 'note' | 'changed' | 'wider' | 'rules'>;

/**
 * What Azure's record (`own`, the most open entry first) and the network prove about a grant, when nothing was changed.
 * The network is read only where it matters. Undefined: nothing can be said.
 */
export async function whatIsSeen(
  grant: Grant,
  own: readonly Entry[],
  network: () => Promise<Network>,
): Promise<Seen | undefined> {
  const changed = grant.state === 'open' && changedOf(await network());
  if (changed) return changed;
  const entry = own[0];
  if (!entry) return withoutEntry(grant, network);
  switch (entry.status) {
    case 'Initiating':
      return { state: 'sent' };
    case 'Initiated':
      return whenInitiated(grant, await network(), mayYetOpen(own));
    case 'Revoked':
      return whenRevoked(grant, entry, await network());
    default:
      // Azure's words for failure are not known, and none may be taken for closed.
      return {
        state: 'sent',
        note: `Azure shows the opening as "${plain(entry.status)}", which Ajar does not know.`,
      };
  }
}

async function withoutEntry(grant: Grant, network: () => Promise<Network>): Promise<Seen | undefined> {
  if (grant.state === 'planned') return undefined;
  if (grant.state !== 'open') return { state: 'sent' };
  const seen = await network();
  if (!seen.readable) return { state: 'sent' };
  return seen.ours.length > 0
    ? { state: 'open', note: 'Azure has no record of the opening any more.' }
    : { state: 'closed', note: 'Azure has neither a record of the opening nor a rule for it any more.' };
}

function whenInitiated(grant: Grant, network: Network, opening: boolean): Seen {
  if (!network.readable)
    return {
      state: 'open',
      note: `Azure says that it is open; whether the network lets it in, Ajar may not read. ${network.why.message}`,
    };
  if (!network.guarded)
    return {
      state: 'open',
      note: 'Azure says that it is open; there is no network security group to check it by.',
    };
  if (network.ours.length === 0) {
    return grant.state === 'open' && !opening
      ? {
          state: 'closed',
          note: 'The rule that let it in is gone, although Azure still counts it as open: somebody removed it.',
        }
      : { state: 'sent', note: 'Azure took the request, but the rule that lets it in is not there yet.' };
  }
  const note = keptShutBy(network);
  if (note === undefined) return { state: 'open', rules: placesOf(network.ours) };
  return grant.state === 'open' ? { state: 'open', changed: true, note } : { state: 'sent', note };
}

/** What keeps the port shut, or may, though JIT's rule is there. */
function keptShutBy({ letsIn, by, perhapsOut }: Network & { readable: true }): string | undefined {
  const rule = letsIn ? perhapsOut : by;
  if (letsIn && !rule) return undefined;
  const what = rule
    ? `the rule "${plain(rule.name)}" (priority ${rule.priority}) of ${nameIn(rule.nsgId)}`
    : 'another network security group';
  return `Azure made its rule, but ${what} ${letsIn ? 'may still keep' : 'still keeps'} the port shut.`;
}

/** Whatever Azure's record says: a rule that was this grant's, and that somebody made something else of, is told. */
function changedOf(network: Network): Seen | undefined {
  if (!network.readable || network.changed.length === 0) return undefined;
  const notes = network.changed.map(
    ({ rule, approved }) =>
      `Somebody changed Defender's rule "${plain(rule.name)}" in the network security group "${nameIn(rule.nsgId)}": it let in ${sayOpening(approved)}; now it lets in ${sayOpening(openingOf(rule))}.`,
  );
  const wider = network.changed.some(({ rule, approved }) => changeOf(approved, openingOf(rule)) === 'wider');
  return { state: 'open', changed: true, note: notes.join(' '), ...(wider && { wider }) };
}

function whenRevoked(grant: Grant, entry: Entry, network: Network): Seen {
  const why = reasonOf(entry);
  if (!network.readable || network.ours.length === 0) return { state: 'closed', note: why };
  // A newer opening of the same port from the same place took over the rule; or Azure has not taken it away yet.
  return {
    state: 'open',
    note: `${why} The rule that lets ${formatPort(grant.port)} in from ${grant.source} is still there.`,
  };
}

/** Azure's reasons in words; the list is open. `UserManuallyRevoked` is documented nowhere and was recorded in 2021. */
const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    Expired: 'Azure closed it at its end.',
    NewerRequestInitiated: 'A newer request for the same port took its place in Azure.',
    UserManuallyRevoked: 'Somebody revoked it in Azure.',
  }),
);

export function reasonOf({ reason }: Entry): string {
  if (reason === undefined) return 'Azure closed it and gives no reason.';
  return REASONS.get(reason) ?? `Azure closed it and gives the reason "${plain(reason)}".`;
}

/** Azure's own words are shown short and without anything that could be markup. */
const plain = (text: string): string => text.replace(/[^\w .()/-]/g, '').slice(0, 80);

/** A port that stays reachable after ours is gone, by a rule that is not ours. */
export function stillReachable(grant: Grant, network: Network): string | undefined {
  if (!network.readable || !network.letsIn || !network.by) return undefined;
  const { name, priority, nsgId } = network.by;
  return `${formatPort(grant.port)} on ${grant.vm.name} can still be reached from ${grant.source} through the rule "${plain(name)}" (priority ${priority}) of ${nameIn(nsgId)}, which Ajar did not make and leaves alone.`;
}
