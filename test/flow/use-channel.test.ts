import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { createFlow } from '../../src/flow/flow.ts';
import { learnRoute } from '../../src/flow/step/routes.ts';
import { ChatError } from '../../src/ports/chat.ts';
import { createStage } from '../fakes/stage.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

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

describe('a channel that was chosen once', () => {
  const learn = (world: World, app: string, conversation: string, rule = 'production') =>
    learnRoute(world.runner.deps, rule, app, conversation);
  const askedInPrivate = (world: World): readonly (string | undefined)[] =>
    world.stage.messages.filter(({ card }) => card.card === 'approval').map(({ place }) => place.privateTo);

  it('of an app that is configured no more leaves what the file says', async () => {
    const policy = POLICY.replace('ask: [direct]', "ask: ['teams:approvers']");
    const world = createWorld({ policy });
    await learn(world, 'slack', 'C1');
    await world.say(RILEY, ASK);
    await world.settle();
    const asked = world.stage.messages.filter(({ card }) => card.card === 'approval');
    expect(asked.map(({ place }) => place.conversation)).toEqual(['approvers']);
  });

  it('in another app stays, when two are chosen at once', async () => {
    const world = createWorld({ others: [createStage('slack')] });
    await Promise.all([learn(world, 'slack', 'C1'), learn(world, 'teams', 'prod')]);
    await world.say(RILEY, ASK);
    const { ask } = (await world.request()).verdict.routes;
    expect([...ask].sort()).toEqual(['slack:C1', 'teams:prod']);
  });

  it('and that was shut since is replaced by private chats', async () => {
    const world = createWorld();
    await world.say(ADA, SAY, world.stage.channel('prod-approvals'));
    world.stage.shut.add('prod-approvals');
    await world.say(RILEY, ASK);
    await world.settle();
    expect(askedInPrivate(world)).toEqual([AVERY.id, BLAKE.id]);
  });

  it('lets a request lapse with a sentence where nobody else can be reached', async () => {
    const world = createWorld();
    await learn(world, 'slack', 'C1');
    for (const { id } of [AVERY, BLAKE]) world.stage.shut.add(`dm-${id}`);
    await world.say(RILEY, ASK);
    await world.settle();
    expect(await world.request()).toMatchObject({
      status: 'lapsed',
      why: expect.stringContaining('reached'),
    });
  });

  it('is asked no more once its rule asks nobody', async () => {
    const policy = POLICY.replace(
      '  - id: two-eyes',
      '  - id: also\n    match: { tags: { env: prod } }\n    allow: { autoApprove: true }\n  - id: two-eyes',
    );
    const world = createWorld({ policy });
    await learn(world, 'teams', 'elsewhere', 'also');
    await world.say(RILEY, ASK);
    expect(askedInPrivate(world)).toEqual([AVERY.id, BLAKE.id]);
  });

  it('is kept beside what was asked before, when a rule is given one while a request waits', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 22 on vault-01 for 1h from 203.0.113.7');
    await learn(world, 'teams', 'vault', 'two-eyes');
    await world.click(AVERY, 'approve', 'approval');
    await world.settle();
    expect(askedInPrivate(world)).toEqual([AVERY.id, BLAKE.id, undefined]);
  });

  it('is none of which the app cannot say what it is', async () => {
    const world = createWorld();
    world.stage.place = async () => {
      throw new ChatError('broken', 'Slack answered missing_scope');
    };
    await world.say(ADA, SAY, world.stage.channel('group-chat'));
    expect(await world.audit()).toEqual(['Ada refused -']);
  });

  it('is chosen once by a delivery that two processes get', async () => {
    const world = createWorld();
    const other = createFlow(world.runner.deps);
    const said = {
      ...{ key: world.key(), person: ADA, text: SAY },
      place: world.stage.channel('prod-approvals'),
    };
    await Promise.all([world.flow.said(said), other.said(said)]);
    expect(await world.audit()).toEqual(['Ada routed -']);
  });
});
