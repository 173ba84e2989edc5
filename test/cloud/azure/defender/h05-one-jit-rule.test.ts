import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judge } from '../../../../src/access/policy/judge.ts';
import { planDefender } from '../../../../src/cloud/azure/defender/plan.ts';
import { AT, id, policy, rule } from '../../../access/policy-fixtures.ts';
import { jitPort, vmFor } from '../pure.ts';

const HOUR = 3_600_000;
const hours = fc.integer({ min: 1, max: 4 }).map((count) => count * HOUR);
const everything = policy([rule('all', { anywhere: true, autoApprove: true })]);

it('H5: what the policy allows of a VM in several JIT policies is what one of them opens', () => {
  const entry = fc.record({
    maxDurationMs: hours,
    protocol: fc.constantFrom('tcp' as const, '*' as const),
    sources: fc.constantFrom(
      ['*'],
      ['203.0.113.0/24'],
      ['203.0.113.7'],
      ['::ffff:203.0.113.7'],
      ['Internet'],
      [],
    ),
  });
  const source = fc.constantFrom('203.0.113.7/32', '203.0.113.0/24', '198.51.100.7/32', '0.0.0.0/0', '*');
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 1, maxLength: 3 }),
      source,
      hours,
      (entries, from, durationMs) => {
        const jit = entries.map((more, index) => jitPort(22, { ...more, policyId: `/p/${index}` }));
        const vm = vmFor({ jit });
        const port = { number: 22, protocol: 'tcp' as const };
        const wish = { requester: id(1), vms: [vm], ports: [port], sources: [from], durationMs, at: AT };
        const plan = planDefender(vm, [port], [from], durationMs, { guards: [] });
        expect('grants' in plan).toBe(judge(everything, wish).allowed);
        if (!('grants' in plan)) return;
        const opens = jit.find(({ policyId }) => policyId === plan.grants[0]?.cloud.jitPolicyId);
        const alone = judge(everything, { ...wish, vms: [{ ...vm, jit: opens ? [opens] : [] }] });
        expect(opens).toBeDefined();
        expect(alone.allowed).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
