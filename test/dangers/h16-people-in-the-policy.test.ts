import { expect, test } from 'vitest';
import { judge } from '../../src/access/policy/judge.ts';
import { isAdmin } from '../../src/access/policy/policy.ts';
import { readPolicy } from '../../src/access/policy/policy-file.ts';
import { id, person, policy, rule, sha256, wish } from '../access/policy-fixtures.ts';

const faults = (groups: string): string => {
  const read = readPolicy(`groups: ${groups}\nrules: [{id: a, match: {}, deny: Not here.}]`, sha256, []);
  return 'faults' in read ? read.faults.map(({ message }) => message).join('\n') : '';
};

test('H16: the same name is not the same person', () => {
  const named = policy([rule('r', { match: { tags: [], requesters: ['ops'] } })], {
    groups: { ops: [{ id: id(8), name: 'Person 1' }], approvers: [person(3)] },
    admins: [{ id: id(8), name: 'Person 1' }],
  });
  expect(judge(named, wish({ requester: id(1) })).allowed).toBe(false);
  expect(judge(named, wish({ requester: 'Person 1' })).allowed).toBe(false);
  expect([isAdmin(named, 'Person 1'), isAdmin(named, id(8))]).toEqual([false, true]);
});

test('H16: only object ids stand for people in a policy file', () => {
  for (const entry of ['ada', 'ada@example.com', '"*"', `x${id(1)}`, `"${id(1)} "`, '{name: Ada}', '1']) {
    expect(faults(`{ops: [${entry}]}`), entry).not.toBe('');
  }
  expect(faults(`{ops: [${id(1)}]}`)).toBe('');
});

test('H16: one id under two names, or twice in a group, is a fault', () => {
  expect(faults(`{a: [{id: ${id(1)}, name: Ada}], b: [{id: ${id(1)}, name: Bob}]}`)).toContain(
    'is called "Ada" above',
  );
  const letters = 'abcdefab-0000-4000-8000-00000000000f';
  expect(faults(`{a: [${letters}, ${letters.toUpperCase()}]}`)).toContain('in this group already');
});
