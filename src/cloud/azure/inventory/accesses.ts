import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { CloudAccess } from '../../../access/vm-use.ts';
import type { CloudOpening } from '../../../ports/outside.ts';
import { entriesOf } from '../defender/entries.ts';

/** By VM, ids in lower case. */
export type Accesses = ReadonlyMap<string, readonly CloudAccess[]>;

/** Each with its VM. */
export const openingsOf = (byVm: Accesses): readonly CloudOpening[] =>
  [...byVm].flatMap(([vm, accesses]) => accesses.map((access) => ({ ...access, vm })));

/** Every opening that JIT policies remember. Of a status that we do not know only Revoked is surely shut. */
export function accessesByVm(policies: readonly JitNetworkAccessPolicy[]): Accesses {
  const byVm = new Map<string, CloudAccess[]>();
  for (const entry of policies.flatMap(entriesOf)) {
    const { vmId, number, source, startedAt, until, requestor, justification, status } = entry;
    const access: CloudAccess = {
      ...{ port: number, source, startedAt, until, live: status !== 'Revoked', by: requestor },
      ...(justification === undefined ? {} : { justification }),
    };
    byVm.set(vmId, [...(byVm.get(vmId) ?? []), access]);
  }
  return byVm;
}
