import { afterEach, beforeEach, expect, it } from 'vitest';
import { RILEY, SAMPLE_CARDS } from '../../contracts/sample-cards.ts';
import { CHANNEL, type Sent, sentBack, startWorld, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = startWorld();
});
afterEach(() => world.stop());

const open = () =>
  world.deliver({ kind: 'action', action: 'jit', value: 'j-1', channel: CHANNEL, ts: '1' } as Sent);
const send = (values: Readonly<Record<string, string>>) =>
  world.deliver({ kind: 'submission', view: sentBack(world, values) } as Sent);

it('opens as a modal with what is kept, by the button in the conversation', async () => {
  await open();
  expect(world.heard.jitAsked).toEqual(['j-1']);
  expect(world.modal()).toContain('Put web-09 under just-in-time access');
  expect(world.modal()).toContain('198.51.100.0/28, 203.0.113.7');
});

it("says why where it is too old, or somebody else's", async () => {
  world.heard.jitShown = undefined;
  await open();
  expect(world.modal()).toContain('more than an hour old');
});

it('hands over each row as typed, and says where to go on', async () => {
  await open();
  const reply = await send({ port1: '22/tcp', max1: '60', from1: 'any', vm: 'x' });
  expect(world.heard.jitFilled).toMatchObject([{ form: SAMPLE_CARDS.jit.form.id, person: RILEY }]);
  expect(world.heard.jitFilled[0]?.fields).toEqual({ port1: '22/tcp', max1: '60', from1: 'any' });
  expect(JSON.stringify(reply)).toContain('Read it in the next message.');
});

it('shows what is wrong at its input', async () => {
  await open();
  world.heard.jitAnswer = { faults: { from2: 'This is not an address.' } };
  expect(await send({ port2: '22', from2: 'nowhere' })).toEqual({
    errors: { 'from2:j-1': 'This is not an address.' },
  });
});
