import { createHash } from 'node:crypto';
import fuzzysort from 'fuzzysort';
import type { Person } from '../../access/person.ts';
import { mayAskFor } from '../../access/policy/policy.ts';
import type { Vm } from '../../access/vm.ts';
import type { VmChoice } from '../../ports/form.ts';
import { CloudError } from '../../ports/provider.ts';
import type { Deps } from '../deps.ts';

/** How far back the last VMs are looked for. */
const LOOKED_BACK = 30;

/** VMs that this person may ask for, best first; without letters those that they asked for last, then all by name. */
export async function pickVms(
  deps: Deps,
  person: Person,
  letters: string,
  limit: number,
): Promise<readonly VmChoice[]> {
  const vms = await visibleVms(deps, person.id);
  const wanted = letters.trim().slice(0, 100);
  if (wanted === '') return (await lastFirst(deps, person, vms)).slice(0, limit).map(vmChoice);
  // Any match at all: of a few letters of a name fuzzysort would take half by default.
  const found = fuzzysort.go(wanted, vms, { keys: ['name', 'resourceGroup'], limit, threshold: 0 });
  return found.map(({ obj }) => vmChoice(obj));
}

/** The VMs that some rule lets this person ask for; none while the list cannot be read, which is logged. */
export async function visibleVms(deps: Deps, person: string): Promise<readonly Vm[]> {
  try {
    return (await deps.inventory.all()).filter((vm) => mayAskFor(deps.policy(), person, vm));
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    deps.log.warn({ reason: error.message }, 'the inventory could not be read');
    return [];
  }
}

/** Those asked for before, newest first. */
export async function lastVms(deps: Deps, person: Person, vms: readonly Vm[]): Promise<readonly Vm[]> {
  const own = await deps.store.list({ requester: person.id, limit: LOOKED_BACK });
  const ids = new Set(own.flatMap(({ request }) => request.grants.map(({ vm }) => vm.id)));
  return [...ids].flatMap((id) => vms.find((vm) => vm.id === id) ?? []);
}

async function lastFirst(deps: Deps, person: Person, vms: readonly Vm[]): Promise<readonly Vm[]> {
  const last = await lastVms(deps, person, vms);
  const rest = vms.filter((vm) => !last.includes(vm)).sort((a, b) => a.name.localeCompare(b.name));
  return [...last, ...rest];
}

export const vmChoice = (vm: Vm): VmChoice => ({
  key: vmKey(vm.id),
  name: vm.name,
  note: [vm.resourceGroup, vm.subscriptionName, ...(vm.power === 'stopped' ? ['stopped'] : [])].join(', '),
});

/** Short enough for every app's menus, and nothing that anybody has to keep. */
export const vmKey = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 24);
