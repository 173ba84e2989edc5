import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WireError } from '../../../src/chat/slack/wire.ts';
import { RILEY, SAMPLE_CARDS, sampleFacts, sampleRequest } from '../../contracts/sample-cards.ts';
import { readBlocks } from './read-blocks.ts';
import { BOT } from './small-slack.ts';
import { AVERY_USER, CHANNEL, FOREIGN, RILEY_USER, SHARED, startWorld, TEAM, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = startWorld();
});
afterEach(() => world.stop());

const place = () => world.heard.saids[0]!.place;
const show = (card: Parameters<World['talk']['chat']['show']>[0]) => world.talk.chat.show(card, place());
const openRequest = () =>
  ({ card: 'request', request: sampleRequest('pending'), facts: sampleFacts() }) as const;
const posts = () => [...world.slack.posted.values()];

describe('a command', () => {
  it('is handed on with its key, person, text and zone, and belongs in the direct messages', async () => {
    await world.deliver({ kind: 'command', text: 'open 22 on web-01', key: 'slack/command/1' });
    expect(world.heard.saids).toEqual([
      {
        key: 'slack/command/1',
        person: RILEY,
        text: 'open 22 on web-01',
        place: {
          ...{ app: 'slack', service: TEAM, conversation: `D${RILEY_USER}`, privateTo: RILEY.id },
          aside: expect.any(String),
        },
        zone: 'Europe/Berlin',
        here: CHANNEL,
      },
    ]);
  });

  it('is answered aside where it was typed, also where the bot is not; its request goes to the direct messages', async () => {
    await world.deliver({ kind: 'command', text: 'list', channel: FOREIGN });
    await show(SAMPLE_CARDS.list);
    expect(world.slack.asides.map(({ to }) => to)).toEqual([RILEY_USER]);
    expect(posts()).toEqual([]);
    await show(openRequest());
    expect(posts().map(({ channel }) => channel)).toEqual([`D${RILEY_USER}`]);
  });

  it('is answered in the direct messages once its address is used up, and nothing is lost', async () => {
    await world.deliver({ kind: 'command', text: 'list' });
    for (let count = 0; count < 7; count++) await show({ card: 'answer', sentence: `Answer ${count}.` });
    expect(world.slack.asides).toHaveLength(5);
    expect(posts().map(({ message }) => readBlocks(message.blocks))).toEqual(['Answer 5.', 'Answer 6.']);
  });

  it('keeps its address out of what is handed on', async () => {
    await world.deliver({ kind: 'command', text: 'list' });
    expect(JSON.stringify(world.heard)).not.toContain('hooks.slack.com');
  });
});

describe('a direct message', () => {
  it('is handed on with the place that is private to its sender', async () => {
    await world.deliver({ kind: 'message', text: 'list' });
    expect(place()).toEqual({
      ...{ app: 'slack', service: TEAM, conversation: `D${RILEY_USER}`, privateTo: RILEY.id },
    });
    expect(world.heard.saids[0]).not.toHaveProperty('here');
  });
});

describe('a mention', () => {
  const mention = { kind: 'message', text: `<@${BOT}> list`, channel: CHANNEL, direct: false } as const;

  it('is answered in its thread; refusals and questions are for its sender alone', async () => {
    await world.deliver({ ...mention, ts: '1600000000.000009' });
    expect(place()).toMatchObject({ conversation: CHANNEL, thread: '1600000000.000009' });
    expect(place()).not.toHaveProperty('privateTo');
    await show({ card: 'answer', sentence: 'For all.' });
    await show({ card: 'refusal', sentence: 'For you.' });
    await show(SAMPLE_CARDS.draft);
    expect(posts().map(({ thread, message }) => [thread, readBlocks(message.blocks)])).toEqual([
      ['1600000000.000009', 'For all.'],
    ]);
    expect(world.slack.asides.map(({ where }) => where)).toEqual([CHANNEL, CHANNEL]);
  });

  it('within a thread is answered in that thread', async () => {
    await world.deliver({ ...mention, thread: '1600000000.000001' });
    expect(place()).toMatchObject({ thread: '1600000000.000001' });
  });

  it('H16: where another organisation reads along is answered aside, and its request in private', async () => {
    await world.deliver({ ...mention, channel: SHARED });
    expect(place()).toMatchObject({ conversation: `D${RILEY_USER}`, privateTo: RILEY.id });
    await show(SAMPLE_CARDS.list);
    expect(world.slack.asides.map(({ where }) => where)).toEqual([SHARED]);
    expect(posts()).toEqual([]);
  });

  it('H16: where it cannot be told who reads along is answered aside too', async () => {
    world.slack.before.set('channel', async () => {
      throw new Error('no answer');
    });
    await world.deliver(mention);
    expect(place()).toMatchObject({ privateTo: RILEY.id });
  });
});

describe('what somebody is not known for', () => {
  it('H3: an e-mail address alone lets them ask and no more', async () => {
    world.heard.identities.set(RILEY_USER, { person: RILEY, by: 'email' });
    await world.deliver({ kind: 'command', text: 'approve aj-7k2m9q' });
    expect(world.heard.saids[0]).toMatchObject({ askOnly: true });
  });

  it('an account that is nobody yet is told how to be linked, and the refusal is noted with the account', async () => {
    world.heard.identities.clear();
    await world.deliver({ kind: 'command', text: 'list' });
    expect(world.told(RILEY_USER)).toEqual([expect.stringContaining('This account is nobody yet.')]);
    expect(world.heard.saids).toEqual([]);
    expect(world.heard.refusals).toMatchObject([
      {
        person: { id: `slack/${TEAM}/${RILEY_USER}`, name: 'Riley' },
        sentence: 'This account is nobody yet.',
      },
    ]);
  });

  it('and may use a code all the same, by command or direct message', async () => {
    world.heard.identities.clear();
    await world.deliver({ kind: 'command', text: ' link AB12-CD34 ' });
    await world.deliver({ kind: 'message', text: '/jit link `AB12-CD34`', user: AVERY_USER });
    expect(world.heard.codes).toEqual([`${RILEY_USER} AB12-CD34`, `${AVERY_USER} AB12-CD34`]);
    expect(world.told(RILEY_USER)).toEqual(['Noted.']);
    expect(world.told(AVERY_USER)).toEqual(['Noted.']);
    expect([...world.slack.homes.keys()]).toEqual([RILEY_USER, AVERY_USER]);
  });

  it('and what came of the code is all that is said where there is no Home tab to redraw', async () => {
    world.heard.identities.clear();
    world.slack.before.set('publishHome', async () => {
      throw new WireError('refused', 'not_enabled');
    });
    await world.deliver({ kind: 'command', text: 'link AB12-CD34' });
    expect(world.told(RILEY_USER)).toEqual(['Noted.']);
  });

  it('a code that others can read is used up by whoever wrote it, so that it is no good to them', async () => {
    await world.deliver({
      ...{ kind: 'message', text: `<@${BOT}> link AB12-CD34`, channel: CHANNEL, direct: false },
    });
    expect(world.heard.codes).toEqual([`${RILEY_USER} AB12-CD34`]);
  });

  it('what is no code is a sentence like any other', async () => {
    for (const text of ['link slack', 'overview', 'link', 'open 22 on web-01'])
      await world.deliver({ kind: 'command', text });
    await world.deliver({ kind: 'command', text: 'link slack AB12-CD34' });
    await world.deliver({ kind: 'command', text: 'AB12-CD34' });
    expect(world.heard.codes).toEqual([`${RILEY_USER} AB12-CD34`, `${RILEY_USER} AB12-CD34`]);
    expect(world.heard.saids.map(({ text }) => text)).toHaveLength(4);
  });

  it("the bot's own mention is its name, and nobody else's is", async () => {
    const said = (text: string) => world.deliver({ kind: 'message', text, channel: CHANNEL, direct: false });
    await said(`<@${BOT}> list`);
    await said(`<@${BOT}X> list`);
    expect(world.heard.saids.map(({ text }) => text)).toEqual(['@Ajar list', `<@${BOT}X> list`]);
  });
});

describe('what goes wrong', () => {
  it('in the flow is said, and the process lives', async () => {
    world.heard.wait = async () => {
      throw new Error('broken inside');
    };
    await world.deliver({ kind: 'command', text: 'list' });
    expect(world.told(RILEY_USER)).toEqual([expect.stringContaining('Something failed in Ajar.')]);
    expect(world.told(RILEY_USER).join()).not.toContain('broken inside');
    expect(world.logged.join()).toContain('could not be handled');
  });

  it('while somebody is looked up is a refusal within two seconds, never a yes', async () => {
    world.heard.identify = () => new Promise(() => undefined);
    await world.deliver({ kind: 'command', text: 'list' });
    expect(world.heard.saids).toEqual([]);
    expect(world.told(RILEY_USER)).toEqual([expect.stringContaining('could not check who you are')]);
  });
});
