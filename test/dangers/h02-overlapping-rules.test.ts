import { expect, test } from 'vitest';
import { judge } from '../../src/access/policy/judge.ts';
import { allowed, id, policy, refused, rule, wish } from '../access/policy-fixtures.ts';

const lax = rule('lax', { autoApprove: true, anywhere: true, freeExtensions: 5 });
const strict = rule('strict', { approvals: [{ count: 2, group: 'approvers' }] });
const never = rule('never', { deny: 'Not this machine.' });

test('H2: of two rules the stricter one holds, whichever comes first', () => {
  for (const rules of [
    [lax, strict],
    [strict, lax],
  ]) {
    const verdict = allowed(judge(policy(rules), wish()));
    expect(verdict.requirements).toEqual([{ count: 2, group: 'approvers', rule: 'strict' }]);
    expect(verdict.freeExtensions).toBe(0);
  }
});

test('H2: a deny is not loosened by any other rule, whichever comes first', () => {
  for (const rules of [
    [lax, never],
    [never, lax],
    [lax, never, strict],
  ]) {
    expect(refused(judge(policy(rules), wish()))).toBe('Not this machine. (rule "never")');
  }
});

test('H2: a lax rule for another port of the same request does not carry the strict one', () => {
  const web = { ...lax, match: { tags: [], ports: [{ from: 443, to: 443, protocol: 'tcp' as const }] } };
  const ssh = { ...strict, match: { tags: [], ports: [{ from: 22, to: 22, protocol: 'tcp' as const }] } };
  const ports = [443, 22].map((number) => ({ number, protocol: 'tcp' as const }));
  expect(allowed(judge(policy([web, ssh]), wish({ ports, requester: id(1) }))).requirements).toHaveLength(1);
});
