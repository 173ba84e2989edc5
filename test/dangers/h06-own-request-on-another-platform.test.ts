import { expect, test } from 'vitest';
import { AVERY } from '../../sandbox/demo/people.ts';
import { createStage } from '../fakes/stage.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
const ACCOUNT = { app: 'slack', team: 'T1', user: 'U1', name: 'Somebody Else' };

/** Avery may ask and may approve, and has linked a Slack account that is called otherwise. */
async function createBoth() {
  const slack = createStage('slack');
  const world = createWorld({ others: [slack] });
  await world.say(AVERY, 'link slack');
  const code = /link ([0-9A-Z]{8})\b/.exec(world.told(AVERY))?.[1] ?? '';
  await world.flow.linked(ACCOUNT, code, { key: 'link', place: slack.channel('D1') });
  const known = await world.flow.identify(ACCOUNT);
  if (!('person' in known)) throw new Error(known.refused);
  return { ...world, slack, person: known.person };
}

test('H6: what somebody asked for in Slack they do not approve in Teams', async () => {
  const world = await createBoth();
  const place = world.slack.room(world.person.id);
  await world.flow.said({ key: 'ask', person: world.person, text: ASK, place });
  await world.settle();
  await world.say(AVERY, 'approve aj-000001');
  expect(world.told(AVERY)).toBe('You cannot approve your own request.');
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
});

test('H6: what somebody asked for in Teams they do not approve in Slack', async () => {
  const world = await createBoth();
  await world.say(AVERY, ASK);
  const place = world.slack.room(world.person.id);
  await world.flow.said({ key: 'approve', person: world.person, text: 'approve aj-000001', place });
  expect(world.slack.messages.at(-1)?.card).toMatchObject({
    sentence: 'You cannot approve your own request.',
  });
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
});

test('H6: nor as one who is known there by an address only', async () => {
  const world = await createBoth();
  await world.say(AVERY, ASK);
  const said = {
    key: 'approve',
    person: AVERY,
    text: 'approve aj-000001',
    place: world.slack.room(AVERY.id),
  };
  await world.flow.said({ ...said, askOnly: true });
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
});
