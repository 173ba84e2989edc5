import type { SandboxOptions } from '../../../../sandbox/azure/sandbox.ts';
import { stand } from '../../../contracts/provider/stand.ts';
import { HERE, planned, SUB } from '../sandbox-azure.ts';
import { behindFirewall, FIREWALL } from './scenario.ts';

export const vmId = (name: string): string =>
  `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Compute/virtualMachines/${name}`;

/** A change of a firewall as long as Azure's. */
export const FOUR_MINUTES = 240_000;

/** The provider `azure-firewall` at one VM, by name; web-01 unless told otherwise. */
export async function atVm({
  vm = 'web-01',
  port = '8080',
  ...options
}: Omit<SandboxOptions, 'port'> & { vm?: string; port?: string } = {}) {
  const place = {
    ...{ vm: vmId(vm), port, settings: { firewall: true }, through: FIREWALL, scenario: behindFirewall },
    sends: { method: 'PUT', pathContains: '/ruleCollectionGroups/' },
  };
  const there = await stand('azure-firewall', place, options);
  const { sandbox, azure, provider } = there;
  return {
    ...there,
    planFor: (number: string, source = HERE, name = vm) =>
      planned({ inventory: azure.inventory, provider }, vmId(name), number, source),
    /** Changes of the firewall that Azure was asked for, by status. */
    changes: (): readonly number[] =>
      sandbox
        .calls()
        .filter(({ method, path }) => method !== 'GET' && path.includes('/ruleCollectionGroups/'))
        .map(({ status }) => status),
  };
}
