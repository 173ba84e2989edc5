import { describe, expect, it } from 'vitest';
import type { Port } from '../../../../src/access/port.ts';
import type { Vm } from '../../../../src/access/vm.ts';
import { planDefender } from '../../../../src/cloud/azure/defender/plan.ts';
import { jitPort, VM_ID, vmFor } from '../pure.ts';

const HOUR = 3_600_000;
const HERE = '203.0.113.7/32';
const ssh: Port = { number: 22, protocol: 'tcp' };

const plan = (vm: Vm, ports: readonly Port[] = [ssh], sources: readonly string[] = [HERE], ms = HOUR) =>
  planDefender(vm, ports, sources, ms, { guards: [{ address: '10.0.0.4', nsgIds: ['/a', '/b'] }] });

function refusal(...args: Parameters<typeof plan>): string {
  const planned = plan(...args);
  if ('refused' in planned) return planned.refused;
  throw new Error('it was not refused');
}

describe('a plan with Defender', () => {
  it('holds what closing needs later: policy, groups, target, and the protocol that really opens', () => {
    const planned = plan(vmFor(), [ssh, { number: 3389, protocol: 'tcp' }]);
    expect(planned).toMatchObject({
      grants: [
        {
          port: ssh,
          opens: ssh,
          target: `defender|${VM_ID}|22`,
          cloud: { jitPolicyId: '/p/default', guards: '10.0.0.4=/a,/b' },
        },
        { opens: { number: 3389, protocol: '*' }, state: 'planned', source: HERE },
      ],
    });
  });

  it('refuses several sources and says to ask one by one', () => {
    expect(refusal(vmFor(), [ssh], [HERE, '203.0.113.8/32'])).toContain(
      'Ask once for each: 203.0.113.7/32, then 203.0.113.8/32.',
    );
  });

  it('refuses a port in no JIT policy and names those that are', () => {
    expect(refusal(vmFor(), [{ number: 443, protocol: 'tcp' }])).toContain('Ask for 22/tcp or 3389/any');
    expect(refusal(vmFor({ jit: [] }))).toContain('JIT is not set up for web-01');
  });

  it('refuses udp where JIT has tcp, and any protocol where it has one', () => {
    expect(refusal(vmFor(), [{ number: 22, protocol: 'udp' }])).toContain('Ask for 22/tcp.');
    expect(refusal(vmFor(), [{ number: 22, protocol: '*' }])).toContain('Ask for 22/tcp.');
    expect(plan(vmFor(), [{ number: 3389, protocol: 'udp' }])).toHaveProperty('grants');
  });

  it('counts a number that one JIT policy has for two protocols as one, since Azure is asked for the number alone', () => {
    const tcp = jitPort(53, { maxDurationMs: HOUR, sources: ['203.0.113.0/24'] });
    const udp = jitPort(53, { protocol: 'udp', maxDurationMs: 3 * HOUR });
    const dns: Port = { number: 53, protocol: 'udp' };
    for (const jit of [
      [tcp, udp],
      [udp, tcp],
    ]) {
      const vm = vmFor({ jit });
      expect(plan(vm, [dns])).toMatchObject({
        grants: [{ port: dns, opens: { number: 53, protocol: '*' } }],
      });
      expect(refusal(vm, [dns], [HERE], 2 * HOUR)).toContain('Ask for 1 h or less.');
      expect(refusal(vm, [dns], ['198.51.100.7/32'])).toContain('Ask from 203.0.113.0/24.');
    }
    const elsewhere = vmFor({ jit: [tcp, { ...udp, policyId: '/p/other' }] });
    expect(plan(elsewhere, [dns], [HERE], 3 * HOUR)).toMatchObject({ grants: [{ opens: dns }] });
  });

  it('refuses one number for two protocols at once, before anybody is asked to approve what Azure is never sent', () => {
    const both: Port[] = [
      { number: 3389, protocol: 'tcp' },
      { number: 3389, protocol: 'udp' },
    ];
    expect(refusal(vmFor(), both)).toContain('Ask for 3389 once');
  });

  it('refuses a source outside the JIT policy, and one of a family that the VM does not have', () => {
    const vm = vmFor({ jit: [jitPort(22, { sources: ['198.51.100.0/24', '2001:db8::/32'] })] });
    expect(refusal(vm)).toContain('Ask from 198.51.100.0/24 or 2001:db8::/32.');
    expect(plan(vm, [ssh], ['198.51.100.128/25'])).toHaveProperty('grants');
    expect(refusal(vm, [ssh], ['198.51.0.0/16'])).toContain('does not let');
    expect(refusal(vm, [ssh], ['2001:db8::1/128'])).toContain('has no IPv6 address');
  });

  it('refuses a duration over the maximum, and names the maximum', () => {
    expect(refusal(vmFor(), [ssh], [HERE], 3 * HOUR + 1)).toContain('Ask for 3 h or less.');
    expect(plan(vmFor(), [ssh], [HERE], 3 * HOUR)).toHaveProperty('grants');
  });

  it('chooses among several JIT policies the same one every time: one that allows everything, the first by id', () => {
    const jit = [
      ...[jitPort(22, { policyId: '/p/z' }), jitPort(3389, { policyId: '/p/z' })],
      ...[jitPort(22, { policyId: '/p/b' }), jitPort(3389, { policyId: '/p/b' })],
      ...[jitPort(22, { policyId: '/p/a' }), jitPort(3389, { policyId: '/p/a', maxDurationMs: HOUR / 2 })],
    ];
    const both: Port[] = [ssh, { number: 3389, protocol: 'tcp' }];
    for (const order of [jit, [...jit].reverse()]) {
      const planned = plan(vmFor({ jit: order }), both);
      expect(planned).toMatchObject({
        grants: [{ cloud: { jitPolicyId: '/p/b' } }, { cloud: { jitPolicyId: '/p/b' } }],
      });
    }
  });

  it('refuses a classic VM and an id that Azure would not make', () => {
    expect(refusal(vmFor({ id: VM_ID.replace('microsoft.compute', 'microsoft.classiccompute') }))).toContain(
      'classic',
    );
    expect(refusal(vmFor({ id: `${VM_ID}/../other` }))).toContain('not the id of a VM');
  });

  it('does not take unread JIT policies for none', () => {
    const known = { guards: [], jitTrouble: 'Ajar may not list them.' };
    expect(planDefender(vmFor({ jit: [] }), [ssh], [HERE], HOUR, known)).toEqual({
      refused: 'Ajar may not list them.',
    });
  });
});
