import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WireError } from '../../../src/chat/slack/wire.ts';
import type { Place } from '../../../src/ports/chat.ts';
import {
  AVERY,
  BLAKE,
  later,
  RILEY,
  SAMPLE_CARDS,
  sampleFacts,
  sampleRequest,
} from '../../contracts/sample-cards.ts';
import { elementsOf, readBlocks } from './read-blocks.ts';
import {
  AVERY_USER,
  CHANNEL,
  FOREIGN,
  homeOf,
  RILEY_USER,
  SHARED,
  startWorld,
  TEAM,
  type World,
} from './world.ts';

let world: World;
beforeEach(() => {
  world = startWorld();
});
afterEach(() => world.stop());

const channel: Place = { app: 'slack', service: TEAM, conversation: CHANNEL };
const show = (...args: Parameters<World['talk']['chat']['show']>) => world.talk.chat.show(...args);
const approval = (status: 'pending' | 'opening' | 'open' | 'closed', more: object = {}) =>
  ({ card: 'approval', request: sampleRequest(status, more), facts: sampleFacts() }) as const;
const posts = () => [...world.slack.posted.values()];
const lines = () =>
  posts()
    .filter(({ thread }) => thread !== undefined)
    .map(({ message }) => readBlocks(message.blocks));

describe('where people read', () => {
  it('a person is known by their account, and their conversation is opened once', async () => {
    const place = { app: 'slack', service: TEAM, conversation: `D${AVERY_USER}`, privateTo: AVERY.id };
    expect(await world.talk.chat.direct(AVERY.id)).toEqual(place);
    expect(await world.talk.chat.direct(AVERY.id)).toEqual(place);
    expect(world.slack.calls.filter((call) => call === 'direct')).toHaveLength(1);
    expect(await world.talk.chat.direct(BLAKE.id)).toBeUndefined();
  });

  it('whoever is known by an address alone gets what is their own, and nothing of others', async () => {
    world.byAddress.add(AVERY.id);
    expect(await world.talk.chat.direct(AVERY.id, 'others')).toBeUndefined();
    const alone = await world.talk.chat.direct(AVERY.id);
    expect(alone).toBeDefined();
    if (!alone) return;
    await expect(show(approval('pending'), alone)).rejects.toMatchObject({ kind: 'gone' });
    expect(posts()).toEqual([]);
    await show(approval('pending', { requester: AVERY }), alone);
    expect(posts()).toHaveLength(1);
  });

  it('somebody whose account is gone cannot be reached; a Slack that does not answer is asked again', async () => {
    world.slack.users.delete(AVERY_USER);
    expect(await world.talk.chat.direct(AVERY.id)).toBeUndefined();
    world.slack.before.set('self', async () => {
      throw new WireError('lost', 'no_answer');
    });
    await expect(world.talk.chat.direct(RILEY.id)).rejects.toMatchObject({ kind: 'busy' });
  });

  it('a channel is a place where the bot is in it', async () => {
    expect(await world.talk.chat.place(CHANNEL)).toEqual(channel);
    expect(await world.talk.chat.place(FOREIGN)).toBeUndefined();
    expect(await world.talk.chat.place('C0UNKNOWN')).toBeUndefined();
    const known = world.slack.channels.get(CHANNEL)!;
    world.slack.channels.set(CHANNEL, { ...known, archived: true });
    expect(await world.talk.chat.place(CHANNEL)).toBeUndefined();
  });
});

describe('the cards of a request', () => {
  it('are redrawn in their message', async () => {
    const ts = await show(approval('pending'), channel);
    expect(await show(approval('open'), channel, ts)).toBe(ts);
    expect(world.slack.posted.get(ts)).toMatchObject({ edits: 1, channel: CHANNEL });
  });

  it('ping by their account those who are to be pinged', async () => {
    const facts = sampleFacts({ approvers: [AVERY, BLAKE], ping: [AVERY] });
    await show({ card: 'approval', request: sampleRequest('pending'), facts }, channel);
    expect(readBlocks(posts()[0]?.message.blocks)).toContain(`<@${AVERY_USER}>`);
    expect(readBlocks(posts()[0]?.message.blocks)).toContain(BLAKE.name);
  });

  it('carry the same mark whoever posts them, and every alarm one of its own', async () => {
    const marks = async (card: Parameters<typeof show>[0]) => {
      const ts = await show(card, channel);
      return world.slack.posted.get(ts)?.message.mark;
    };
    const alarm = (minutes: number) => {
      const trouble = { why: 'busy', toldAt: later(minutes), first: later(1) };
      const telling = `alert slack:C1 ${trouble.toldAt.toISOString()}`;
      return { ...SAMPLE_CARDS.alert, request: sampleRequest('closing', { trouble }), telling };
    };
    expect(await marks(approval('pending'))).toBe(await marks(approval('open')));
    expect(await marks(alarm(1))).not.toBe(await marks(alarm(61)));
  });

  it('are no places of another app', async () => {
    await expect(show(approval('pending'), { ...channel, app: 'teams' })).rejects.toThrow(
      'no place in Slack',
    );
  });
});

describe('what only a modal or a Home tab can be', () => {
  it('a form becomes a button that opens it', async () => {
    await show(SAMPLE_CARDS.form, { ...channel, privateTo: RILEY.id });
    const [button] = [...elementsOf(posts()[0]?.message.blocks, 'button')];
    await world.deliver({
      kind: 'action',
      action: String(button?.action_id),
      value: '',
      channel: CHANNEL,
      ts: '1',
    });
    expect(world.heard.asked).toHaveLength(1);
  });

  it('an overview becomes a list without buttons, which would not work there', async () => {
    const row = { request: sampleRequest('open'), facts: sampleFacts() };
    await show({ card: 'home', home: { ...homeOf(RILEY), mine: [row] } }, channel);
    expect([...elementsOf(posts()[0]?.message.blocks, 'button')]).toEqual([]);
    expect(readBlocks(posts()[0]?.message.blocks)).toContain('aj-7k2m9q');
  });
});

describe('the history', () => {
  it('is told in the thread, one line for each change, and once', async () => {
    const ts = await show(approval('pending'), channel);
    expect(lines()).toEqual([]);
    await show(approval('pending'), channel, ts);
    await show(approval('opening'), channel, ts);
    await show(approval('opening'), channel, ts);
    await show(approval('open'), channel, ts);
    expect(lines()).toEqual([expect.stringContaining('being opened'), expect.stringContaining('open from')]);
    expect(posts().at(-1)).toMatchObject({ thread: ts, channel: CHANNEL });
  });

  it('tells of an approval that is not the last one', async () => {
    const ts = await show(approval('pending'), channel);
    const approvals = [{ by: AVERY, at: later(1), terms: 1, groups: ['approvers'] }];
    await show(approval('pending', { approvals }), channel, ts);
    expect(lines()).toHaveLength(1);
  });

  it('of two drawings at once tells each change once', async () => {
    const ts = await show(approval('pending'), channel);
    await Promise.all([show(approval('open'), channel, ts), show(approval('open'), channel, ts)]);
    expect(lines()).toHaveLength(1);
  });

  it('of a card that asks others in the thread of the first one is told there once', async () => {
    const ts = await show(approval('pending'), channel);
    const thread = { ...channel, thread: ts };
    const second = await show(approval('pending'), thread);
    await show(approval('open'), channel, ts);
    await show(approval('open'), thread, second);
    expect(lines()).toHaveLength(2); // the second card, and the line
  });

  it('is not told where one person reads alone', async () => {
    const alone = { ...channel, conversation: `D${RILEY_USER}`, privateTo: RILEY.id };
    const ts = await show(approval('pending'), alone);
    await show(approval('closed'), alone, ts);
    expect(lines()).toEqual([]);
  });

  it('that cannot be told keeps no card from being redrawn', async () => {
    const ts = await show(approval('pending'), channel);
    world.slack.before.set('post', async () => {
      throw new Error('no posts today');
    });
    await show(approval('closed'), channel, ts);
    expect(readBlocks(world.slack.posted.get(ts)?.message.blocks)).toContain('Closed');
    expect(world.logged.join()).toContain('A line of history could not be told');
  });
});

it('a file goes to the place that it is for', async () => {
  await world.talk.chat.send({ name: 'audit.csv', title: 'Audit', text: 'a,b' }, channel);
  expect(world.slack.files).toEqual([{ channel: CHANNEL, name: 'audit.csv' }]);
});

describe('H16: a channel that is shared with another organisation', () => {
  it('gets no card of a request, under whatever name it is asked for', async () => {
    expect(await world.talk.chat.place(SHARED)).toBeUndefined();
    for (const card of [approval('pending'), SAMPLE_CARDS.request, SAMPLE_CARDS.notice, SAMPLE_CARDS.alert])
      await expect(show(card, { ...channel, conversation: SHARED })).rejects.toMatchObject({ kind: 'gone' });
    expect(posts()).toEqual([]);
  });
});
