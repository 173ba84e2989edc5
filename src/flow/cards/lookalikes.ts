import { vmsOf } from '../../access/grant.ts';
import { lookOf, looksLike } from '../../access/lookalike.ts';
import { samePerson } from '../../access/person.ts';
import { everybody } from '../../access/policy/everybody.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';
import { vmsNow } from '../vms-now.ts';

/** What an approver in a hurry may take for something else: another VM, or another person, whose name looks the same. */
export const lookalikes = async (deps: Deps, request: AccessRequest): Promise<readonly string[]> =>
  request.status === 'pending' ? [...(await otherVms(deps, request)), ...otherPeople(deps, request)] : [];

async function otherVms(deps: Deps, { grants }: AccessRequest): Promise<readonly string[]> {
  const now = await vmsNow(deps);
  if ('refused' in now) return [];
  const looks = looksOf(now.vms);
  return vmsOf(grants).flatMap((vm) =>
    (looks.get(lookOf(vm.name)) ?? [])
      .filter(({ id }) => id !== vm.id)
      .map((other) => sayOther(vm.name, other)),
  );
}

const sayOther = (name: string, other: Vm): string =>
  looksLike(name, other.name)
    ? `${name} is not ${other.name}, another VM whose name looks the same (${other.resourceGroup}).`
    : `There is another VM called ${other.name}, in ${other.resourceGroup}.`;

/** Of a list that stays the same between two looks at the cloud: it may be of a hundred thousand. */
const looksOf = (vms: readonly Vm[]): ReadonlyMap<string, readonly Vm[]> => {
  const known = LOOKS.get(vms) ?? Map.groupBy(vms, ({ name }) => lookOf(name));
  LOOKS.set(vms, known);
  return known;
};

const LOOKS = new WeakMap<readonly Vm[], ReadonlyMap<string, readonly Vm[]>>();

function otherPeople({ policy }: Deps, { requester }: AccessRequest): readonly string[] {
  const look = lookOf(requester.name);
  return everybody(policy())
    .filter((person) => !samePerson(person, requester) && lookOf(person.name) === look)
    .map(({ name }) => `${requester.name} is not ${name}, another person whose name looks the same.`);
}
