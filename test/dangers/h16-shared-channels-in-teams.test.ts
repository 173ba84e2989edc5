import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../src/ports/chat.ts';
import { activity, click } from '../chat/teams/activities.ts';
import { readCard } from '../chat/teams/read-card.ts';
import { APP_ID, TENANT } from '../chat/teams/signer.ts';
import { CHANNEL, startWorld, type World } from '../chat/teams/world.ts';
import { SAMPLE_CARDS } from '../contracts/sample-cards.ts';

/** The two ways in which Teams says what kind of channel something is from. */
const SHARED: Readonly<Record<string, object>> = {
  'by its channel': { channel: { id: CHANNEL, type: 'shared' } },
  'by its team': { team: { id: CHANNEL, type: 'sharedChannel' } },
};

describe('H16: a channel that is shared with other organisations is told no, and shown no approval', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.stop());

  const from = (kind: object, more: object = {}) => ({
    conversation: { id: CHANNEL, conversationType: 'channel', tenantId: TENANT },
    channelData: { tenant: { id: TENANT }, ...kind },
    ...more,
  });
  const say = (kind: object, more: object = {}) => world.post(activity(world.stub.url, from(kind, more)));
  const written = () =>
    [...world.stub.messages.values()].map(({ activity }) => readCard(activity.attachments?.[0]?.content));
  const place = () => ({ app: 'teams', service: world.stub.url, conversation: CHANNEL });

  for (const [name, kind] of Object.entries(SHARED)) {
    it(`${name}: what is said there reaches nobody, and is noted`, async () => {
      await say(kind);
      expect(written()).toEqual([expect.stringContaining('shared with other teams or organisations')]);
      expect(world.heard.saids).toEqual([]);
      expect(world.heard.refusals).toHaveLength(1);
    });

    it(`${name}: what is pressed there reaches nobody`, async () => {
      const data = { request: 'aj-7k2m9q', terms: 1 };
      for (const verb of ['approve', 'refresh', 'home', 'form']) {
        const { status, json } = await world.post(click(world.stub.url, verb, data, from(kind)));
        expect([status, json.value]).toEqual([200, expect.stringContaining('shared with other teams')]);
      }
      expect([world.heard.clicks, world.heard.looks, world.heard.asked]).toEqual([[], [], []]);
    });

    it(`${name}: it is no place for a route, even after something that does not say what it is`, async () => {
      await say(kind);
      expect(await world.chat.place(CHANNEL)).toBeUndefined();
      await say({});
      expect(await world.chat.place(CHANNEL)).toBeUndefined();
      expect(world.heard.saids).toEqual([]);
    });

    it(`${name}: a place from before it was shared gets no card any more`, async () => {
      await say({});
      expect(await world.chat.place(CHANNEL)).toEqual(place());
      await say(kind);
      const shown = world.chat.show(SAMPLE_CARDS.approval, place());
      await expect(shown).rejects.toMatchObject({ kind: 'gone' });
      await expect(shown).rejects.toBeInstanceOf(ChatError);
      expect(written().join()).not.toContain('vm-prod-01');
    });

    it(`${name}: is learnt from a press or a look, too`, async () => {
      await say({});
      await world.post(click(world.stub.url, 'refresh', { request: 'aj-7k2m9q' }, from(kind)));
      expect(await world.chat.place(CHANNEL)).toBeUndefined();
      await expect(world.chat.show(SAMPLE_CARDS.approval, place())).rejects.toMatchObject({ kind: 'gone' });
    });
  }

  it('one that is told of from somewhere else is known, and that other place is not taken for it', async () => {
    const other = '19:other@thread.tacv2';
    world.stub.conversations.add(other);
    const event = { type: 'conversationUpdate', text: undefined };
    await say({ channel: { id: other }, team: { id: CHANNEL } }, event);
    await say({ channel: { id: other, type: 'shared' }, team: { id: CHANNEL } }, event);
    expect(await world.chat.place(CHANNEL)).toEqual(place());
    const there = { ...place(), conversation: other };
    await expect(world.chat.show(SAMPLE_CARDS.approval, there)).rejects.toMatchObject({ kind: 'gone' });
  });

  it('is not made an ordinary one by the kind of its team', async () => {
    await say(SHARED['by its channel'] ?? {});
    await say({ team: { id: CHANNEL, type: 'standard' } });
    expect(await world.chat.place(CHANNEL)).toBeUndefined();
    expect(world.heard.saids).toEqual([]);
  });

  it('being added to one greets nobody', async () => {
    const joined = { type: 'conversationUpdate', membersAdded: [{ id: `28:${APP_ID}` }], text: undefined };
    await say(SHARED['by its channel'] ?? {}, joined);
    expect(world.heard.saids).toEqual([]);
    expect(await world.chat.place(CHANNEL)).toBeUndefined();
  });

  it('a private channel, and one that says that it is an ordinary one, are places like any other', async () => {
    for (const type of ['private', 'standard']) {
      await say({ channel: { id: CHANNEL, type } });
      expect(await world.chat.place(CHANNEL)).toEqual(place());
    }
    expect(world.heard.saids).toHaveLength(2);
    expect(await world.chat.show(SAMPLE_CARDS.approval, place())).toMatch(/^\d+$/);
  });
});
