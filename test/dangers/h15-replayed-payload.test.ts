import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activity, click } from '../chat/teams/activities.ts';
import { startWorld, type World } from '../chat/teams/world.ts';

describe('H15: a payload that is sent again is known again', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('a message and a click keep their key, which the flow acts on once', async () => {
    const message = activity(world.stub.url, { id: 'f:1' });
    const press = click(world.stub.url, 'approve', { request: 'aj-7k2m9q', terms: 1 }, { id: 'f:2' });
    for (const payload of [message, message, press, press]) await world.post(payload);
    const keys = [...world.heard.saids, ...world.heard.clicks].map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([4, 2]);
  });

  it('so does one without an id, by what it says', async () => {
    const nameless = { id: undefined, timestamp: '2026-11-01T00:00:00Z' };
    const press = (terms: number) =>
      click(world.stub.url, 'approve', { request: 'aj-7k2m9q', terms }, nameless);
    world.heard.clicks.length = 0;
    for (const payload of [press(1), press(1), press(2)]) await world.post(payload);
    const keys = world.heard.clicks.map(({ key }) => key);
    expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false]);
  });

  it('the same id in another conversation is another delivery', async () => {
    world.heard.saids.length = 0;
    const elsewhere = {
      id: 'f:1',
      conversation: { id: '19:channel@thread.tacv2', conversationType: 'channel' },
    };
    await world.post(activity(world.stub.url, { id: 'f:1' }));
    await world.post(activity(world.stub.url, elsewhere));
    expect(new Set(world.heard.saids.map(({ key }) => key)).size).toBe(2);
  });

  it('one from the future is refused', async () => {
    world.heard.saids.length = 0;
    const ahead = (minutes: number) => ({ timestamp: new Date(Date.now() + minutes * 60_000).toISOString() });
    expect((await world.post(activity(world.stub.url, ahead(10)))).status).toBe(403);
    expect((await world.post(activity(world.stub.url, ahead(1)))).status).toBe(200);
    expect(world.heard.saids).toHaveLength(1);
  });
});
