import { expect, test } from 'vitest';
import { unmet } from '../../src/access/policy/approvals.ts';
import { judge } from '../../src/access/policy/judge.ts';
import { approversOf, entitledGroups } from '../../src/access/policy/policy.ts';
import { allowed, id, listsOf, person, policy, refused, rule, wish } from '../access/policy-fixtures.ts';

const asks = (count: number, group: string) => rule('asks', { approvals: [{ count, group }] });

test('H6: an empty group approves nothing, and the requester is told', () => {
  const empty = policy([asks(1, 'empty')], { groups: { empty: [] } });
  expect(refused(judge(empty, wish()))).toBe(
    'Rule "asks" needs 1 approval from the group empty, and apart from you it has nobody. Ask an Ajar admin to add somebody.',
  );
});

test('H6: a group that the policy does not have approves nothing', () => {
  expect(refused(judge(policy([asks(1, 'gone')]), wish()))).toContain('it has nobody');
});

test('H6: whoever asks does not count, under whichever case of their id', () => {
  const two = policy([asks(1, 'ops')], { groups: { ops: [person(1)] } });
  expect(refused(judge(two, wish({ requester: id(1) })))).toContain('apart from you it has nobody');
  const letters = { id: 'abcdefab-0000-4000-8000-00000000000f', name: 'x' };
  const mixed = policy([asks(1, 'ops')], { groups: { ops: [letters] } });
  expect(judge(mixed, wish({ requester: letters.id.toUpperCase() })).allowed).toBe(false);
  expect(allowed(judge(mixed, wish({ requester: id(1) }))).requirements).toHaveLength(1);
});

test('H6: one person twice in a group is one', () => {
  const twice = policy([asks(2, 'ops')], { groups: { ops: [person(3), person(3)] } });
  expect(refused(judge(twice, wish()))).toContain('it has one person');
});

test('H6: nobody is entitled or asked through a group that is not there', () => {
  const verdict = allowed(judge(policy([asks(1, 'approvers')]), wish()));
  const bare = policy([], { groups: {} });
  expect(entitledGroups(bare, verdict, id(3))).toEqual([]);
  expect(approversOf(bare, verdict, id(1))).toEqual([]);
  expect(unmet({ verdict, approvals: [], terms: 1, askedAt: new Date(0) })).toHaveLength(1);
});

test('H6: an approval through no group, or through another one, meets nothing', () => {
  const verdict = allowed(judge(policy([asks(1, 'approvers')]), wish()));
  const by = (...groups: readonly string[]) => [{ by: person(9), at: new Date(0), terms: 1, groups }];
  expect(unmet({ verdict, approvals: by(), terms: 1, askedAt: new Date(0) })).toHaveLength(1);
  expect(unmet({ verdict, approvals: by('security'), terms: 1, askedAt: new Date(0) })).toHaveLength(1);
  expect(unmet({ verdict, approvals: by('approvers'), terms: 1, askedAt: new Date(0) })).toHaveLength(0);
});

test('H6: without a policy file, empty lists let nobody ask and nobody approve', () => {
  for (const [requesters, approvers] of [
    [[], []],
    [[id(1)], []],
    [[], [id(2)]],
  ] as const) {
    expect(judge(listsOf(requesters, approvers), wish()).allowed).toBe(false);
  }
});
