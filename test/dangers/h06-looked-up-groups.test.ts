import { expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Policy } from '../../src/access/policy/policy.ts';
import type { People } from '../../src/ports/people.ts';
import { peopleWith } from '../fakes/people.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
type Groups = Record<string, readonly { readonly id: string; readonly name: string }[]>;

/** A directory of these groups, as they are now; whoever `hangs` gets no answer about themselves. */
function worldOf(groups: Groups, hangs: readonly string[] = []) {
  const groupsOf: People['groupsOf'] = (person, names) =>
    hangs.includes(person)
      ? new Promise(() => undefined)
      : Promise.resolve(new Set(names.filter((name) => groups[name]?.some(({ id }) => id === person))));
  const people = peopleWith({
    groupsOf,
    members: async (group) => groups[group] ?? [],
    inGroup: async (person, group) => (await groupsOf(person, [group])).has(group),
  });
  const world = createWorld({ people });
  const source = { kind: 'entra', id: RILEY.id } as const;
  const looked: Partial<Policy> = {
    ...{ groups: {}, admins: [], roleGroups: { admins: ['keepers'] } },
    lookedUp: { engineers: source, approvers: source, keepers: source },
  };
  world.policy.now = { ...world.policy.now, ...looked };
  return world;
}

it('H6: nobody approves their own request, by whichever looked-up group or role', async () => {
  const all = { engineers: [RILEY], approvers: [RILEY, AVERY], keepers: [RILEY, ADA] };
  const world = worldOf(all);
  await world.say(RILEY, ASK);
  await world.say(RILEY, 'approve aj-000001');
  expect(world.told(RILEY)).toContain('your own request');
  await world.say(ADA, 'approve aj-000001');
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  expect(await world.request()).toMatchObject({ status: 'open' });
});

it('H6: a looked-up group without people lets nobody in, and the requester is told', async () => {
  const world = worldOf({ engineers: [RILEY], approvers: [], keepers: [] });
  await world.say(RILEY, ASK);
  expect(world.told(RILEY)).toContain('has nobody');
  expect(await world.store.list({ limit: 1 })).toEqual([]);
});

it('H17: somebody taken out of a looked-up group after the card was sent cannot approve with it', async () => {
  const groups: Groups = { engineers: [RILEY], approvers: [AVERY, BLAKE], keepers: [] };
  const world = worldOf(groups);
  await world.say(RILEY, ASK);
  groups.approvers = [BLAKE];
  expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({
    ...{ refused: true, sentence: expect.stringContaining('not an approver') },
  });
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
});

it('H16: somebody with the same name as an approver of the directory is not that approver', async () => {
  const world = worldOf({ engineers: [RILEY], approvers: [AVERY], keepers: [] });
  await world.say(RILEY, ASK);
  await world.say({ ...OLLY, name: AVERY.name }, 'approve aj-000001');
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
});

it('H11: a directory that hangs for one person holds up neither other people nor what is due', async () => {
  const hangs: string[] = [];
  const world = worldOf({ engineers: [RILEY, OLLY], approvers: [AVERY], keepers: [] }, hangs);
  await world.say(RILEY, ASK);
  hangs.push(OLLY.id);
  const waiting = world.flow.said({
    ...{ key: world.key(), person: OLLY, text: 'open 22 on vm-prod-02 for 1h from 203.0.113.7' },
    place: world.stage.room(OLLY.id),
  });
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  expect(await world.request()).toMatchObject({ status: 'open' });
  await waiting;
  expect(world.told(OLLY)).toContain('could not check');
});
