import type { Vm } from '../../../access/vm.ts';
import type { RowOf } from './queries.ts';

/** Told by what Azure sets: the cluster that the resource group belongs to, its tags, and the name that such a group has. */
export type IsNode = (row: Pick<RowOf<'vms'>, 'id' | 'resourceGroup' | 'tags'>) => boolean;

/** https://learn.microsoft.com/azure/aks/faq#why-are-two-resource-groups-created-with-aks- */
const NODE_GROUP = /^mc_[^_]+_.+/i;
const NODE_TAG = 'aks-managed-';

export function createNodeFinder(nodeGroups: readonly RowOf<'nodeGroups'>[]): IsNode {
  const groups = new Set(nodeGroups.map(({ id }) => id));
  return ({ id, resourceGroup, tags }) =>
    groups.has(id.split('/providers/', 1)[0] ?? '') ||
    Object.keys(tags).some((key) => key.toLowerCase().startsWith(NODE_TAG)) ||
    NODE_GROUP.test(resourceGroup);
}

/** A scale set as a row of the list: there is nothing of it that could be opened, so it has no address and no identity. */
export const scaleSetRow = (
  row: RowOf<'scaleSets'>,
  isNode: boolean,
): Omit<Vm, 'subscriptionName' | 'os'> => ({
  ...{ id: row.id, vmId: '', name: row.name, resourceGroup: row.resourceGroup, tags: row.tags },
  ...{ subscriptionId: row.subscriptionId, location: row.location, power: 'unknown' },
  ...{ nicIds: [], privateAddresses: [], publicAddresses: [], jit: [], behind: [] },
  protection: { unsupported: isNode ? 'aks-node' : 'scale-set' },
  ...(typeof row.instances === 'number' ? { instances: row.instances } : {}),
});
