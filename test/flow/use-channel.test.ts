import { describe, expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7';
const SAY = 'use this channel for production';

describe('a channel that an admin chose', () => {
  it('is where the rule asks from then on', async () => {
    const world = createWorld();
    await world.say(ADA, SAY, world.stage.channel('prod-approvals'));
    await world.say(RILEY, ASK);
    const asked = world.stage.messages.filter(({ card }) => card.card === 'approval');
    expect(asked.map(({ place }) => place.conversation)).toEqual(['prod-approvals']);
    expect(await world.audit()).toContain('Ada routed -');
  });

  it('leaves other rules as they are', async () => {
    const world = createWorld();
    await world.say(ADA, SAY, world.stage.channel('prod-approvals'));
    await world.say(RILEY, 'open 22 on vault-01 for 1h from 203.0.113.7');
    const asked = world.stage.messages.filter(({ card }) => card.card === 'approval');
    expect(asked.map(({ place }) => place.privateTo === undefined)).toEqual([false, false]);
  });

  it('is chosen by admins alone, and never a private chat or a place that the bot cannot use', async () => {
    const world = createWorld();
    await world.say(AVERY, SAY, world.stage.channel('prod-approvals'));
    await world.say(ADA, SAY);
    expect(world.told(ADA)).toContain('Approvers cannot be asked here.');
    world.stage.shut.add('shared');
    await world.say(ADA, SAY, world.stage.channel('shared'));
    await world.say(ADA, 'use this channel for nothing-like-it', world.stage.channel('prod-approvals'));
    await world.say(RILEY, ASK);
    const asked = world.stage.messages.filter(({ card }) => card.card === 'approval');
    expect(asked.every(({ place }) => place.privateTo !== undefined)).toBe(true);
    expect((await world.audit()).filter((line) => line.includes('refused'))).toHaveLength(4);
  });
});
