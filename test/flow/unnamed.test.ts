import { expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Policy } from '../../src/access/policy/policy.ts';
import { Unknown } from '../../src/ports/people.ts';
import { peopleWith } from '../fakes/people.ts';
import { ASK, MINUTE, STAGED } from '../fakes/staged.ts';
import { createWorld, type World } from '../fakes/world.ts';

const SOURCE = { kind: 'entra', id: RILEY.id } as const;
const GROUPS: Readonly<Record<string, readonly { readonly id: string; readonly name: string }[]>> = {
  security: [BLAKE, OLLY],
  watch: [HANA],
};

/** A world whose security and on-call are in a directory, which answers `left` times more and then no more until it is mended. */
function worldOf(policy: string) {
  const directory = { left: Number.POSITIVE_INFINITY };
  const people = peopleWith({
    groupsOf: async (person, names) =>
      new Set(names.filter((name) => GROUPS[name]?.some(({ id }) => id === person))),
    inGroup: async (person, group) =>
      [...(GROUPS[group] ?? []), ...(group === 'leads' ? [AVERY, BLAKE] : [])].some(
        ({ id }) => id === person,
      ),
    async members(group) {
      directory.left -= 1;
      if (directory.left < 0) throw new Unknown('The directory is down.');
      return GROUPS[group] ?? [];
    },
  });
  const world = createWorld({ policy, people });
  const { security: _, ...groups } = world.policy.now.groups;
  const looked: Partial<Policy> = {
    ...{
      groups,
      onCall: [],
      roleGroups: { onCall: ['watch'] },
      lookedUp: { security: SOURCE, watch: SOURCE },
    },
  };
  world.policy.now = { ...world.policy.now, ...looked };
  return { world, directory };
}

const asksBlake = (world: World): boolean =>
  world.stage.messages.some(
    ({ place, card }) =>
      place.privateTo === BLAKE.id && card.card === 'approval' && card.asking === 'approval 2',
  );

it('whenever the directory fails, an approval is refused or asks the next stage once it is back', async () => {
  const outcomes = new Set<string>();
  for (let left = 0; left < 4; left += 1) {
    const { world, directory } = worldOf(STAGED);
    await world.say(RILEY, ASK);
    directory.left = left;
    const { refused } = await world.click(AVERY, 'approve', 'approval');
    await world.pass(MINUTE);
    directory.left = Number.POSITIVE_INFINITY;
    await world.pass(8 * MINUTE, 4 * MINUTE);
    outcomes.add(String(refused));
    expect([left, asksBlake(world)]).toEqual([left, !refused]);
    const asked = (await world.store.copies('aj-000001')).filter(({ lost }) => lost !== undefined);
    expect(asked).toEqual([]);
  }
  expect([...outcomes].sort()).toEqual(['false', 'true']);
});

const GLASS = STAGED.replace(
  'stage: 2 }\n',
  'stage: 2 }\n    allow: { breakGlass: { groups: [engineers], review: { from: security, within: 1h } } }\n',
);

it('whenever the directory fails, those who hear of a broken glass hear of it once it is back', async () => {
  let opened = 0;
  for (let left = 0; left < 6; left += 1) {
    const { world, directory } = worldOf(GLASS);
    await world.say(RILEY, `break glass: ${ASK}`);
    directory.left = left;
    await world.choose(RILEY, 0);
    await world.pass(MINUTE);
    directory.left = Number.POSITIVE_INFINITY;
    await world.pass(8 * MINUTE, 4 * MINUTE);
    const isOpen = (await world.store.list({ limit: 9 })).length > 0;
    opened += isOpen ? 1 : 0;
    for (const person of [BLAKE, OLLY, HANA, ADA])
      expect([left, person.name, world.card('draft', person) !== undefined]).toEqual([
        left,
        person.name,
        isOpen,
      ]);
  }
  expect(opened).toBeGreaterThan(0);
});
