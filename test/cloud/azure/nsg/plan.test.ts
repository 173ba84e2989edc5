import { describe, expect, it } from 'vitest';
import type { Port } from '../../../../src/access/port.ts';
import { planNsg, servesPort } from '../../../../src/cloud/azure/nsg/plan.ts';
import { jitPort, vmFor } from '../pure.ts';

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

  it.each<[string, Port]>([
    ['the port', { number: 22, protocol: 'tcp' }],
    ['the port for any protocol', { number: 22, protocol: '*' }],
    ['any protocol of the port', { number: 3389, protocol: 'udp' }],
  ])('H5: is nothing where JIT keeps %s: its caps are not got round', (_, port) => {
    const vm = vmFor({ jit: [jitPort(22), jitPort(3389, { protocol: '*' })] });
    expect(servesPort(vm, port, { guards })).toBe(false);
    expect(planNsg(vm, [port], ['203.0.113.7/32'], { guards })).toHaveProperty('refused');
  });

  it('H5: is nothing while the JIT policies could not be listed: then none does not mean none', () => {
    const known = { guards, jitTrouble: 'The JIT policies could not be listed.' };
    expect(servesPort(vmFor({ jit: [] }), http, known)).toBe(false);
    expect(planNsg(vmFor({ jit: [] }), [http], ['203.0.113.7/32'], known)).toEqual({
      refused: known.jitTrouble,
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

  it('names the other family for an address that the VM has none of', () => {
    expect(planNsg(vmFor(), [http], ['2001:db8::1/128'], { guards })).toEqual({
      refused: expect.stringContaining('Ask from an IPv4 address'),
    });
  });
});
