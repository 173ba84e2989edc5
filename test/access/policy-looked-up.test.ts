import { describe, expect, test } from 'vitest';
import { judge, mayAskFor } from '../../src/access/policy/judge.ts';
import { fillIn } from '../../src/access/policy/looked-up.ts';
import { readPolicy } from '../../src/access/policy/policy-file.ts';
import { policyOf } from '../fakes/policy.ts';
import { vmOf } from '../fakes/vms.ts';
import { APPS, id, sha256 } from './policy-fixtures.ts';

const RULES = 'rules: [{id: a, match: {}, allow: {autoApprove: true}}]';

function faults(...lines: readonly string[]): readonly string[] {
  const read = readPolicy(lines.join('\n'), sha256, APPS);
  return 'faults' in read ? read.faults.map(({ path, message }) => `${path}: ${message}`) : [];
}

describe('groups that are looked up', () => {
  test('stand as blocks beside lists, and a role through one is looked up as well', () => {
    const policy = policyOf(
      [
        'groups:',
        `  ops: [${id(1)}]`,
        `  listed: { people: [{ id: ${id(2)}, name: Two }], quiet: true }`,
        `  entra: { entra: ${id(9)}, quiet: [${id(1)}] }`,
        '  slack: { slack: T01/S01, authority: true }',
        `  duty: { pagerduty: PABC123, users: { PXYZ789: ${id(3)} } }`,
        '  hook: { onCall: rota }',
        'hooks: { rota: { url: https://rota.example.com/ajar, secret: AJAR_HOOK_ROTA } }',
        'admins: [entra, listed]',
        RULES,
      ].join('\n'),
    );
    expect(policy.groups).toMatchObject({ ops: [{ id: id(1) }], listed: [{ id: id(2), name: 'Two' }] });
    expect(policy.lookedUp).toEqual({
      entra: { kind: 'entra', id: id(9) },
      slack: { kind: 'slack', team: 'T01', id: 'S01', authority: true },
      duty: { kind: 'pagerduty', schedule: 'PABC123', users: { PXYZ789: id(3) } },
      hook: { kind: 'onCall', hook: 'rota' },
    });
    expect(policy.roleGroups).toMatchObject({ admins: ['entra'] });
    expect(policy.admins.map((person) => person.id)).toEqual([id(2)]);
    expect(policy.quiet).toEqual({ listed: true, entra: [id(1)] });
    expect(policy.hooks).toEqual({
      rota: { url: 'https://rota.example.com/ajar', secret: 'AJAR_HOOK_ROTA' },
    });
  });

  test.each([
    [
      'two places at once',
      `groups: {a: {entra: ${id(1)}, people: []}}`,
      'groups.a: found a block: write one of people',
    ],
    ['no place', 'groups: {a: {quiet: true}}', 'groups.a: found a block: write one of people, entra, slack'],
    ['an unknown key', 'groups: {a: {entro: x}}', 'groups.a.entro: no such key here'],
    ['a group by its name', 'groups: {a: {entra: prod-approvers}}', 'groups.a.entra: found "prod-approvers"'],
    [
      'a hook that is not defined',
      'groups: {a: {onCall: rota}}',
      'groups.a.onCall: found "rota": no hook of this file',
    ],
    ['the same person twice', `groups: {a: {people: [${id(1)}, ${id(1)}]}}`, 'groups.a.people[1]'],
    [
      'authority of what is none of Slack’s',
      `groups: {a: {entra: ${id(1)}, authority: true}}`,
      'authority is only of',
    ],
    [
      'a secret in the file',
      'hooks: {a: {url: https://a.example, secret: hunter2}}',
      'hooks.a.secret: found "hunter2"',
    ],
    ['a hook over plain http', 'hooks: {a: {url: http://a.example, secret: AJAR_HOOK_A}}', 'hooks.a.url'],
    [
      'a hook with a password in it',
      'hooks: {a: {url: "https://u:p@a.example", secret: AJAR_HOOK_A}}',
      'hooks.a.url',
    ],
  ])('%s is a fault', (_, text, expected) => {
    expect(faults(text, RULES).join('\n')).toContain(expected);
  });

  test('more approvals than a looked-up group has now are no fault of the file', () => {
    const rule = '{id: a, match: {}, require: {approvals: [{count: 9, from: ops}]}}';
    expect(faults(`groups: {ops: {entra: ${id(1)}}}`, `rules: [${rule}]`)).toEqual([]);
  });

  test.each([
    ['approves', 'rules: [{id: a, match: {}, require: {approvals: [{count: 1, from: mute}]}}]'],
    ['asks', 'rules: [{id: a, match: {requesters: [mute]}, allow: {autoApprove: true}}]'],
    ['has a role', `admins: [mute]\n${RULES}`],
  ])('H6: a Slack user group that the file gives no authority never %s', (_, text) => {
    const given = faults('groups: {mute: {slack: T01/S01}}', text);
    expect(given.join('\n')).toContain('the Slack user group "mute" gives no right');
    expect(faults('groups: {mute: {slack: T01/S01, authority: true}}', text)).toEqual([]);
  });
});

const wish = (requester: string, more: object = {}) => ({
  ...{ requester, vms: [vmOf('web-01', [22])], ports: [{ number: 22, protocol: 'tcp' as const }] },
  ...{ sources: ['203.0.113.7/32'], durationMs: 3_600_000, at: new Date('2026-01-15T12:00:00Z'), ...more },
});

describe('shared accounts', () => {
  const shared = policyOf(
    [
      `neverPeople: [${id(3).toUpperCase()}]`,
      `groups: {ops: [${id(1)}, ${id(3)}], looked: {entra: ${id(9)}}}`,
      `admins: [${id(3)}]`,
      'rules: [{id: a, match: {}, require: {approvals: [{count: 1, from: ops}]}}]',
    ].join('\n'),
  );

  test('H16: neither ask nor approve nor have a role, whatever they are in', () => {
    expect(judge(shared, wish(id(3)))).toMatchObject({
      allowed: false,
      refused: expect.stringContaining('shared'),
    });
    expect(judge(shared, wish(id(2), { askedBy: id(3) }))).toMatchObject({ allowed: false });
    expect(mayAskFor(shared, id(3), vmOf('web-01', [22]))).toBe(false);
    expect(shared.groups.ops).toEqual([{ id: id(1), name: id(1) }]);
    expect(shared.admins).toEqual([]);
    expect(judge(shared, wish(id(2)))).toMatchObject({ allowed: true });
  });

  test('H16: are taken out of what is looked up as well', () => {
    const filled = fillIn(shared, {
      members: { looked: [{ id: id(3), name: 'x' }] },
      person: id(3),
      groups: new Set(['looked']),
    });
    expect(filled.groups.looked).toEqual([]);
  });
});

describe('guests', () => {
  const guests = policyOf(
    [
      `groups: {vendors: [${id(4)}], staff: {entra: ${id(9)}}, ops: [${id(1)}, ${id(4)}]}`,
      'rules:',
      '  - {id: web, match: {vm: web-*, requesters: [vendors]}, require: {approvals: [{count: 1, from: ops}]}}',
      '  - {id: all, match: {vm: app-*}, require: {approvals: [{count: 1, from: ops}]}}',
      '  - {id: db, match: {vm: db-*, requesters: [staff]}, require: {approvals: [{count: 1, from: ops}]}}',
    ].join('\n'),
  );
  const asGuest = fillIn(guests, { person: id(4), guest: true, groups: new Set(['staff']) });
  const on = (name: string) => ({ vms: [vmOf(name, [22])] });

  test('H16: ask where a rule names them in a list, and nowhere else', () => {
    expect(judge(asGuest, wish(id(4), on('web-01')))).toMatchObject({ allowed: true });
    for (const name of ['app-01', 'db-01'])
      expect(judge(asGuest, wish(id(4), on(name)))).toMatchObject({
        allowed: false,
        refused: expect.stringContaining('guest'),
      });
    expect(['web-01', 'app-01', 'db-01'].map((name) => mayAskFor(asGuest, id(4), vmOf(name, [22])))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('H16: do not break the glass by a looked-up group', () => {
    const glass = policyOf(
      [
        `groups: {vendors: [${id(4)}], ops: [${id(1)}], duty: {entra: ${id(9)}}}`,
        'rules:',
        '  - id: web',
        '    match: {requesters: [vendors]}',
        '    require: {approvals: [{count: 1, from: ops}]}',
        '    allow: {breakGlass: {groups: duty, review: {from: ops, within: 1h}}}',
      ].join('\n'),
    );
    const broken = (guest: boolean) =>
      judge(
        fillIn(glass, { person: id(4), guest, groups: new Set(['duty']) }),
        wish(id(4), { breakGlass: true, justification: 'down' }),
      );
    expect(broken(false)).toMatchObject({ allowed: true });
    expect(broken(true)).toMatchObject({ allowed: false, refused: expect.stringContaining('guest') });
  });

  test('H2: what a rule forbids, or asks for, the people of a looked-up group holds for the guests in it', () => {
    const strict = policyOf(
      [
        `groups: {vendors: [${id(4)}], ops: [${id(1)}], blocked: {entra: ${id(8)}}, staff: {entra: ${id(9)}}}`,
        'rules:',
        '  - {id: web, match: {requesters: [vendors]}, require: {approvals: [{count: 1, from: ops}]}}',
        '  - {id: no, match: {vm: app-*, requesters: [blocked]}, deny: Not for you.}',
        '  - {id: short, match: {requesters: [blocked]}, require: {approvals: [{count: 1, from: ops}], maxDuration: 30m}}',
      ].join('\n'),
    );
    const asBlocked = fillIn(strict, { person: id(4), guest: true, groups: new Set(['blocked']) });
    expect(judge(asBlocked, wish(id(4), on('app-01')))).toMatchObject({
      ...{ allowed: false, refused: 'Not for you. (rule "no")' },
    });
    expect(judge(asBlocked, wish(id(4)))).toMatchObject({ allowed: false, rules: ['web', 'short'] });
    expect(judge(asBlocked, wish(id(4), { durationMs: 1_800_000 }))).toMatchObject({ allowed: true });
    const free = fillIn(strict, { person: id(4), guest: true, groups: new Set(['staff']) });
    expect(judge(free, wish(id(4), on('app-01')))).toMatchObject({ allowed: true });
  });

  test('H16: have no role by a looked-up group', () => {
    const roles = policyOf(
      `groups: {duty: {entra: ${id(9)}}}\nadmins: [duty]\nauditors: [duty]\nonCall: [duty]\n${RULES}`,
    );
    const of = (guest: boolean) =>
      fillIn(roles, {
        person: id(4),
        guest,
        groups: new Set(['duty']),
        members: { duty: [{ id: id(4), name: 'x' }] },
      });
    expect(of(false)).toMatchObject({ admins: [{ id: id(4) }], onCall: [{ id: id(4) }] });
    expect(of(true)).toMatchObject({ admins: [], auditors: [], onCall: [] });
  });

  test('somebody of the organisation’s own asks by every rule', () => {
    const own = fillIn(guests, { person: id(4), groups: new Set(['staff']) });
    for (const name of ['web-01', 'app-01', 'db-01'])
      expect(judge(own, wish(id(4), on(name)))).toMatchObject({ allowed: true });
  });
});
