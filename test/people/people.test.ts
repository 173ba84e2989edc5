import { describe, expect, it } from 'vitest';
import type { GroupSource } from '../../src/access/policy/group.ts';
import type { Sources } from '../../src/people/groups/source.ts';
import { createPeople } from '../../src/people/people.ts';
import { type Standing, Unknown } from '../../src/ports/people.ts';
import { id, person, policy } from '../access/policy-fixtures.ts';

const LOWER = 'abcdefab-cdef-4abc-8def-abcdefabcdef';
const ELLIS = { id: LOWER, name: 'Ellis' };
const entra = (digit: number): GroupSource => ({ kind: 'entra', id: id(digit) });
const slack = (authority: boolean): GroupSource => ({ kind: 'slack', team: 'T1', id: 'S1', authority });

/** Groups of the file beside looked-up ones, in which Ellis is. */
function peopleWith(sources: Sources, standing?: (who: string) => Promise<Standing>) {
  const now = policy([], {
    groups: { listed: [ELLIS, person(2)], other: [person(3), person(9)] },
    lookedUp: { cloud: entra(1), deep: entra(2), duty: slack(true), noise: slack(false) },
    neverPeople: [id(9)],
  });
  return createPeople({ policy: () => now, sources, ...(standing ? { standing } : {}) });
}

const everywhere = { members: async () => [ELLIS, person(9)] };

describe('the people of a group', () => {
  const people = peopleWith({ entra: everywhere, slack: everywhere });

  it('are those whom the file lists, or who are looked up, without shared accounts', async () => {
    expect(await people.members('other')).toEqual([person(3)]);
    expect(await people.members('cloud')).toEqual([ELLIS]);
  });

  it('H6: are nobody where the group is only for notifying', async () => {
    expect(await people.members('duty')).toEqual([ELLIS]);
    expect(await people.members('noise')).toEqual([]);
    expect(await peopleWith({}).members('noise')).toEqual([]);
    expect(await people.inGroup(LOWER, 'noise')).toBe(false);
  });

  it('H11: are not told where there is no such group, or no way to look it up', async () => {
    for (const group of ['gone', 'toString']) {
      await expect(people.members(group)).rejects.toThrow(Unknown);
      await expect(people.inGroup(LOWER, group)).rejects.toThrow(`no group "${group}"`);
    }
    await expect(peopleWith({}).members('cloud')).rejects.toThrow(Unknown);
    await expect(peopleWith({}).inGroup(LOWER, 'cloud')).rejects.toThrow(
      'kind "entra" are looked up is not configured',
    );
  });
});

describe('the groups of a person', () => {
  const ALL = ['listed', 'other', 'cloud', 'deep', 'duty', 'noise'];
  /** Is asked about one person at a time, and knows of one group alone. */
  const asked: unknown[] = [];
  const direct: Sources = {
    entra: {
      ...everywhere,
      groupsOf: async (who, groups) => {
        asked.push([who, groups]);
        return new Set(groups.filter((group) => group.id === id(2)));
      },
    },
    slack: everywhere,
  };

  it('are looked up in either case of the id, each kind once, and only those that are asked', async () => {
    const people = peopleWith(direct);
    expect(await people.groupsOf(LOWER.toUpperCase(), ALL)).toEqual(new Set(['listed', 'deep', 'duty']));
    expect(asked).toEqual([[LOWER, [entra(1), entra(2)]]]);
    expect(await people.groupsOf(LOWER, ['other'])).toEqual(new Set());
    expect(await people.groupsOf(id(3), ['listed', 'other', 'duty'])).toEqual(new Set(['other']));
    expect([await people.inGroup(LOWER, 'deep'), await people.inGroup(LOWER, 'cloud')]).toEqual([
      true,
      false,
    ]);
  });

  it('H16: are none for a shared account, wherever it is listed', async () => {
    expect(await peopleWith(direct).groupsOf(id(9), ALL)).toEqual(new Set());
  });

  it('H11: are not told where one of the look-ups fails', async () => {
    const down = { members: () => Promise.reject(new Unknown('down')) };
    await expect(peopleWith({ ...direct, slack: down }).groupsOf(LOWER, ALL)).rejects.toThrow('down');
  });
});

it('whether somebody is there still is asked in lower case, and without a directory everybody is', async () => {
  expect(await peopleWith({}).standing(LOWER)).toBe('active');
  const gone = peopleWith({}, async (who) => (who === LOWER ? 'gone' : 'active'));
  expect(await gone.standing(LOWER.toUpperCase())).toBe('gone');
});
