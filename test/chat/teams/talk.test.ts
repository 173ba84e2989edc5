import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factsOf } from '../../../src/chat/facts.ts';
import { RILEY, SAMPLE_CARDS } from '../../contracts/sample-cards.ts';
import { activity, click, PERSONAL } from './activities.ts';
import { readCard } from './read-card.ts';
import { APP_ID, TENANT } from './signer.ts';
import { CHANNEL, memberRiley, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const service = (): string => world.stub.url;
/** What the bot wrote, newest last. */
const written = (): string[] =>
  [...world.stub.messages.values()].map(({ activity }) => readCard(activity.attachments?.[0]?.content));

describe('a message', () => {
  it('is handed on with its key, person, text, place and zone', async () => {
    const sent = activity(service(), { id: 'f:1', text: ' open 3389 on vm-prod-01 ' });
    expect((await world.post(sent)).status).toBe(200);
    expect(world.heard.saids).toEqual([
      {
        key: `teams/${PERSONAL}/f:1`,
        person: RILEY,
        text: 'open 3389 on vm-prod-01',
        place: { app: 'teams', service: service(), conversation: PERSONAL, privateTo: RILEY.id },
        zone: 'Europe/Berlin',
      },
    ]);
  });

  it('has the mention that called the bot as its name, and keeps those of others', async () => {
    const mention = (text: string, id: string) => ({ type: 'mention', text, mentioned: { id, name: text } });
    await world.post(
      activity(service(), {
        text: '<at>Ajar</at> open 22 on web-01 for <at>Avery</at>',
        conversation: { id: `${CHANNEL};messageid=77`, conversationType: 'channel', tenantId: TENANT },
        entities: [
          mention('<at>Ajar</at>', `28:${APP_ID}`),
          mention('<at>Avery</at>', '29:avery'),
          'junk',
          null,
        ],
      }),
    );
    expect(world.heard.saids[0]).toMatchObject({
      text: '@Ajar  open 22 on web-01 for <at>Avery</at>',
      place: { conversation: CHANNEL, thread: '77' },
    });
    expect(world.heard.saids[0]?.place).not.toHaveProperty('privateTo');
  });

  it('has no trace of the message that it answers with a quote', async () => {
    await world.post(activity(service(), { text: '<quoted messageId="1772050244572"/> approve aj-7k2m9q' }));
    expect(world.heard.saids[0]).toMatchObject({ text: 'approve aj-7k2m9q' });
  });

  it('has no zone where the client sends none, or one that nobody knows', async () => {
    await world.post(activity(service(), { localTimezone: 'Mars/Olympus' }));
    await world.post(activity(service(), { localTimezone: null }));
    expect(world.heard.saids.map((said) => 'zone' in said)).toEqual([false, false]);
  });

  it('H15: sent again, or replayed with another text, carries the same key', async () => {
    const sent = activity(service(), { id: 'f:9' });
    await world.post(sent);
    await world.post(sent);
    await world.post({ ...sent, text: 'something else' });
    expect(new Set(world.heard.saids.map(({ key }) => key))).toEqual(new Set([`teams/${PERSONAL}/f:9`]));
  });

  it('is answered 200 while the work goes on', async () => {
    let finish = (): void => undefined;
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    world.heard.onSaid = () => work;
    expect((await world.post(activity(service()))).status).toBe(200);
    finish();
  });

  it('that makes the flow fail is answered with a sentence, and the process lives', async () => {
    world.heard.onSaid = async () => {
      throw new Error('broken inside');
    };
    expect((await world.post(activity(service()))).status).toBe(200);
    expect(written()).toEqual([expect.stringContaining('Something failed in Ajar.')]);
    expect(written().join()).not.toContain('broken inside');
    expect(world.logged.join()).toContain('A message could not be handled');
  });

  it('of a kind that is nothing to us is taken and ignored', async () => {
    for (const type of ['messageReaction', 'typing', 'messageUpdate', 'event', 'unheardOf'])
      expect((await world.post(activity(service(), { type }))).status).toBe(200);
    expect([world.heard.saids, written()]).toEqual([[], []]);
  });
});

describe('a click', () => {
  it('is handed on with ids, terms and fields, and nothing else', async () => {
    await world.post(
      click(
        service(),
        'deny',
        { request: 'aj-7k2m9q', terms: '3', reason: 'not now', msteams: { x: 1 } },
        { id: 'c1' },
      ),
    );
    expect(world.heard.clicks).toEqual([
      {
        key: `teams/${PERSONAL}/c1`,
        person: RILEY,
        place: { app: 'teams', service: service(), conversation: PERSONAL, privateTo: RILEY.id },
        message: '1000',
        verb: 'deny',
        request: 'aj-7k2m9q',
        terms: 3,
        fields: { reason: 'not now' },
        zone: 'Europe/Berlin',
      },
    ]);
  });

  it('on a draft carries the draft and the choice', async () => {
    await world.post(click(service(), 'choose', { draft: 'd-1', choice: '2' }));
    expect(world.heard.clicks[0]).toMatchObject({ verb: 'choose', draft: 'd-1', choice: 2, fields: {} });
  });

  it('on the input of a draft carries the draft and what was typed', async () => {
    await world.post(click(service(), 'choose', { draft: 'd-1', value: '203.0.113.9' }));
    expect(world.heard.clicks[0]).toMatchObject({ draft: 'd-1', fields: { value: '203.0.113.9' } });
    expect(world.heard.clicks[0]).not.toHaveProperty('choice');
  });

  it('on a card that began its thread was made in the channel; one below it in the thread', async () => {
    const thread = { id: `${CHANNEL};messageid=77`, conversationType: 'channel', tenantId: TENANT };
    const data = { request: 'aj-7k2m9q', terms: '1' };
    await world.post(click(service(), 'approve', data, { conversation: thread, replyToId: '77' }));
    await world.post(click(service(), 'approve', data, { conversation: thread, replyToId: '78' }));
    expect(
      world.heard.clicks.map(({ place, message }) => [place.conversation, place.thread, message]),
    ).toEqual([
      [CHANNEL, undefined, '77'],
      [CHANNEL, '77', '78'],
    ]);
  });

  it('is answered with the sentence where there is no card', async () => {
    world.heard.answer = { sentence: 'Somebody else must approve it.', refused: true };
    const { status, json } = await world.post(
      click(service(), 'approve', { request: 'aj-7k2m9q', terms: 1 }),
    );
    expect([status, json]).toEqual([
      200,
      {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: 'Somebody else must approve it.',
      },
    ]);
  });

  it('is answered with the card where there is one, a refusal on top of it', async () => {
    const card = SAMPLE_CARDS.approval;
    world.heard.answer = { sentence: 'Approved.', refused: false, card };
    const data = { request: 'aj-7k2m9q', terms: 1 };
    const good = (await world.post(click(service(), 'approve', data))).json;
    expect([good.statusCode, good.type]).toEqual([200, 'application/vnd.microsoft.card.adaptive']);
    expect(readCard(good.value)).not.toContain('Approved.');
    world.heard.answer = { sentence: 'The terms have changed: <at>all</at>', refused: true, card };
    const refused = (await world.post(click(service(), 'approve', data))).json;
    expect(readCard(refused.value)).toMatch(/^The terms have changed: < at>all< \/at>\n/);
  });

  const malformed: Record<string, unknown> = {
    'no value': undefined,
    'no action': {},
    'an unknown verb': { action: { verb: 'open', data: {} } },
    'data that is no object': { action: { verb: 'approve', data: 'aj-7k2m9q' } },
    'terms that are no number': { action: { verb: 'approve', data: { request: 'aj-1', terms: 'all' } } },
    'a request that is an object': { action: { verb: 'approve', data: { request: { $ne: 1 } } } },
    'a negative choice': { action: { verb: 'choose', data: { draft: 'd', choice: -1 } } },
  };
  for (const [name, value] of Object.entries(malformed))
    it(`with ${name} is answered with a sentence and reaches nobody`, async () => {
      const { status, json } = await world.post(click(service(), 'approve', {}, { value }));
      expect([status, json.statusCode, json.value]).toEqual([
        200,
        200,
        expect.stringContaining('This button is none'),
      ]);
      expect(world.heard.clicks).toEqual([]);
      expect(world.heard.refusals).toMatchObject([
        { person: RILEY, sentence: expect.stringContaining('This button is none') },
      ]);
    });

  it('that makes the flow fail is answered with a sentence', async () => {
    world.heard.clicked = async () => {
      throw new Error('broken inside');
    };
    const { status, json } = await world.post(click(service(), 'approve', { request: 'aj-1', terms: 1 }));
    expect([status, json.value]).toEqual([200, expect.stringContaining('Something failed in Ajar.')]);
  });

  it('before the flow is there is answered with a sentence', async () => {
    world.chat.start(undefined as never);
    const { json } = await world.post(click(service(), 'approve', { request: 'aj-1', terms: 1 }));
    expect(json.value).toContain('just starting');
  });

  it('of another kind of invoke is answered 501', async () => {
    expect((await world.post(click(service(), 'approve', {}, { name: 'task/fetch' }))).status).toBe(501);
  });
});

describe('being installed', () => {
  const installed = (more: object = {}) =>
    activity(service(), { type: 'installationUpdate', action: 'add', text: undefined, ...more });

  it('greets once, as if help had been asked for', async () => {
    await world.post(installed());
    const joined = { type: 'conversationUpdate', membersAdded: [{ id: `28:${APP_ID}` }], text: undefined };
    await world.post(activity(service(), joined));
    await world.post(installed());
    expect(world.heard.saids).toMatchObject([
      { text: 'help', person: RILEY, key: `teams/${PERSONAL}/greeting` },
    ]);
  });

  it('greets somebody whose name nobody knows without one', async () => {
    world.stub.members.set(`${PERSONAL} 29:riley`, memberRiley({ name: '' }));
    await world.post(installed({ from: { id: '29:riley', aadObjectId: RILEY.id } }));
    const [said] = world.heard.saids;
    const help = factsOf({ ...SAMPLE_CARDS.help, person: said?.person ?? RILEY });
    expect(help.summary).toMatch(/^Hello\. Ajar opens/);
  });

  it('greets nobody when people come and go', async () => {
    await world.post(activity(service(), { type: 'conversationUpdate', membersAdded: [{ id: '29:new' }] }));
    expect(world.heard.saids).toEqual([]);
  });

  it('is how a person is reached without a word of theirs, until the bot is removed', async () => {
    expect(await world.chat.direct('dddddddd-0000-4000-8000-000000000004')).toBeUndefined();
    await world.post(installed());
    const place = { app: 'teams', service: service(), conversation: PERSONAL, privateTo: RILEY.id };
    expect(await world.chat.direct(RILEY.id)).toEqual(place);
    world.stub.blocked.add(RILEY.id);
    await world.post(installed({ action: 'remove' }));
    expect(await world.chat.direct(RILEY.id)).toBeUndefined();
  });

  it('writes to the store only what is new, however much is said', async () => {
    const before = world.remembered.length;
    for (const root of [1, 2, 3]) {
      const id = `${CHANNEL};messageid=${root}`;
      await world.post(
        activity(service(), { conversation: { id, conversationType: 'channel', tenantId: TENANT } }),
      );
    }
    expect(world.remembered.slice(before).sort()).toEqual([
      `teams/place/${CHANNEL}`,
      `teams/tenant/${TENANT}`,
    ]);
  });

  it('makes a channel a place that a route can name', async () => {
    expect(await world.chat.place(CHANNEL)).toBeUndefined();
    const thread = { id: `${CHANNEL};messageid=77`, conversationType: 'channel', tenantId: TENANT };
    await world.post(activity(service(), { conversation: thread }));
    expect(await world.chat.place(CHANNEL)).toEqual({
      app: 'teams',
      service: service(),
      conversation: CHANNEL,
    });
  });
});

describe('reaching a person who never wrote', () => {
  const AVERY = 'bbbbbbbb-0000-4000-8000-000000000002';

  it('begins a conversation at the service that their tenant was last seen at', async () => {
    await world.post(activity(service()));
    expect(await world.chat.direct(AVERY)).toEqual({
      app: 'teams',
      service: service(),
      conversation: `a:personal-${AVERY}`,
      privateTo: AVERY,
    });
  });

  it('answers nobody where they have not installed the bot', async () => {
    await world.post(activity(service()));
    world.stub.blocked.add(AVERY);
    expect(await world.chat.direct(AVERY)).toBeUndefined();
  });
});
