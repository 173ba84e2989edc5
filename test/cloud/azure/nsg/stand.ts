import type { Sandbox, SandboxOptions } from '../../../../sandbox/azure/sandbox.ts';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import type { Grant } from '../../../../src/access/grant.ts';
import type { AzureSettings } from '../../../../src/cloud/azure/wire/clients.ts';
import type { Provider } from '../../../../src/ports/provider.ts';
import { stand } from '../../../contracts/provider/stand.ts';
import { HERE, nsgId, planned, SUB, scenario } from '../sandbox-azure.ts';

const vmId = (name: string): string =>
  `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Compute/virtualMachines/${name}`;

/** Beside the usual ones: a VM with both families behind its interface's group, one without any group. */
const more: Scenario = {
  ...scenario,
  networks: [
    {
      ...scenario.networks[0]!,
      space: ['10.0.0.0/16', 'fd00::/56'],
      subnets: { ...scenario.networks[0]!.subnets },
    },
  ],
  vms: [
    ...scenario.vms,
    {
      ...{ name: 'six-01', group: 'rg-Web', ports: [22] },
      nics: [
        {
          subnet: 'vnet/bare',
          address: '10.0.1.7',
          address6: 'fd00::7',
          public6: '2001:db8::7',
          nsg: 'nsg-second',
        },
      ],
    },
    { name: 'bare-01', group: 'rg-Web', nics: [{ subnet: 'vnet/bare', address: '10.0.1.8' }] },
  ],
};

/** The provider `nsg` at one VM, by name; web-01 unless told otherwise. */
export async function atVm({
  vm = 'web-01',
  port = '8080',
  ...options
}: Omit<SandboxOptions, 'port'> & { vm?: string; port?: string } = {}) {
  const place = { vm: vmId(vm), port, settings: { nsg: true }, sends: { method: 'PUT' } };
  const there = await stand('nsg', place, { scenario: more, ...options });
  const { sandbox, azure, provider } = there;
  return {
    ...there,
    planFor: (name: string, number: string, source = HERE): Promise<readonly Grant[]> =>
      planned({ inventory: azure.inventory, provider }, vmId(name), number, source),
    ours: (nsg: string) => rulesOf(sandbox, nsg).filter(({ name }) => name.startsWith('ajar-')),
    hasty: (settings: Partial<AzureSettings>): Provider => there.providerOf(settings),
  };
}

export interface Rule {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export const rulesOf = (sandbox: Sandbox, nsg: string): readonly Rule[] =>
  sandbox.document(nsgId(nsg))?.properties.securityRules ?? [];
