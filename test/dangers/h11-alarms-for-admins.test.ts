import { describe, expect, it } from 'vitest';
import { HANA, RILEY } from '../../sandbox/demo/people.ts';
import { Unknown } from '../../src/ports/people.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { peopleWith } from '../fakes/people.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const MINUTE = 60_000;
const TELLS_NOBODY = POLICY.replace(", tell: ['teams:on-call']", '');
const SOURCE = { kind: 'entra', id: RILEY.id } as const;

/** An open access under a policy whose only admins are a group of the directory, which then does not answer. */
async function directoryAway(policy = POLICY) {
  const directory = { away: false };
  const people = peopleWith({
    groupsOf: async () => new Set<string>(),
    inGroup: async (person) => person === HANA.id,
    async members() {
      if (directory.away) throw new Unknown('The directory is down.');
      return [HANA];
    },
  });
  const world = createWorld({ policy, people });
  const admins = { admins: [], roleGroups: { admins: ['bosses'] }, lookedUp: { bosses: SOURCE } };
  world.policy.now = { ...world.policy.now, ...admins };
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  directory.away = true;
  const alarmed = () =>
    world.stage.messages.flatMap(({ card, place }) => (card.card === 'alert' ? [place.privateTo] : []));
  return { ...world, alarmed, directory };
}

describe('H11: an alarm for admins whom the directory cannot name reaches them once it can', () => {
  it.each([
    ['where the place that the rule names cannot be shown it', POLICY],
    ['where the rule names no place', TELLS_NOBODY],
  ])('%s', async (_, policy) => {
    const { alarmed, directory, ...world } = await directoryAway(policy);
    world.stage.shut.add('on-call');
    world.cloud.revoke('aj-000001');
    await world.pass(3 * MINUTE, 10_000);
    expect(alarmed()).toEqual([RILEY.id]);
    directory.away = false;
    await world.pass(10 * MINUTE, 30_000);
    expect(alarmed()).toEqual([RILEY.id, HANA.id]);
  });

  it('where nobody is on call and a port cannot be closed', async () => {
    const { alarmed, directory, ...world } = await directoryAway();
    world.cloud.weather.down = new CloudError('broken', 'Azure does not answer.');
    await world.pass(63 * MINUTE, MINUTE);
    expect(alarmed()).toContain(RILEY.id);
    expect(alarmed()).not.toContain(HANA.id);
    directory.away = false;
    await world.pass(10 * MINUTE, 30_000);
    expect(alarmed()).toContain(HANA.id);
  });

  it('where a rule was changed and no place is named for it', async () => {
    const { directory, ...world } = await directoryAway(TELLS_NOBODY);
    const warned = () =>
      world.stage.messages.flatMap(({ card, place }) => (card.card === 'bulletin' ? [place.privateTo] : []));
    world.cloud.weather.changed = 'Somebody changed it.';
    await world.pass(3 * MINUTE, 10_000);
    expect(warned()).toEqual([RILEY.id]);
    directory.away = false;
    await world.pass(10 * MINUTE, 30_000);
    expect(warned()).toEqual([RILEY.id, HANA.id]);
  });
});
