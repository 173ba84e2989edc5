import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import { type People, Unknown } from '../../src/ports/people.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';

/** The directory of the policy's own groups, which can be switched off in two ways. */
function switchable() {
  const real = createStaticPeople(() => policyOf(POLICY));
  const state: { now: 'up' | 'down' | 'hangs' } = { now: 'up' };
  const asked = async <T>(answer: Promise<T>): Promise<T> => {
    if (state.now === 'down') throw new Unknown('The directory is down.');
    if (state.now === 'hangs') await new Promise(() => undefined);
    return answer;
  };
  const people: People = {
    inGroup: (person, group) => asked(real.inGroup(person, group)),
    groupsOf: (person, groups) => asked(real.groupsOf(person, groups)),
    members: (group) => asked(real.members(group)),
    standing: (person) => asked(real.standing(person)),
  };
  return { state, people };
}

it.each([
  ['is away', 'down'],
  ['does not answer', 'hangs'],
] as const)('a directory that %s lets nobody approve, says so, and takes nothing away that is open', async (_how, how) => {
  const { state, people } = switchable();
  const world = createWorld({ people });
  await world.say(RILEY, ASK);
  state.now = how;
  const refused = await world.click(AVERY, 'approve', 'approval');
  expect(refused).toMatchObject({ refused: true, sentence: expect.stringContaining('could not') });
  expect((await world.request()).status).toBe('pending');
  expect(world.cloud.sent).toEqual([]);
  state.now = 'up';
  expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: false });
  await world.opened();
  state.now = how;
  await world.pass(60_000, 30_000);
  expect((await world.request()).status).toBe('open');
  expect(world.cloud.open()).toHaveLength(1);
  // Whose access it is ends it all the same.
  await world.click(RILEY, 'close', 'request');
  await world.pass(30_000, 10_000);
  expect(world.cloud.open()).toEqual([]);
});
