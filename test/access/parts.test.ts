import { describe, expect, it } from 'vitest';
import type { Grant } from '../../src/access/grant.ts';
import { keysOf, partsOf, wholeParts } from '../../src/access/parts.ts';
import type { Protocol } from '../../src/access/port.ts';
import { grantOf } from '../fakes/requests.ts';
import { vmOf } from '../fakes/vms.ts';

const grant = (key: string, vm: string, number: number, protocol: Protocol = 'tcp'): Grant => ({
  ...grantOf('planned', key),
  ...{ vm: vmOf(vm, []), port: { number, protocol } },
});
const port = (number: number, protocol: Protocol = 'tcp') => ({ number, protocol });

/** Two VMs; one port from two sources, one number over two protocols. */
const REQUEST = {
  id: 'aj-000001',
  grants: [
    grant('g1', 'web-01', 22),
    grant('g2', 'web-01', 443),
    grant('g3', 'web-02', 22),
    grant('g4', 'web-01', 22),
    grant('g5', 'web-02', 53, 'udp'),
    grant('g6', 'web-02', 53),
  ],
};

it('a part is one port of one VM, from wherever it is reached, in the order of the asking', () => {
  expect(partsOf(REQUEST)).toEqual([
    { keys: ['g1', 'g4'], title: '22/tcp on web-01' },
    { keys: ['g2'], title: '443/tcp on web-01' },
    { keys: ['g3'], title: '22/tcp on web-02' },
    { keys: ['g5'], title: '53/udp on web-02' },
    { keys: ['g6'], title: '53/tcp on web-02' },
  ]);
});

describe('what an approver means', () => {
  it('by a port is that port on every VM, and by a VM every port of it', () => {
    expect(keysOf(REQUEST, [port(22)], undefined)).toEqual(['g1', 'g3', 'g4']);
    expect(keysOf(REQUEST, [], 'web-01')).toEqual(['g1', 'g2', 'g4']);
    expect(keysOf(REQUEST, [], 'WEB-01')).toEqual(['g1', 'g2', 'g4']);
    expect(keysOf(REQUEST, [], undefined)).toHaveLength(6);
  });

  it('by ports and a VM is those ports there and nothing else', () => {
    expect(keysOf(REQUEST, [port(22), port(443)], 'web-01')).toEqual(['g1', 'g2', 'g4']);
    expect(keysOf(REQUEST, [port(53, 'udp')], 'web-02')).toEqual(['g5']);
  });

  it('is refused, with what is asked for, where one of the ports or the VM is not', () => {
    const asks = '22/tcp on web-01, 443/tcp on web-01, 22/tcp on web-02, 53/udp on web-02, 53/tcp on web-02';
    expect(keysOf(REQUEST, [port(22), port(3389), port(22, 'udp')], undefined)).toEqual({
      refused: `aj-000001 does not ask for 3389/tcp, 22/udp, but for ${asks}.`,
    });
    expect(keysOf(REQUEST, [port(443)], 'web-02')).toEqual({
      refused: `aj-000001 does not ask for 443/tcp on web-02, but for ${asks}.`,
    });
    expect(keysOf(REQUEST, [], 'db-01')).toEqual({ refused: 'aj-000001 asks for nothing on db-01.' });
  });
});

it('whoever lets one source of a part be lets the part be, and a key that is of no part stays to be refused', () => {
  expect(wholeParts(REQUEST, ['g4'])).toEqual(['g4', 'g1']);
  expect(wholeParts(REQUEST, ['g2', 'g4', 'g99'])).toEqual(['g2', 'g4', 'g99', 'g1']);
  expect(wholeParts(REQUEST, [])).toEqual([]);
});
