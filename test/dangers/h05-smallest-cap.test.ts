import { expect, test } from 'vitest';
import { defaultDurationMs, judge } from '../../src/access/policy/judge.ts';
import { allowed, HOUR, policy, refused, rule, vm, wish } from '../access/policy-fixtures.ts';

const jit = (hours: number, policyId = '/p', sources: readonly string[] = ['*']) => ({
  ...{ policyId, number: 22, protocol: '*' as const, maxDurationMs: hours * HOUR, sources },
});
const eight = rule('eight', { maxDurationMs: 8 * HOUR });
const one = rule('one', { maxDurationMs: HOUR });

test('H5: eight hours by one rule do not pass where another says one hour, and the refusal names it', () => {
  for (const rules of [
    [eight, one],
    [one, eight],
  ]) {
    expect(refused(judge(policy(rules), wish({ durationMs: 8 * HOUR })))).toBe(
      '8 h is too long: rule "one" allows at most 1 h. Ask for 1 h or less.',
    );
    expect(allowed(judge(policy(rules), wish())).maxDurationMs).toBe(HOUR);
  }
});

const ask = (durationMs: number, ...entries: readonly ReturnType<typeof jit>[]) =>
  judge(policy([eight]), wish({ durationMs, vms: [vm({ jit: entries })] }));

test("H5: the VM's JIT policy caps as well", () => {
  expect(refused(ask(4 * HOUR, jit(3)))).toContain(
    "Azure's JIT policy for 22/tcp on web-01 allows at most 3 h",
  );
  expect(allowed(ask(3 * HOUR, jit(3))).maxDurationMs).toBe(3 * HOUR);
});

test('H5: of several JIT policies the longest that allows the source caps, since a port opens through one', () => {
  expect(allowed(ask(4 * HOUR, jit(24), jit(3, '/q'))).maxDurationMs).toBe(8 * HOUR);
  expect(refused(ask(4 * HOUR, jit(3), jit(2, '/q')))).toContain('at most 3 h');
});

test('H5: the duration of one JIT policy and the source of another are not put together', () => {
  const elsewhere = jit(24, '/p', ['198.51.100.0/24']);
  expect(refused(ask(4 * HOUR, elsewhere, jit(1, '/q')))).toContain('at most 1 h');
  const two = {
    sources: ['203.0.113.7/32', '198.51.100.7/32'],
    vms: [vm({ jit: [elsewhere, jit(1, '/q')] })],
  };
  expect(allowed(judge(policy([eight]), wish(two))).maxDurationMs).toBe(HOUR);
});

test('H5: of several VMs the smallest cap holds for all', () => {
  const vms = [vm(), vm({ name: 'web-02', jit: [jit(1)] })];
  expect(refused(judge(policy([eight]), wish({ durationMs: 2 * HOUR, vms })))).toContain(
    'on web-02 allows at most 1 h',
  );
});

test('H5: a rule without a cap leaves Azure’s own day', () => {
  expect(refused(judge(policy([rule('none')]), wish({ durationMs: 25 * HOUR })))).toContain(
    'Azure allows at most 24 h',
  );
});

test('H5: extensions do not add up to more than the cap', () => {
  const chain = { durationMs: HOUR, chainMs: 9 * HOUR, extension: 1 };
  expect(judge(policy([{ ...eight, freeExtensions: 9 }]), wish(chain)).allowed).toBe(false);
});

test('H5: the default duration stays under every cap', () => {
  const { durationMs: _, ...rest } = wish({ vms: [vm({ jit: [jit(0.5)] })] });
  expect(defaultDurationMs(policy([eight]), rest)).toBe(HOUR / 2);
});
