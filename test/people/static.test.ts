import { expect, test } from 'vitest';
import { createStaticPeople } from '../../src/people/static.ts';
import { Unknown } from '../../src/ports/people.ts';
import { id, person, policy } from '../access/policy-fixtures.ts';

test('members are those of the policy, each once', async () => {
  const people = createStaticPeople(() => policy([], { groups: { ops: [person(1), person(2), person(1)] } }));
  expect(await people.members('ops')).toEqual([person(1), person(2)]);
});

test('somebody is in a group by id, whatever its case', async () => {
  const people = createStaticPeople(() => policy([]));
  expect(await people.inGroup(id(3), 'approvers')).toBe(true);
  expect(await people.inGroup(id(1), 'approvers')).toBe(false);
  const letters = 'abcdefab-0000-4000-8000-00000000000f';
  const mixed = createStaticPeople(() => policy([], { groups: { ops: [{ id: letters, name: 'x' }] } }));
  expect(await mixed.inGroup(letters.toUpperCase(), 'ops')).toBe(true);
});

test('a group that the policy does not have is unknown, never empty', async () => {
  const people = createStaticPeople(() => policy([]));
  for (const group of ['gone', 'constructor', '__proto__']) {
    await expect(people.inGroup(id(1), group)).rejects.toBeInstanceOf(Unknown);
    await expect(people.members(group)).rejects.toBeInstanceOf(Unknown);
  }
});

test('H17: a changed policy counts at the next question', async () => {
  let now = policy([]);
  const people = createStaticPeople(() => now);
  expect(await people.inGroup(id(3), 'approvers')).toBe(true);
  now = policy([], { groups: { approvers: [person(4)] } });
  expect(await people.inGroup(id(3), 'approvers')).toBe(false);
});
