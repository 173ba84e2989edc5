import { describe, expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
const quiet = (value: string, policy = POLICY): string =>
  policy.replace(/approvers: (\[.*\])/, `approvers: { people: $1, quiet: ${value} }`);
const asksIn = (policy: string): string => policy.replace('ask: [direct]', "ask: ['teams:ask']");

const askedOf = (world: ReturnType<typeof createWorld>) =>
  world.stage.messages.flatMap(({ card, place }) => (card.card === 'approval' ? [place.privateTo] : []));

describe('a quiet approver', () => {
  it('is not written to in private, and may approve all the same', async () => {
    const world = createWorld({ policy: quiet(`[${AVERY.id}]`) });
    await world.say(RILEY, ASK);
    expect(askedOf(world)).toEqual([BLAKE.id]);
    await world.say(AVERY, 'approve aj-000001');
    await world.opened();
    expect(await world.request()).toMatchObject({ status: 'open' });
  });

  it('is not pinged in a channel', async () => {
    const world = createWorld({ policy: asksIn(quiet(`[${AVERY.id}]`)) });
    await world.say(RILEY, ASK);
    const card = world.stage.messages.find((each) => each.card.card === 'approval')?.card;
    const facts =
      card && 'facts' in card
        ? (card.facts as { ping: readonly { id: string }[]; approvers: readonly { id: string }[] })
        : undefined;
    expect(facts?.ping.map(({ id }) => id)).toEqual([BLAKE.id]);
    expect(facts?.approvers.map(({ id }) => id)).toEqual([AVERY.id, BLAKE.id]);
  });

  it('hears of it where all who could approve are quiet: nothing waits for people who hear nothing', async () => {
    const world = createWorld({ policy: quiet('true') });
    await world.say(RILEY, ASK);
    expect(askedOf(world)).toEqual([AVERY.id, BLAKE.id]);
  });
});
