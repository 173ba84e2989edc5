import { describe, expect, it } from 'vitest';
import { parseId, pathOf, readId } from '../../src/cloud/azure/wire/resource-id.ts';

const SUB = '00000000-0000-4000-8000-0000000000a1';
const vm = (name: string, group = 'rg-web', sub = SUB): string =>
  `/subscriptions/${sub}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`;

const HOSTILE = [
  ...[
    '..',
    '.',
    '',
    'a/../b',
    'a%2f..%2fb',
    'web-01?api-version=1',
    'web-01#x',
    'web 01',
    "web'01",
    'web"01',
  ],
  ...[
    'web\n01',
    'web\\01',
    'web;01',
    'web-01/start',
    'web{01}',
    'web*',
    '$filter',
    'a'.repeat(81),
    'web-',
    'w\u202eb',
    '웹서버',
  ],
];

describe('H24: names that would change a path or a query', () => {
  it.each(HOSTILE)('%j is no name of a VM', (name) => {
    expect(parseId('virtual machine', vm(name))).toBeUndefined();
    expect(() => readId('virtual machine', vm(name))).toThrow(/is not the id of a virtual machine/);
  });

  it.each(['..', 'rg/x', 'rg?x', 'rg.', 'rg%20', 'r g', ''])('%j is no name of a resource group', (group) => {
    expect(parseId('virtual machine', vm('web-01', group))).toBeUndefined();
  });

  it('an id of another kind, of no subscription or with more behind it is refused', () => {
    expect(parseId('network interface', vm('web-01'))).toBeUndefined();
    expect(parseId('virtual machine', vm('web-01', 'rg', 'all'))).toBeUndefined();
    expect(parseId('virtual machine', `${vm('web-01')}/extensions/run`)).toBeUndefined();
    expect(parseId('virtual machine', `https://evil.example${vm('web-01')}`)).toBeUndefined();
  });

  it('names that Azure allows are read, in any case, and escaped in the path', () => {
    const id = readId('virtual machine', vm('Web_01.prod', 'rg(한국)-1').toUpperCase());
    expect(id.names).toEqual(['WEB_01.PROD']);
    expect(pathOf('virtual machine', id)).toContain('/resourceGroups/RG(%ED%95%9C%EA%B5%AD)-1/');
  });

  it('a JIT policy and a subnet have two names each', () => {
    const base = `/subscriptions/${SUB}/resourceGroups/rg/providers`;
    expect(
      parseId(
        'JIT policy',
        `${base}/Microsoft.Security/locations/koreacentral/jitNetworkAccessPolicies/default`,
      )?.names,
    ).toEqual(['koreacentral', 'default']);
    expect(parseId('subnet', `${base}/Microsoft.Network/virtualNetworks/vnet/subnets/web`)?.names).toEqual([
      'vnet',
      'web',
    ]);
  });
});
