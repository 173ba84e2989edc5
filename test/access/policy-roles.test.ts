import { describe, expect, it } from 'vitest';
import { fillIn, lookedUpOf, roleGroupsOf } from '../../src/access/policy/looked-up.ts';
import { unanswerable } from '../../src/access/policy/lost-groups.ts';
import { OPEN, opensOn, tellsOfOthers, watchRoutes } from '../../src/access/policy/mode.ts';
import { isForOthers, rulesForOthers } from '../../src/access/policy/on-behalf.ts';
import {
  approversOf,
  entitledGroups,
  isAdmin,
  isAuditor,
  isOnCall,
  type Policy,
  seesAll,
  sourceName,
} from '../../src/access/policy/policy.ts';
import { requestThatIs, VERDICT } from '../fakes/requests.ts';
import { id, person, policy, rule, vm } from './policy-fixtures.ts';

const LOWER = 'abcdefab-cdef-4abc-8def-abcdefabcdef';
const UPPER = LOWER.toUpperCase();
const needs = (...groups: readonly string[]) => ({
  ...VERDICT,
  requirements: groups.map((group) => ({ count: 1, group, rule: 'r' })),
});

describe('the roles of the file', () => {
  it('are those of admins, auditors and on-call, and admins are auditors too', () => {
    const roles = (digit: number) =>
      [isAdmin, isAuditor, isOnCall, seesAll].map((has) => has(policy([]), id(digit)));
    expect(roles(5)).toEqual([true, true, false, true]);
    expect(roles(4)).toEqual([false, true, false, true]);
    expect(roles(6)).toEqual([false, false, true, true]);
    expect(roles(1)).toEqual([false, false, false, false]);
  });

  it('H6: approve through the groups that are asked, and never their own request or as a guest', () => {
    const verdict = needs('approvers', 'requesters', 'gone');
    expect(entitledGroups(policy([]), verdict, id(2))).toEqual(['approvers', 'requesters']);
    expect(entitledGroups(policy([]), verdict, id(5))).toEqual([]);
    expect(approversOf(policy([]), verdict, id(2))).toEqual([person(3), person(4), person(1)]);
    expect(approversOf(policy([], { guests: [id(3)] }), needs('approvers'), id(1))).toEqual([
      ...[person(2), person(4)],
    ]);
    const groups = { approvers: [{ id: LOWER, name: 'Ellis' }] };
    expect(approversOf(policy([], { groups }), needs('approvers'), UPPER)).toEqual([]);
  });

  it('say what a source is called that is exactly one of a network', () => {
    expect(sourceName(policy([]), '198.51.100.16/28')).toBe('vpn');
    expect(sourceName(policy([]), '198.51.100.17/28')).toBe('vpn');
    expect(sourceName(policy([]), '198.51.100.16/29')).toBeUndefined();
    expect(sourceName(policy([]), 'nonsense')).toBeUndefined();
  });
});

describe('what was looked up', () => {
  const SOURCE = { kind: 'entra', id: id(9) } as const;
  const before = policy([], {
    ...{ lookedUp: { cloud: SOURCE, duty: SOURCE }, roleGroups: { admins: ['cloud'], onCall: ['duty'] } },
    neverPeople: [id(8)],
  });
  const inCloud = (known: Parameters<typeof fillIn>[1]) => fillIn(before, known).groups.cloud;

  it('stands for groups whose people the file does not list', () => {
    expect(lookedUpOf(before)).toEqual(['cloud', 'duty']);
    expect(lookedUpOf({})).toEqual([]);
    expect(roleGroupsOf(before, 'admins')).toEqual(['cloud']);
    expect([roleGroupsOf(before, 'auditors'), roleGroupsOf({}, 'admins')]).toEqual([[], []]);
  });

  it('gives groups and roles their people, beside those of the file, and no shared account', () => {
    const after = fillIn(before, { members: { cloud: [person(1), person(8)], duty: [person(2)] } });
    expect(after.groups).toMatchObject({ cloud: [person(1)], duty: [person(2)], security: [person(5)] });
    expect([after.admins, after.auditors, after.onCall]).toEqual([
      ...[[person(5), person(1)], [person(4)], [person(6), person(2)]],
    ]);
  });

  it('H11: has nobody in what was not looked up', () => {
    expect(fillIn(before, {}).groups).toMatchObject({ cloud: [], duty: [] });
    expect(inCloud({ members: { duty: [person(1)] } })).toEqual([]);
    expect(inCloud({ person: id(1) })).toEqual([]);
  });

  it('H17: believes what is known of one person over a list that may be older', () => {
    const members = { cloud: [{ id: LOWER, name: 'Ellis' }, person(2)] };
    expect(inCloud({ members, person: UPPER, groups: new Set() })).toEqual([person(2)]);
    expect(inCloud({ members, person: UPPER, groups: new Set(['cloud']) })).toEqual(members.cloud);
    expect(inCloud({ person: UPPER, groups: new Set(['cloud']) })).toEqual([{ id: LOWER, name: UPPER }]);
    expect(inCloud({ members, person: UPPER })).toEqual(members.cloud);
    expect(inCloud({ members, groups: new Set() })).toEqual(members.cloud);
  });

  it('H16: has a guest in the groups that are looked up, and says that they are one', () => {
    const members = { cloud: [{ id: LOWER, name: 'Ellis' }, person(2)] };
    const guest = { members, person: UPPER, groups: new Set(['cloud']), guest: true };
    expect(inCloud(guest)).toEqual(members.cloud);
    expect(fillIn(before, guest).guests).toEqual([LOWER]);
    expect(fillIn(before, { ...guest, guest: false })).not.toHaveProperty('guests');
    expect(fillIn(before, { guest: true })).not.toHaveProperty('guests');
    expect(fillIn(policy([]), { person: id(1), guest: true }).guests).toEqual([id(1)]);
  });

  it('leaves a policy as it is where nothing is looked up', () => {
    const plain = policy([]);
    expect(fillIn(plain, { person: id(1), guest: false })).toBe(plain);
  });
});

describe('asking for somebody else', () => {
  const mine = rule('mine', { onBehalfOf: ['others', 'requesters'] });
  const named = rule('named', { onBehalfOf: [id(1)] });
  const rules = [mine, rule('plain'), named, rule('not', { onBehalfOf: ['security'] })];
  const of = (over: Partial<Policy> = {}) => rulesForOthers(policy(rules, over), id(1));

  it('is offered by the rules that name them or a group of theirs', () => {
    expect(of()).toEqual([mine, named]);
  });

  it('is offered to nobody under a closed policy, from a shared account or as a guest', () => {
    expect(of({ closed: 'Nothing is set.' })).toEqual([]);
    expect(of({ neverPeople: [id(1)] })).toEqual([]);
    expect(of({ guests: [id(1)] })).toEqual([]);
  });

  it('is about the VMs of these rules, those that cannot be told among them', () => {
    const db = rule('db', { match: { tags: [], vms: ['db-*'] } });
    expect(isForOthers([db], vm())).toBe(false);
    expect(isForOthers([db, rule('any')], vm())).toBe(true);
    expect(isForOthers([rule('os', { match: { tags: [], os: ['linux'] } })], vm({ os: 'unknown' }))).toBe(
      true,
    );
    expect(isForOthers([], vm())).toBe(false);
  });
});

describe('a request that waits for groups', () => {
  const waits = (...groups: readonly string[]) => requestThatIs('pending', { verdict: needs(...groups) });
  const known = policy([], { lookedUp: { cloud: { kind: 'entra', id: id(9) } } });

  it('can be answered while the policy has them, listed or looked up', () => {
    expect(unanswerable(known, waits('approvers', 'cloud'))).toBeUndefined();
  });

  it('cannot where it has one of them no more, and that is named', () => {
    expect(unanswerable(known, waits('approvers', 'old', 'gone'))).toContain(
      'the group "old" and "gone" no more',
    );
    expect(unanswerable(known, waits('toString'))).toContain('"toString"');
    expect(unanswerable(policy([]), waits('cloud'))).toContain('"cloud"');
  });

  it('is nothing where it waits for nobody', () => {
    expect(unanswerable(known, requestThatIs('open', { verdict: needs('gone') }))).toBeUndefined();
    const [given] = [{ by: person(3), at: new Date(0), terms: 1, groups: ['gone'] }];
    const met = requestThatIs('pending', { verdict: needs('gone'), approvals: [given] });
    expect(unanswerable(known, met)).toBeUndefined();
  });
});

describe('Ajar opens', () => {
  const watching = (...openIn: Policy['mode']['openIn']) => ({ mode: { watch: true, openIn } });
  const HERE = { resourceGroup: 'RG-Web', subscriptionId: id(9), subscriptionName: 'Production' };

  it('everywhere, unless it only watches', () => {
    expect(opensOn({ mode: { watch: false, openIn: [] } }, HERE)).toBe(true);
    expect(opensOn(watching(), HERE)).toBe(false);
    expect(opensOn({ mode: OPEN }, HERE)).toBe(true);
    expect(opensOn({ mode: { ...OPEN, watch: true } }, HERE)).toBe(false);
  });

  it('in the resource groups that are named all the same, in either case, of any subscription or of one', () => {
    expect(opensOn(watching({ group: 'rg-db' }, { group: 'rg-web' }), HERE)).toBe(true);
    expect(opensOn(watching({ group: 'rg-web', subscription: 'PRODUCTION' }), HERE)).toBe(true);
    expect(opensOn(watching({ group: 'rg-web', subscription: id(9) }), HERE)).toBe(true);
    expect(opensOn(watching({ group: 'rg-web', subscription: 'Test' }), HERE)).toBe(false);
    expect(opensOn(watching({ group: 'rg-db', subscription: id(9) }), HERE)).toBe(false);
    const { subscriptionName: _, ...nameless } = HERE;
    expect(opensOn(watching({ group: 'rg-web', subscription: 'Production' }), nameless)).toBe(false);
  });

  it('and tells where the file says, or where it always tells, of what it did not open', () => {
    const usual = policy([], {
      defaults: { ...policy([]).defaults, routes: { ask: [], tell: ['direct', 'console:duty'] } },
    });
    expect(watchRoutes(usual)).toEqual(['console:duty']);
    const told = { ...usual, mode: { watch: false, openIn: [], tell: ['slack:C1'] } };
    expect(watchRoutes(told)).toEqual(['slack:C1']);
    expect([usual, told, watching()].map(tellsOfOthers)).toEqual([false, true, true]);
  });
});
