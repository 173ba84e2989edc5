import type { Grant } from '../../../access/grant.ts';
import { CloudError } from '../../../ports/provider.ts';
import { type Guard, mergeGuards, readGuards } from '../inventory/guards.ts';
import type { Group } from '../network/group.ts';
import type { Looks } from '../network/looks.ts';
import type { AnyRule } from '../network/may-keep-out.ts';
import { readPlaces } from '../network/opening-of.ts';
import type { Deadline } from '../wire/call.ts';
import { nameIn } from '../wire/resource-id.ts';
import { type Gate, type Network, weighRules } from './network.ts';

/** Reads the security groups before a grant's VM, each once per reader: a reader is made anew for each look. */
export interface NetworkReader {
  /** `everywhere` also asks the interfaces which groups guard them now, beside those that the grant remembers. Throws `CloudError` unless it is a refusal. */
  read(grant: Grant, everywhere: boolean): Promise<Network>;
}

/** A guard, with the groups that were before the address when the grant was made and are not any more: its rules may stand there. */
interface Place extends Guard {
  readonly aside?: readonly string[];
}

/** `listed` has groups that were read already; one that it does not have is read. */
export function createNetworkReader(
  looks: Looks,
  deadline: Deadline,
  listed: (nsgId: string) => Promise<Group | undefined> = async () => undefined,
): NetworkReader {
  const groups = looks.groups(deadline);
  const rulesOf = async (nsgId: string): Promise<readonly AnyRule[] | undefined> =>
    ((await listed(nsgId)) ?? (await groups(nsgId)))?.rules;
  const placesOf = async (grant: Grant, everywhere: boolean): Promise<readonly Place[]> => {
    const known = readGuards(grant.cloud.guards ?? '');
    if (known.length > 0 && !everywhere) return known;
    const now = await looks.guards(grant.vm, deadline);
    return now.length > 0 ? besides(now, known) : mergeGuards(known, await movedFrom(grant, known));
  };
  /** Where no interface is left the VM may have been moved, and its groups with it: then its rules stand somewhere by their names. */
  const movedFrom = async (grant: Grant, known: readonly Guard[]): Promise<readonly Guard[]> => {
    const names = readPlaces(grant.cloud.rules).map(nameIn);
    if (names.length === 0) return [];
    const nsgIds = await looks.holding(names, deadline);
    return known.map(({ address }) => ({ address, nsgIds }));
  };
  const gatesOf = async (grant: Grant, everywhere: boolean): Promise<readonly Gate[]> => {
    const gates = await withRules(await placesOf(grant, everywhere), rulesOf);
    // Another may have been put in the place of one that is gone.
    const isGone = !everywhere && gates.some((gate) => gate.groups.includes(undefined));
    return isGone ? gatesOf(grant, true) : gates;
  };
  return {
    async read(grant, everywhere) {
      try {
        return weighRules(grant, await gatesOf(grant, everywhere));
      } catch (error) {
        if (error instanceof CloudError && error.kind === 'denied') return { readable: false, why: error };
        throw error;
      }
    },
  };
}

/** What guards the VM now, with what guarded it once; an address that it has no more is as it was. */
const besides = (now: readonly Guard[], known: readonly Guard[]): readonly Place[] => [
  ...now.map((guard): Place => {
    const once = known.find(({ address }) => address === guard.address)?.nsgIds ?? [];
    return { ...guard, aside: once.filter((id) => !guard.nsgIds.includes(id)) };
  }),
  ...known.filter(({ address }) => !now.some((guard) => guard.address === address)),
];

const withRules = (
  places: readonly Place[],
  rulesOf: (nsgId: string) => Promise<readonly AnyRule[] | undefined>,
): Promise<readonly Gate[]> =>
  Promise.all(
    places.map(async ({ address, nsgIds, aside = [] }) => ({
      address,
      groups: await Promise.all(nsgIds.map(rulesOf)),
      aside: await Promise.all(aside.map(rulesOf)),
    })),
  );
