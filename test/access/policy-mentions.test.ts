import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../src/access/policy/policy-file.ts';
import { conversationOf, mentionedIn } from '../../src/access/policy/routes.ts';
import { policyOf } from '../fakes/policy.ts';
import { APPS, id, sha256 } from './policy-fixtures.ts';

/** A policy of which one line is about routes. */
const withRoutes = (...lines: readonly string[]): string =>
  [
    'groups:',
    `  ops: [${id(1)}]`,
    '  duty: { slack: T01/S01 }',
    '  night: { slack: T01/S02 }',
    '  far: { slack: T99/S99 }',
    '  odd: { slack: T01/U01 }',
    'rules:',
    '  - id: one',
    '    match: {}',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
const ASKS = 'require: {approvals: [{count: 1, from: ops}]}';

function faults(...lines: readonly string[]): readonly string[] {
  const read = readPolicy(withRoutes(...lines), sha256, APPS);
  if ('policy' in read) return [];
  return read.faults.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

describe('a conversation with a group to mention', () => {
  it('stands wherever a rule asks or tells, and beside plain routes', () => {
    const [rule] = policyOf(
      withRoutes(
        'require: {approvals: [{count: 1, from: ops, escalate: [{after: 5m, to: ops2, ask: {slack: C3, mention: night}}]}]}',
        'allow: {breakGlass: {groups: ops, review: {from: ops2, within: 1h}, tell: {slack: C4, mention: duty}}}',
        'routes: {ask: [direct, {slack: T01/C1, mention: [duty, night]}], tell: {teams: "19:x", mention: duty}}',
      ).replace('  duty:', `  ops2: [${id(2)}]\n  duty:`),
    ).rules;
    expect(rule?.routes).toEqual({ ask: ['direct', 'slack:C1 @duty @night'], tell: ['teams:19:x @duty'] });
    expect(rule?.approvals[0]?.ladder?.[0]?.ask).toEqual(['slack:C3 @night']);
    expect(rule?.breakGlass?.tell).toEqual(['slack:C4 @duty']);
    const routes = ['slack:C1 @duty', 'slack:C1 @night @duty', 'slack:C2 @far', 'direct'];
    expect(mentionedIn(routes, 'slack:C1')).toEqual(['duty', 'night']);
    expect(routes.map(conversationOf)).toEqual(['slack:C1', 'slack:C1', 'slack:C2', 'direct']);
  });

  it.each([
    ['a list of people', '{slack: C1, mention: ops}', '11:41', '"ops" is no Slack user group'],
    ['no group at all', '{slack: C1}', '11:20', 'mention: missing: write the name of a group'],
    ['a group that there is not', '{slack: C1, mention: dutty}', '11:41', 'Did you mean "duty"?'],
    [
      'another workspace',
      '{slack: T01/C1, mention: far}',
      '11:45',
      'of the workspace T99, and the channel of T01',
    ],
    ['the id of a person', '{slack: C1, mention: odd}', '11:41', 'a user group of Slack begins with S'],
    ['no conversation', '{mention: duty}', '11:20', 'with one conversation in it'],
    ['two of them', '{slack: C1, teams: x, mention: duty}', '11:20', 'with one conversation in it'],
    ['another key', '{slack: C1, mention: duty, loud: true}', '11:47', 'no such key here'],
    ['the group as the route', 'duty', '11:20', 'write "direct", or a chat app'],
  ])('with %s is a fault, at its place', (_, route, place, message) => {
    const found = faults(ASKS, `routes: {ask: [${route}]}`);
    expect(found).toEqual([expect.stringContaining(message)]);
    expect(found[0]).toMatch(new RegExp(`^${place} `));
  });

  it('is none where nobody is asked in particular', () => {
    const setup = `setup: {routes: {ask: {slack: C1, mention: duty}}}\n`;
    expect(readPolicy(setup + withRoutes(ASKS), sha256, APPS)).toHaveProperty('faults');
    const watch = `watch: {tell: {slack: C1, mention: duty}}\n`;
    expect(readPolicy(watch + withRoutes(ASKS), sha256, APPS)).toHaveProperty('faults');
  });
});
