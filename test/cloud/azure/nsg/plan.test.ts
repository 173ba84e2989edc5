import { describe, expect, it } from 'vitest';
import type { Port } from '../../../../src/access/port.ts';
import { ruleBody, wantedIn } from '../../../../src/cloud/azure/nsg/draft.ts';
import { planNsg, servesPort } from '../../../../src/cloud/azure/nsg/plan.ts';
import { vmFor } from '../pure.ts';

const guards = [
  { address: '10.0.0.4', nsgIds: ['/nsg/nic', '/nsg/subnet'] },
  { address: '10.0.0.9', nsgIds: [] },
];
const http: Port = { number: 8080, protocol: 'tcp' };

describe('what security groups are asked for', () => {
  it('is a grant for every port and source, with the groups before each address', () => {
    const plan = planNsg(vmFor(), [http], ['203.0.113.7/32', '198.51.100.0/24'], { guards });
    expect(plan).toMatchObject({
      grants: ['203.0.113.7/32', '198.51.100.0/24'].map((source) => ({
        ...{ provider: 'nsg', source, port: http, opens: http, state: 'planned' },
        cloud: { rule: expect.stringContaining('{request}'), guards: '10.0.0.4=/nsg/nic,/nsg/subnet' },
      })),
    });
  });

  it('is nothing for a VM without a group, and for a classic one', () => {
    expect(servesPort(vmFor(), http, { guards: [] })).toBe(false);
    expect(servesPort(vmFor(), http, { guards: guards.slice(1) })).toBe(false);
    const classic = vmFor({
      id: '/subscriptions/x/resourcegroups/y/providers/microsoft.classiccompute/virtualmachines/z',
    });
    expect(servesPort(classic, http, { guards })).toBe(false);
  });

  it('is one rule in a group that guards several addresses, each of them once', () => {
    const twice = [
      ...['10.0.0.4', '10.0.0.5', '10.0.0.4'].map((address) => ({ address, nsgIds: ['/nsg/nic'] })),
      { address: 'fd00::4', nsgIds: ['/nsg/nic'] },
    ];
    const plan = planNsg(vmFor(), [http], ['203.0.113.7/32'], { guards: twice });
    const [grant] = 'grants' in plan ? plan.grants : [];
    const order = { request: 'aj-7k2m9q', justification: '', until: new Date(), grants: [], now: new Date() };
    const wanted = wantedIn(order, { ...grant!, key: 'g1' }, '/nsg/nic');
    expect(ruleBody(wanted, 200).destinationAddressPrefixes).toEqual(['10.0.0.4', '10.0.0.5']);
  });

  it('names the other family for an address that the VM has none of', () => {
    expect(planNsg(vmFor(), [http], ['2001:db8::1/128'], { guards })).toEqual({
      refused: expect.stringContaining('Ask from an IPv4 address'),
    });
  });
});
