import { afterEach, beforeEach, expect, it } from 'vitest';
import { RILEY } from '../../contracts/sample-cards.ts';
import { click } from './activities.ts';
import { faultsIn } from './card-check.ts';
import { readCard } from './read-card.ts';
import { actions, inputs } from './templates.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const press = async (data: object) => (await world.post(click(world.stub.url, 'jit', data))).json;

it('takes what was typed in each row, and nothing else that a client sends (H1)', async () => {
  const answer = await press({
    ...{ form: 'j-1', port1: '22/tcp', max1: '60', from1: 'any', why: 'INC-1' },
    ...{ vm: 'another', person: 'somebody', policyId: 'mine', port7: '23' },
  });
  expect(readCard(answer.value)).toContain('Read it in the next message.');
  expect(world.heard.jitFilled).toMatchObject([{ form: 'j-1', person: RILEY }]);
  expect(world.heard.jitFilled[0]?.fields).toEqual({
    ...{ port1: '22/tcp', max1: '60', from1: 'any', why: 'INC-1' },
  });
});

it('comes back with what is wrong below its row, and with what was typed', async () => {
  world.heard.jitAnswer = { faults: { from2: 'This is not an address.' } };
  const { value } = await press({ form: 'j-1', port2: '3389/tcp', max2: '60', from2: 'nowhere' });
  expect(faultsIn(value)).toEqual([]);
  expect(readCard(value)).toContain('This is not an address.');
  expect([...inputs(value)].map(({ id }) => id)).toEqual([
    ...[1, 2, 3].flatMap((n) => [`port${n}`, `max${n}`, `from${n}`]),
    'why',
  ]);
  expect([...actions(value)].map(({ verb }) => verb)).toEqual(['jit']);
});

it("that is too old, or somebody else's, says so", async () => {
  world.heard.jitAnswer = { faults: { port1: 'Write one port.' } };
  world.heard.jitShown = undefined;
  expect(readCard((await press({ form: 'j-9' })).value)).toContain('more than an hour old');
});
