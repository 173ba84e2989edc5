import { describe, expect, it } from 'vitest';
import type { Port } from '../../src/access/port.ts';
import { planNsg, servesPort } from '../../src/cloud/azure/nsg/plan.ts';
import { jitPort, vmFor } from '../cloud/azure/pure.ts';

const guards = [{ address: '10.0.0.4', nsgIds: ['/nsg/nic'] }];
const FROM = ['203.0.113.7/32'];
const http: Port = { number: 8080, protocol: 'tcp' };

describe('H5: the caps of a JIT policy are not got round by a rule in a security group', () => {
  it.each<[string, Port]>([
    ['the port itself', { number: 22, protocol: 'tcp' }],
    ['the port for any protocol', { number: 22, protocol: '*' }],
    ['a protocol of a port that is kept for all', { number: 3389, protocol: 'udp' }],
  ])('by asking for %s', (_, port) => {
    const vm = vmFor({ jit: [jitPort(22), jitPort(3389, { protocol: '*' })] });
    expect(servesPort(vm, port, { guards })).toBe(false);
    expect(planNsg(vm, [port], FROM, { guards })).toHaveProperty('refused');
  });

  it('while they could not be listed: then none does not mean none', () => {
    const known = { guards, jitTrouble: 'The JIT policies could not be listed.' };
    const vm = vmFor({ jit: [] });
    expect(servesPort(vm, http, known)).toBe(false);
    expect(planNsg(vm, [http], FROM, known)).toEqual({ refused: known.jitTrouble });
    expect(servesPort(vm, http, { guards })).toBe(true);
  });
});
