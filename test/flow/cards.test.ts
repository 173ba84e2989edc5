import { describe, expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { ChatError } from '../../src/ports/chat.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
const inChannel = POLICY.replace('ask: [direct]', "ask: ['teams:approvals']");

describe('the cards of a request', () => {
  it('are redrawn everywhere whoever moved it, and a redraw is an edit', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    const others = world.card('approval', BLAKE);
    expect(others?.card).toMatchObject({ request: { status: 'open' }, facts: { can: { approve: false } } });
    expect(world.stage.messages.filter((message) => message.card.card === 'approval')).toHaveLength(2);
  });

  it('are not sent again when nothing that a reader sees has changed', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.opened();
    const edits = (): number => world.stage.messages.reduce((sum, message) => sum + message.edits, 0);
    const before = edits();
    await world.pass(10 * 60_000, 30_000); // many looks at the cloud, none of them news
    expect(edits()).toBe(before);
  });

  it('fall back to private chats where a route is shut', async () => {
    const world = createWorld({ policy: inChannel });
    world.stage.shut.add('approvals');
    await world.say(RILEY, ASK);
    await world.settle();
    expect(world.card('approval', AVERY)).toBeDefined();
    expect(await world.request()).toMatchObject({ status: 'pending' });
    const remarks = JSON.stringify(world.card('approval', BLAKE)?.card);
    expect(remarks).toContain('Could not be shown in a Teams channel.');
  });

  it('that no approver can be shown end the request, and the requester hears why', async () => {
    const world = createWorld();
    for (const each of [AVERY, BLAKE]) world.stage.shut.add(`dm-${each.id}`);
    await world.say(RILEY, ASK);
    await world.settle();
    expect(await world.request()).toMatchObject({
      status: 'lapsed',
      why: expect.stringContaining('No approver could be reached'),
    });
    expect(world.card('request', RILEY)?.card).toMatchObject({ request: { status: 'lapsed' } });
  });

  it('wait for a busy chat and are drawn afterwards, in their newest state', async () => {
    const world = createWorld();
    world.stage.trouble = Array.from(
      { length: 3 },
      () => new ChatError('busy', '429', { retryAfterMs: 5_000 }),
    );
    await world.say(RILEY, ASK);
    expect(world.stage.messages).toEqual([]);
    await world.say(RILEY, 'cancel aj-000001');
    await world.pass(30_000, 5_000);
    expect(world.card('request', RILEY)?.card).toMatchObject({ request: { status: 'cancelled' } });
  });
});
