import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { createStage } from '../fakes/stage.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';

/** Ajar in Teams and in Slack; production is asked for at these places. */
function askedAt(routes: string) {
  const slack = createStage('slack');
  const policy = POLICY.replace('ask: [direct]', `ask: [${routes}]`);
  const world = createWorld({ policy, others: [slack] });
  const pinged = (stage = world.stage): readonly string[] => {
    const shown = stage.messages.find(({ card }) => card.card === 'approval')?.card;
    return shown && 'facts' in shown ? shown.facts.ping.map(({ id }) => id) : [];
  };
  const saidIn = (person: Person, more: { readonly askOnly?: true } = {}) =>
    world.flow.said({ key: world.key(), person, text: 'help', place: slack.room(person.id), ...more });
  return { ...world, slack, pinged, saidIn };
}

it('whoever is asked in two apps is pinged in the one that they chose', async () => {
  const world = askedAt("'teams:approvers', 'slack:C1'");
  await world.say(BLAKE, 'prefer slack');
  await world.say(RILEY, ASK);
  await world.settle();
  expect(world.pinged()).toEqual([AVERY.id]);
  expect(world.pinged(world.slack)).toEqual([AVERY.id, BLAKE.id]);
});

it('whoever chose an app in which they are not asked is pinged where they are', async () => {
  const world = askedAt("'teams:approvers'");
  await world.say(BLAKE, 'prefer slack');
  await world.saidIn(AVERY);
  await world.say(RILEY, ASK);
  expect(world.pinged()).toEqual([AVERY.id, BLAKE.id]);
});

it('whoever is asked in private, since a channel is shut, is pinged nowhere else', async () => {
  const world = askedAt("'teams:approvers', 'slack:C1'");
  await world.say(BLAKE, 'prefer slack');
  world.slack.shut.add('C1');
  await world.say(RILEY, ASK);
  await world.settle();
  const [asked, ...more] = world.slack.messages.filter(({ card }) => card.card === 'approval');
  expect([asked?.place.privateTo, more]).toEqual([BLAKE.id, []]);
  expect(world.pinged()).not.toContain(BLAKE.id);
});

it('where somebody writes who is known by an address alone, nobody is asked to approve', async () => {
  const world = askedAt('direct');
  await world.saidIn(AVERY, { askOnly: true });
  await world.say(RILEY, ASK);
  await world.settle();
  expect(world.slack.messages.filter(({ card }) => card.card === 'approval')).toEqual([]);
  expect(world.card('approval', AVERY)).toBeDefined();
});

it('an account that is linked no more is not where its person is pinged', async () => {
  const world = askedAt("'teams:approvers', 'slack:C1'");
  const account = { app: 'slack', team: 'T1', user: 'U1', name: 'Blake' };
  const { accounts } = world.runner.deps;
  await accounts.link(account, await accounts.newCode(BLAKE), async () => undefined);
  await world.saidIn(BLAKE);
  await world.say(BLAKE, 'prefer slack');
  await world.say(BLAKE, 'unlink slack');
  await world.say(RILEY, ASK);
  await world.settle();
  expect(world.pinged()).toEqual([AVERY.id, BLAKE.id]);
});
