import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WireError } from '../../src/chat/slack/wire.ts';
import type { Place } from '../../src/ports/chat.ts';
import { elementsOf, readBlocks } from '../chat/slack/read-blocks.ts';
import { CHANNEL, RILEY_USER, startWorld, TEAM, type World } from '../chat/slack/world.ts';
import { SAMPLE_CARDS, sampleFacts, sampleRequest } from '../contracts/sample-cards.ts';

let now: number;
let world: World;
beforeEach(() => {
  now = 0;
  world = startWorld([], () => now);
});
afterEach(() => world.stop());

const place: Place = { app: 'slack', service: TEAM, conversation: CHANNEL };
const approval = (status: 'pending' | 'open') =>
  ({ card: 'approval', request: sampleRequest(status), facts: sampleFacts() }) as const;
const posts = () => [...world.slack.posted.values()];
const inChannel = () => posts().filter(({ channel }) => channel === CHANNEL);

/** A minute later the channel is another organisation's as well. */
function share(): void {
  now += 61_000;
  world.slack.channels.set(CHANNEL, { ...world.slack.channels.get(CHANNEL)!, external: true });
}

describe('H16: a channel that is shared with another organisation once cards are in it', () => {
  it('has no more of a request than that it was there, and no buttons', async () => {
    const ts = await world.talk.chat.show(approval('pending'), place);
    share();
    await world.talk.chat.show(approval('open'), place, ts);
    const { blocks, text } = world.slack.posted.get(ts)!.message;
    expect(readBlocks(blocks)).toContain('shared with another organisation');
    expect(`${readBlocks(blocks)} ${text}`).not.toMatch(/vm-|3389|Riley|203\.0/);
    expect([...elementsOf(blocks, 'button')]).toEqual([]);
  });

  it('is told no history', async () => {
    const ts = await world.talk.chat.show(approval('pending'), place);
    share();
    await world.talk.chat.show(approval('open'), place, ts);
    expect(posts()).toHaveLength(1);
  });

  it('gets no new card a minute later', async () => {
    await world.talk.chat.show(approval('pending'), place);
    share();
    await expect(world.talk.chat.show(SAMPLE_CARDS.notice, place)).rejects.toMatchObject({ kind: 'gone' });
  });

  it('is not where a question leads that was begun in it', async () => {
    await world.deliver({ kind: 'message', text: 'open 22', channel: CHANNEL, direct: false });
    await world.talk.chat.show(SAMPLE_CARDS.draft, world.heard.saids[0]!.place);
    share();
    const { draft } = SAMPLE_CARDS.draft as { readonly draft: string };
    await world.deliver({
      kind: 'action',
      action: 'choose',
      value: `${draft} 0`,
      channel: CHANNEL,
      ts: '1.5',
    });
    expect(world.heard.clicks[0]?.place.conversation).toBe(`D${RILEY_USER}`);
  });
});

describe('H16: what is the sender’s alone', () => {
  for (const card of ['draft', 'refusal'] as const)
    it(`a ${card} that Slack does not show aside goes to their direct messages, never into the channel`, async () => {
      await world.deliver({ kind: 'message', text: 'open 22', channel: CHANNEL, direct: false });
      world.slack.before.set('aside', async () => {
        throw new WireError('lost', 'no_answer');
      });
      await world.talk.chat.show(SAMPLE_CARDS[card], world.heard.saids[0]!.place);
      expect(inChannel()).toEqual([]);
      expect(posts()).toMatchObject([{ channel: `D${RILEY_USER}` }]);
    });

  it('is given up where it is not known any more whose it is', async () => {
    const lost = { ...place, thread: '1.5', aside: 'of-another-process' };
    await expect(world.talk.chat.show(SAMPLE_CARDS.draft, lost)).rejects.toMatchObject({ kind: 'gone' });
    expect(posts()).toEqual([]);
  });
});
