import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { type People, Unknown } from '../../src/ports/people.ts';
import { peopleWith } from '../fakes/people.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';

const FAILING: Record<string, People> = {
  fails: peopleWith({
    inGroup: async () => {
      throw new Unknown('503');
    },
  }),
  hangs: peopleWith({ inGroup: () => new Promise(() => undefined) }),
};

it.each(
  Object.keys(FAILING),
)('H11: a directory that %s approves nothing, and the approver is told to try again', async (how) => {
  const world = createWorld({ people: FAILING[how] as People });
  await world.say(RILEY, ASK);
  const answer = await world.click(AVERY, 'approve', 'approval');
  expect(answer).toMatchObject({ refused: true, sentence: expect.stringContaining('could not check') });
  await world.opened();
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
  expect(world.cloud.sent).toEqual([]);
});

it('H11: a VM that cannot be read at approval leaves the request waiting', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  world.cloud.weather.hangs = true;
  const answer = await world.click(AVERY, 'approve', 'approval');
  expect(answer).toMatchObject({
    refused: true,
    sentence: expect.stringContaining('could not check the VM'),
  });
  expect(await world.request()).toMatchObject({ status: 'pending' });
});
