import { describe, expect, it } from 'vitest';
import { groupsOf, isOneOf, membersOf, tooFewApprovers } from '../../src/access/policy/group.ts';
import { isGuest, listedGroups, rulesNaming } from '../../src/access/policy/guests.ts';
import { isNever, withoutNever } from '../../src/access/policy/never.ts';
import { seat } from '../../src/access/policy/seats.ts';
import { isAboutWho, whoAsks } from '../../src/access/policy/who.ts';
import type { Requirement } from '../../src/access/verdict.ts';
import { id, person, policy, rule } from './policy-fixtures.ts';

/** Ids with letters in them, which people write in either case. */
const LOWER = 'abcdefab-cdef-4abc-8def-abcdefabcdef';
const UPPER = LOWER.toUpperCase();
const about = (requesters: readonly string[], deny?: string) =>
  rule('r', { match: { tags: [], requesters }, ...(deny === undefined ? {} : { deny, approvals: [] }) });

describe('whoever asks', () => {
  const groups = { engineers: [{ id: LOWER, name: 'Ellis' }], leads: [person(2)] };

  it('is called by their id in lower case and by their groups', () => {
    expect(whoAsks(groups, { requester: UPPER })).toStrictEqual({ own: new Set([LOWER, 'engineers']) });
    expect(whoAsks(groups, { requester: UPPER, askedBy: LOWER })).not.toHaveProperty('asker');
  });

  it('for somebody else is told from them', () => {
    expect(whoAsks(groups, { requester: LOWER, askedBy: id(2) })).toEqual({
      own: new Set([LOWER, 'engineers']),
      asker: new Set([id(2), 'leads']),
    });
  });

  it('is looked at once while nobody else asks', () => {
    const first = whoAsks(groups, { requester: LOWER });
    expect(whoAsks(groups, { requester: LOWER })).toBe(first);
    const other = whoAsks(groups, { requester: LOWER, askedBy: id(2) });
    expect(other).not.toBe(first);
    expect(whoAsks(groups, { requester: id(2) }).own).toEqual(new Set([id(2), 'leads']));
  });

  it('is whom a rule is about by id or group, and whom a rule without names is about', () => {
    const own = { own: new Set([LOWER, 'engineers']) };
    expect(isAboutWho(rule('r'), own)).toBe(true);
    expect(isAboutWho(about(['leads', 'engineers']), own)).toBe(true);
    expect(isAboutWho(about([LOWER]), own)).toBe(true);
    expect(isAboutWho(about(['leads']), own)).toBe(false);
    expect(isAboutWho(about(['leads'], 'Not you.'), own)).toBe(false);
  });

  it('for somebody else is given nothing by being named, and is denied by it', () => {
    const both = { own: new Set([id(1)]), asker: new Set([id(2), 'leads']) };
    expect(isAboutWho(about(['leads']), both)).toBe(false);
    expect(isAboutWho(about(['leads'], 'Not you.'), both)).toBe(true);
    expect(isAboutWho(about(['others'], 'Not you.'), both)).toBe(false);
  });
});

describe('shared accounts', () => {
  it('H16: are known in either case, and nobody is one where none is named', () => {
    expect(isNever({ neverPeople: [LOWER] }, UPPER)).toBe(true);
    expect(isNever({ neverPeople: [LOWER] }, id(1))).toBe(false);
    expect(isNever({}, LOWER)).toBe(false);
  });

  it('H16: are in no group and in no role, and everybody else is where they were', () => {
    const before = policy([], { neverPeople: [id(4), id(5), id(6)], admins: [person(5), person(1)] });
    const after = withoutNever(before);
    expect(after.groups).toEqual({
      requesters: [person(1), person(2)],
      approvers: [person(2), person(3)],
      security: [],
    });
    expect([after.admins, after.auditors, after.onCall]).toEqual([[person(1)], [], []]);
    expect(after.hash).toBe(before.hash);
    const none = policy([]);
    expect(withoutNever(none)).toBe(none);
  });
});

describe('guests', () => {
  it('H16: are known in either case', () => {
    expect(isGuest({ guests: [LOWER] }, UPPER)).toBe(true);
    expect(isGuest({ guests: [LOWER] }, id(1))).toBe(false);
    expect(isGuest({}, LOWER)).toBe(false);
  });

  it('H16: ask by the rules that name somebody, and hear of those that deny', () => {
    const [open, named, deny] = [rule('open'), about([id(1)]), rule('no', { deny: 'No.', approvals: [] })];
    const rules = [open, named, deny];
    expect(rulesNaming(rules)).toEqual([named, deny]);
    expect(rulesNaming(rules)).toBe(rulesNaming(rules));
  });

  it('is given something by the groups that the file lists, picked once as well', () => {
    const [listed, found] = [[{ id: 'a', name: 'A' }], [{ id: 'b', name: 'B' }]];
    const policy = { groups: { listed, found }, lookedUp: { found: {} } };
    expect(listedGroups(policy)).toEqual({ listed });
    expect(listedGroups(policy)).toBe(listedGroups(policy));
    expect(listedGroups({ groups: { listed } })).toEqual({ listed });
  });
});

describe('seats', () => {
  it('are taken as people wish, and nobody has two', () => {
    expect(seat([[0, 1], [0]], [1, 1])).toEqual([[1], [0]]);
    expect(seat([[0], [0], [0]], [2])).toEqual([[0, 1]]);
    const three = seat(Array(3).fill([0, 1]), [1, 1]);
    expect(three.flat().toSorted()).toEqual([0, 1]);
    expect(seat([[], [1]], [1, 1])).toEqual([[], [1]]);
  });

  it('are given up by whoever finds another, one after the other', () => {
    expect(seat([[0, 1], [1, 2], [0], [1]], [1, 1, 1])).toEqual([[2], [0], [1]]);
    expect(seat([[0, 1], [0], [1]], [1, 1])).toEqual([[1], [0]]);
  });
});

describe('a group', () => {
  const need = (group: string, count = 1): Requirement => ({ group, count, rule: 'r' });
  const groups = {
    pair: [person(1), person(2)],
    three: [person(1), person(2), person(3)],
    twice: [person(3), person(3)],
    lead: [{ id: LOWER, name: 'Ellis' }],
  };
  const short = (askers: readonly string[], ...needs: readonly Requirement[]) =>
    tooFewApprovers(groups, needs, askers);

  it('has each of its people once, and nobody where there is no such group', () => {
    expect(membersOf(groups, 'twice')).toEqual([person(3)]);
    expect(membersOf(groups, 'toString')).toEqual([]);
    expect(isOneOf(groups.lead, UPPER)).toBe(true);
    expect(isOneOf(groups.lead, id(1))).toBe(false);
  });

  it('of a person is the same however often it is asked about', () => {
    for (let time = 0; time < 4; time += 1) {
      expect(groupsOf(groups, id(3))).toEqual(new Set(['three', 'twice']));
      expect(groupsOf(groups, UPPER)).toEqual(new Set(['lead']));
      expect(groupsOf(groups, id(9))).toEqual(new Set());
    }
  });

  it('H6: is too few without whoever asks, and it says how few', () => {
    expect(short([], need('pair', 2))).toBeUndefined();
    expect(short([id(1)], need('pair'))).toBeUndefined();
    expect(short([UPPER], need('lead'))).toContain(
      'needs 1 approval from the group lead, and apart from you it has nobody',
    );
    expect(short([id(1)], need('pair', 2))).toContain(
      'needs 2 approvals from the group pair, and apart from you it has one person',
    );
    expect(short([id(1)], need('three', 3))).toContain('it has 2 people');
    expect(short([id(1), id(2)], need('pair'))).toContain('it has nobody');
  });

  it('H6: counts nobody for two groups', () => {
    expect(short([], need('pair'), need('three', 2))).toBeUndefined();
    expect(short([id(3)], need('pair', 2), need('three'))).toContain(
      'needs 3 approvals by different people from the groups pair, three',
    );
    expect(short([id(3)], need('pair'), need('three'))).toBeUndefined();
    expect(short([id(1)], need('pair'), need('three'))).toBeUndefined();
    expect(short([id(1)], need('pair'), need('twice'), need('three', 2))).toContain('too few together');
  });
});
