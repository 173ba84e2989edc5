import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import type { Policy } from '../../src/access/policy/policy.ts';
import { type People, Unknown } from '../../src/ports/people.ts';
import { peopleWith } from '../fakes/people.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
const GROUPS = { engineers: [RILEY, AVERY], approvers: [AVERY, BLAKE], keepers: [ADA] };

/** A directory of these groups, as far as it answers. */
const directory = (groups: Readonly<Record<string, readonly { id: string; name: string }[]>>): People => {
  const members = async (group: string) => groups[group] ?? [];
  const inGroup = async (person: string, group: string) =>
    (await members(group)).some(({ id }) => id === person);
  return peopleWith({
    ...{ members, inGroup },
    groupsOf: async (person, names) =>
      new Set(names.filter((name) => groups[name]?.some(({ id }) => id === person))),
  });
};

/** The usual policy, whose groups and admins are in a directory. */
function worldOf(people: People) {
  const world = createWorld({ people });
  const source = { kind: 'entra', id: RILEY.id } as const;
  const looked: Partial<Policy> = {
    ...{ groups: {}, admins: [], roleGroups: { admins: ['keepers'] } },
    lookedUp: { engineers: source, approvers: source, keepers: source },
  };
  world.policy.now = { ...world.policy.now, ...looked };
  return world;
}

describe('groups that are looked up', () => {
  it('let their people ask, be asked and approve', async () => {
    const world = worldOf(directory(GROUPS));
    await world.say(RILEY, ASK);
    expect(await world.request()).toMatchObject({ status: 'pending', requester: RILEY });
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: false });
    await world.opened();
    expect(await world.request()).toMatchObject({ status: 'open' });
  });

  it('let nobody else ask', async () => {
    const world = worldOf(directory({ ...GROUPS, engineers: [AVERY] }));
    await world.say(RILEY, ASK);
    expect(await world.store.list({ limit: 1 })).toEqual([]);
  });

  it('give roles, and whoever has them hears', async () => {
    const world = worldOf(directory(GROUPS));
    await world.say(RILEY, ASK);
    await world.say(ADA, 'audit vm-prod-01 last 7d');
    expect(world.card('audit', ADA)).toBeDefined();
    await world.say(AVERY, 'audit vm-prod-01 last 7d');
    expect(world.card('audit', AVERY)).toBeUndefined();
  });

  it.each([
    ['fails', async () => Promise.reject(new Unknown('The directory is down.'))],
    ['hangs', () => new Promise<never>(() => undefined)],
  ])('H11: let nobody ask while the directory %s, and say so', async (_, groupsOf) => {
    const world = worldOf({ ...directory(GROUPS), groupsOf });
    await world.say(RILEY, ASK);
    expect(await world.store.list({ limit: 1 })).toEqual([]);
    expect(world.told(RILEY)).toContain('could not check who is in which group');
  });

  it('H11: too few approvers that can be found is a refusal, not a wait for nobody', async () => {
    const world = worldOf(directory({ ...GROUPS, approvers: [RILEY] }));
    await world.say(RILEY, ASK);
    expect(world.told(RILEY)).toContain('apart from you it has nobody');
  });
});
