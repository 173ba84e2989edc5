import { obstacleTo } from '../../access/check/obstacle.ts';
import type { VmNetwork } from '../../access/check/vm-network.ts';
import { type Grant, isUninspected, vmsOf } from '../../access/grant.ts';
import type { RequestIn } from '../../access/request.ts';
import type { VmRef } from '../../access/vm.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { unlessConflict } from '../step/until-saved.ts';
import { within } from '../within.ts';
import { nextLook } from './due.ts';

/** It asks for several things, one after another: so many times what a single look-up may take. A close that comes meanwhile waits no longer. */
const LOOK_UPS = 4;

/**
 * Looks once after an opening whether something else keeps its requester out, and keeps what was found with the grants. It
 * takes no lease and is not tried again: an access is never held up, and whoever saves first wins.
 */
export async function inspectOpen(deps: Deps, stored: Stored): Promise<undefined> {
  const request = stored.request as RequestIn<'open'>;
  const wanted = request.grants.filter(isUninspected);
  const seen = await Promise.all(vmsOf(wanted).map(async (vm) => [vm.id, await look(deps, vm)] as const));
  const networks = new Map(seen);
  const grants = request.grants.map((grant) =>
    isUninspected(grant) ? { ...grant, ...learntFrom(grant, networks.get(grant.vm.id)) } : grant,
  );
  const next = { ...request, grants };
  const work = { attempt: stored.work.attempt, dueAt: nextLook(deps, next, deps.clock.now()) };
  await unlessConflict(deps.store.release({ ...stored, request: next, work }));
}

/** What cannot be told is no obstacle, and no promise that anything is ended. */
const learntFrom = (grant: Grant, network: VmNetwork | undefined): Pick<Grant, 'obstacle' | 'flushes'> => ({
  obstacle: (network && obstacleTo(grant, network)) ?? '',
  ...(network && flushes(network) && { flushes: true }),
});

/** One group of several is enough: closing takes the rule out of each. */
const flushes = ({ entrances }: VmNetwork): boolean =>
  entrances.length > 0 && entrances.every(({ groups }) => groups.some((group) => group.flushes));

/** A look that fails, in whatever way, must not keep the request from its other deeds. */
async function look(deps: Deps, vm: VmRef): Promise<VmNetwork | undefined> {
  try {
    return await within(
      LOOK_UPS * deps.limits.lookUpMs,
      `The look at ${vm.name}`,
      deps.inspector.inspect(vm),
    );
  } catch (error) {
    deps.log.warn({ vm: vm.id, error }, 'it could not be told whether anything keeps an opened port shut');
    return undefined;
  }
}
