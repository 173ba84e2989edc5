import { createHash } from 'node:crypto';
import type { Person } from '../../access/person.ts';
import type { Vm } from '../../access/vm.ts';
import type { VmChoice } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import { findVms } from './find-vms.ts';
import { formVms } from './form-people.ts';

/** How far back the last VMs are looked for. */
const LOOKED_BACK = 30;

/**
 * VMs that this person may ask for, for themselves or for somebody else, best first; without letters those that they asked for
 * last, then all by name. None while the list cannot be read, which the form itself says.
 */
export async function pickVms(
  deps: Deps,
  person: Person,
  letters: string,
  limit: number,
): Promise<readonly VmChoice[]> {
  const visible = await formVms(deps, person.id);
  if ('refused' in visible) return [];
  const { all, may } = visible;
  const wanted = letters.trim().slice(0, 100);
  const own = () => all.filter((_, place) => may(place));
  const found =
    wanted === ''
      ? await lastFirst(deps, person, own())
      : findVms(deps.inventory, all, { letters: wanted, limit, may });
  return found.slice(0, limit).map(vmChoice);
}

/** Those asked for before, newest first. */
async function lastVms(deps: Deps, person: Person, vms: readonly Vm[]): Promise<readonly Vm[]> {
  const own = await deps.store.list({ requester: person.id, limit: LOOKED_BACK });
  const ids = new Set(own.flatMap(({ request }) => request.grants.map(({ vm }) => vm.id)));
  return [...ids].flatMap((id) => vms.find((vm) => vm.id === id) ?? []);
}

/** Those asked for before, then all others by name. */
export async function lastFirst(deps: Deps, person: Person, vms: readonly Vm[]): Promise<readonly Vm[]> {
  const last = await lastVms(deps, person, vms);
  const rest = vms.filter((vm) => !last.includes(vm)).sort((a, b) => a.name.localeCompare(b.name));
  return [...last, ...rest];
}

export const vmChoice = (vm: Vm): VmChoice => ({
  key: keyOf(vm),
  name: vm.name,
  note: [vm.resourceGroup, vm.subscriptionName, ...(vm.power === 'stopped' ? ['stopped'] : [])].join(', '),
});

/** Short enough for every app's menus, and nothing that anybody has to keep. */
export const vmKey = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 24);

/** Of VMs of the list, each worked out once: a form that is sent is looked up among all of them. */
const KEYS = new WeakMap<Vm, string>();

/** The VM of the list that has the key. */
export const vmByKey = (vms: readonly Vm[], key: string): Vm | undefined =>
  vms.find((vm) => keyOf(vm) === key);

function keyOf(vm: Vm): string {
  const key = KEYS.get(vm) ?? vmKey(vm.id);
  KEYS.set(vm, key);
  return key;
}
