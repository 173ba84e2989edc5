import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReplays } from '../../src/chat/slack/door/replays.ts';
import { type Door, openDoor, SECRET } from '../chat/slack/door.ts';
import { click, command, event, mention, options, submission } from '../chat/slack/payloads.ts';

describe('H15: what was signed for Slack acts once', () => {
  let door: Door;
  beforeEach(async () => {
    door = await openDoor();
  });
  afterEach(() => door.close());

  it('and whoever sends it again gets the first answer', async () => {
    let n = 0;
    door.incoming = async () => ({ errors: { vm: `answer ${++n}` } });
    const first = await door.interact(submission());
    expect(await door.again()).toEqual(first);
    expect(await door.again()).toEqual(first);
    expect(door.heard).toHaveLength(1);
  });

  it('also while the first is still being worked on', async () => {
    let finish = (): void => undefined;
    door.incoming = () => new Promise((resolve) => (finish = () => resolve(undefined)));
    const first = door.interact(click());
    while (door.heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = door.again();
    await new Promise((resolve) => setTimeout(resolve, 50));
    finish();
    expect([(await first).status, (await second).status, door.heard.length]).toEqual([200, 200, 1]);
  });

  it('is refused when its time is over, or has not come', async () => {
    for (const at of [-301, 302, 3_600, -86_400])
      expect((await door.form(command(), { at })).status, `${at} s`).toBe(401);
    expect(door.heard).toEqual([]);
    for (const at of [-290, 290]) expect((await door.form(command(), { at })).status, `${at} s`).toBe(200);
  });

  it('keeps its key when Slack delivers it again with another signature', async () => {
    for (const at of [-60, 0]) {
      await door.form(command(), { at });
      await door.interact(click(), { at });
      await door.interact(submission(), { at });
      await door.event(event(mention()), { at });
    }
    const keys = door.heard.map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([8, 4]);
  });

  it('keeps its key when the old secret signs it once more while the secret is changed', async () => {
    const old = 'fedcba9876543210'.repeat(2);
    const both = await openDoor({ signingSecrets: [SECRET, old] });
    for (const secret of [SECRET, old]) expect((await both.interact(click(), { secret })).status).toBe(200);
    await both.close();
    const keys = both.heard.map(({ key }) => key);
    // The flow acts once on a key, whoever signed for it.
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });

  it('has another key for another gesture on the same card', async () => {
    const [action] = click().actions;
    await door.interact(click());
    await door.interact(click({ actions: [{ ...action, action_ts: '1764000011.000001' }] }));
    await door.interact(options('a'));
    expect(new Set(door.heard.map(({ key }) => key)).size).toBe(3);
  });
});

describe('H15: what is remembered', () => {
  it('outlives the signature, and is forgotten after that', async () => {
    let now = 0;
    let acts = 0;
    const once = createReplays<number>(() => now);
    const act = async () => ++acts;
    expect(await once('a', act)).toBe(1);
    now = 9 * 60_000;
    expect(await once('a', act)).toBe(1);
    now = 11 * 60_000;
    expect(await once('a', act)).toBe(2);
  });

  it('has an end, the oldest first', async () => {
    let acts = 0;
    const once = createReplays<number>(() => 0);
    for (let n = 0; n < 10_000; n++) await once(`${n}`, async () => ++acts);
    expect(await once('1', async () => ++acts)).toBe(2);
    await once('new', async () => ++acts);
    expect(await once('0', async () => ++acts)).toBe(10_002);
  });
});
