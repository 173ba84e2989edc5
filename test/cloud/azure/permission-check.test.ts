import { expect, it } from 'vitest';
import type { Vm } from '../../../src/access/vm.ts';
import { permissionCheck } from '../../../src/cloud/azure/permission-check.ts';
import { neededFor } from '../../../src/cloud/azure/permissions.ts';
import type { Clients } from '../../../src/cloud/azure/wire/clients.ts';

const SUB = '5eeb0000-0000-4000-8000-000000000001';
const ALL = neededFor('open', {});

/** VMs by resource group, each behind a security group of that one; and what Ajar may in which. */
function check(vms: readonly { group: string; behind: string }[], may: Record<string, readonly string[]>) {
  const all = vms.map(({ group }, at) => ({
    ...{ id: `vm-${at}`, subscriptionId: SUB, resourceGroup: group, jit: [{}] },
  })) as unknown as readonly Vm[];
  const nsgOf = (id: string): string =>
    `/subscriptions/${SUB}/resourcegroups/${vms[Number(id.slice(3))]?.behind}/providers/microsoft.network/networksecuritygroups/nsg`;
  const inventory = {
    all: async () => all,
    known: (id: string) => ({ guards: [{ address: '10.0.0.4', nsgIds: [nsgOf(id)] }] }),
  };
  const clients = {
    ...{ settings: {}, limitMs: 1_000, doing: () => ({}) },
    getPath: async (path: string) => {
      const group = /resourceGroups\/([^/]+)/.exec(path)?.[1] ?? '';
      return { value: [{ actions: may[group] ?? [] }] };
    },
  } as unknown as Clients;
  return permissionCheck(clients, inventory, { id: SUB, name: 'Web' }, 'open');
}

it('asks about the resource groups of the security groups too, which are often not those of the VMs', async () => {
  const split = [{ group: 'rg-web', behind: 'rg-network' }];
  const nsg = ALL.filter((action) => action.startsWith('Microsoft.Network/networkSecurityGroups/'));
  expect(await check(split, { 'rg-web': ALL, 'rg-network': nsg })).toMatchObject({ ok: true });
  const { ok, found } = await check(split, { 'rg-web': ALL, 'rg-network': ['Microsoft.Network/*/read'] });
  expect(ok).toBe(false);
  expect(found.split(' (')[0]).toBe(
    `missing on /subscriptions/${SUB}/resourceGroups/rg-network:\n  Microsoft.Network/networkSecurityGroups/securityRules/delete`,
  );
});

it('says of how many resource groups it looked at, and does not call the others well', async () => {
  const names = Array.from({ length: 11 }, (_, at) => `rg-${10 + at}`);
  const may = Object.fromEntries(names.map((name) => [name, ALL]));
  const vms = names.map((name) => ({ group: name, behind: name }));
  expect(await check(vms.slice(1), may)).toMatchObject({ ok: true });
  expect(await check(vms, may)).toMatchObject({
    ok: 'unknown',
    found: expect.stringContaining('in the first 10 of 11 resource groups'),
  });
});
