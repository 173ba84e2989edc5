import { describe, expect, test } from 'vitest';
import { isOnCall, seesAll } from '../../src/access/policy/policy.ts';
import { readPolicy } from '../../src/access/policy/policy-file.ts';
import { policyOf } from '../fakes/policy.ts';
import { APPS, id, policy, sha256 } from './policy-fixtures.ts';

const RULES = 'rules: [{id: a, match: {}, allow: {autoApprove: true}}]';
const fileOf = (...lines: readonly string[]): string => [...lines, RULES].join('\n');

function faults(...lines: readonly string[]): readonly string[] {
  const read = readPolicy(fileOf(...lines), sha256, APPS);
  return 'faults' in read
    ? read.faults.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`)
    : [];
}

describe('the people of a policy file', () => {
  test('are known by addresses and accounts, wherever they stand in it, each once', () => {
    const ada = `{id: ${id(1)}, name: Ada, email: Ada@Example.com, accounts: {slack: T01/U01}}`;
    const read = policyOf(
      fileOf(
        `groups: {ops: [${ada}, ${id(2)}], more: [${ada}]}`,
        `onCall: [ops, {id: ${id(3)}, accounts: {slack: [T01/U03, T02/U03]}}]`,
      ),
    );
    const [one, three] = [
      { id: id(1), name: 'Ada' },
      { id: id(3), name: id(3) },
    ];
    expect(read.emails).toEqual([{ email: 'ada@example.com', person: one }]);
    expect(read.accounts).toEqual([
      { app: 'slack', team: 'T01', user: 'U01', person: one },
      { app: 'slack', team: 'T01', user: 'U03', person: three },
      { app: 'slack', team: 'T02', user: 'U03', person: three },
    ]);
    expect(read.onCall).toEqual([one, { id: id(2), name: id(2) }, three]);
    expect(read.groups.ops?.[0]).toEqual(one);
  });

  test('on-call sees what everybody has, as admins and auditors do, and nobody else', () => {
    const two = policy([]); // 4 is an auditor, 5 an admin, 6 on-call
    expect([4, 5, 6].map((digit) => isOnCall(two, id(digit)))).toEqual([false, false, true]);
    expect([1, 4, 5, 6].map((digit) => seesAll(two, id(digit)))).toEqual([false, true, true, true]);
  });

  test.each([
    [
      'an address of two people',
      `groups: {a: [{id: ${id(1)}, email: x@e.com}], b: [{id: ${id(2)}, email: X@E.com}]}`,
      `"x@e.com" is of ${id(1)} already`,
    ],
    [
      'two addresses of one person',
      `groups: {a: [{id: ${id(1)}, email: x@e.com}]}\nadmins: [{id: ${id(1)}, email: y@e.com}]`,
      '2:60 admins[0].email: found "y@e.com", but "x@e.com" above',
    ],
    [
      'an account of two people',
      `groups: {a: [{id: ${id(1)}, accounts: {slack: T1/U1}}, {id: ${id(2)}, accounts: {slack: T1/U1}}]}`,
      `accounts.slack: "T1/U1" is of ${id(1)} already`,
    ],
    [
      'two accounts of one person in one workspace',
      `groups: {a: [{id: ${id(1)}, accounts: {slack: [T1/U1, T1/U2]}}]}`,
      'found "T1/U2", but "T1/U1" above',
    ],
    [
      'an address with a look-alike',
      `groups: {a: [{id: ${id(1)}, email: "ri\u212Aley@e.com"}]}`,
      'write an e-mail address',
    ],
    [
      'an address that is none',
      `groups: {a: [{id: ${id(1)}, email: riley}]}`,
      'found "riley": write an e-mail address',
    ],
    [
      'an account without its workspace',
      `groups: {a: [{id: ${id(1)}, accounts: {slack: U1}}]}`,
      'found "U1": write the workspace and the user by their ids',
    ],
    [
      'an account of an app that there is not',
      `groups: {a: [{id: ${id(1)}, accounts: {slak: T1/U1}}]}`,
      'no such chat app: write one of teams, slack, console. Did you mean "slack"?',
    ],
    [
      'on-call who are neither group nor id',
      'onCall: [sre]',
      'write a group of this file or an Entra object id',
    ],
  ])('%s: a fault', (_, yaml, says) => {
    expect(faults(yaml).join('\n')).toContain(says);
  });
});
