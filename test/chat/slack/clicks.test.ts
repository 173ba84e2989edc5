import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WireError } from '../../../src/chat/slack/wire.ts';
import { AVERY, RILEY, SAMPLE_CARDS, sampleFacts, sampleRequest } from '../../contracts/sample-cards.ts';
import { readBlocks } from './read-blocks.ts';
import {
  AVERY_USER,
  CHANNEL,
  RILEY_USER,
  type Sent,
  sentBack,
  startWorld,
  TEAM,
  type World,
} from './world.ts';

let world: World;
beforeEach(() => {
  world = startWorld();
});
afterEach(() => world.stop());

/** Avery's, on a card in the channel. */
const press = (action: string, value: string, more: object = {}) =>
  world.deliver({
    ...{ kind: 'action', user: AVERY_USER, action, value, channel: CHANNEL, ts: '1700000000.5' },
    ...more,
  } as Sent);

describe('a button', () => {
  it('hands on who, which request, which terms and on which message', async () => {
    await press('approve', 'aj-7k2m9q 3', { key: 'slack/action/1' });
    expect(world.heard.clicks).toEqual([
      {
        ...{
          key: 'slack/action/1',
          person: AVERY,
          verb: 'approve',
          request: 'aj-7k2m9q',
          terms: 3,
          fields: {},
        },
        place: { app: 'slack', service: TEAM, conversation: CHANNEL },
        ...{ message: '1700000000.5', zone: 'Europe/Berlin' },
      },
    ]);
  });

  it('of every kind has its meaning', async () => {
    await press('less', 'aj-7k2m9q 1 30');
    await press('cancel:aj-7k2m9q', 'aj-7k2m9q 1');
    await press('close', 'aj-7k2m9q 1');
    await press('extend:60', 'aj-7k2m9q 1 60');
    await press('repeat', 'aj-7k2m9q 1');
    expect(world.heard.clicks.map(({ verb, fields }) => [verb, fields])).toEqual([
      ['approve', { minutes: '30' }],
      ['cancel', {}],
      ['close', {}],
      ['extend', { extendBy: '60' }],
      ['repeat', {}],
    ]);
  });

  it('H3: of an account that is known by its e-mail address alone says so, for that never approves', async () => {
    world.heard.identities.set(AVERY_USER, { person: AVERY, by: 'email' });
    await press('approve', 'aj-7k2m9q 1');
    expect(world.heard.clicks[0]).toMatchObject({ askOnly: true });
  });

  it('tells a refusal to whoever clicked, and to nobody else', async () => {
    world.heard.answer = { sentence: 'Somebody else must approve it.', refused: true };
    await press('approve', 'aj-7k2m9q 1', { responseUrl: world.slack.responseUrl(AVERY_USER) });
    expect(world.told(AVERY_USER)).toEqual([expect.stringContaining('Somebody else must approve it.')]);
    expect(world.slack.posted.size).toBe(0);
  });

  it('that is a menu of the form is none in a message, and says so', async () => {
    await press('vm', 'k1');
    expect(world.told(AVERY_USER)).toEqual([expect.stringContaining('older version of Ajar')]);
  });

  it('is not answered where the redrawn card says it already', async () => {
    const card = { card: 'approval', request: sampleRequest('open'), facts: sampleFacts() } as const;
    world.heard.answer = { sentence: 'Approved.', refused: false, card };
    await press('approve', 'aj-7k2m9q 1');
    expect([world.slack.asides, world.slack.posted.size]).toEqual([[], 0]);
  });

  it('that is refused on a card which is behind has it redrawn', async () => {
    const ts = await world.talk.chat.show(
      { card: 'approval', request: sampleRequest('pending'), facts: sampleFacts() },
      { app: 'slack', service: TEAM, conversation: CHANNEL },
    );
    const card = { card: 'approval', request: sampleRequest('denied'), facts: sampleFacts() } as const;
    world.heard.answer = { sentence: 'It is denied already.', refused: true, card };
    await press('approve', 'aj-7k2m9q 1', { ts });
    expect(readBlocks(world.slack.posted.get(ts)?.message.blocks)).toContain('Denied');
    expect(world.told(AVERY_USER)).toEqual([expect.stringContaining('denied already')]);
  });

  for (const [name, action, value] of [
    ['of another version', 'approve_v0', '{"id":"aj-7k2m9q"}'],
    ['with another value', 'approve', 'aj-7k2m9q'],
    ['with no number for its terms', 'approve', 'aj-7k2m9q one'],
  ] as const)
    it(`${name} is answered kindly, does nothing, and is noted`, async () => {
      await press(action, value);
      expect(world.heard.clicks).toEqual([]);
      expect(world.told(AVERY_USER)).toEqual([expect.stringContaining('older version of Ajar')]);
      expect(world.heard.refusals).toMatchObject([{ person: AVERY, place: { conversation: CHANNEL } }]);
    });
});

describe('Deny', () => {
  it('asks for a reason at once, before anything is looked up', async () => {
    for (const name of ['self', 'user', 'direct'] as const)
      world.slack.before.set(name, async () => world.slack.pass(4_000));
    await press('deny', 'aj-7k2m9q 2');
    expect(world.slack.calls).toEqual(['openView']);
    expect(world.modal()).toContain('Deny aj-7k2m9q?');
    expect(world.heard.clicks).toEqual([]);
  });

  it('with a reason is a click on the card that it was opened from', async () => {
    await press('deny', 'aj-7k2m9q 2');
    const view = sentBack(world, { reason: 'use the bastion' });
    expect(await world.deliver({ kind: 'submission', user: AVERY_USER, view } as Sent)).toBeUndefined();
    expect(world.heard.clicks).toMatchObject([
      {
        ...{ person: AVERY, verb: 'deny', request: 'aj-7k2m9q', terms: 2, message: '1700000000.5' },
        ...{ place: { conversation: CHANNEL }, fields: { reason: 'use the bastion' } },
      },
    ]);
  });

  it('that is refused says so in the modal', async () => {
    await press('deny', 'aj-7k2m9q 2');
    world.heard.answer = { sentence: 'You cannot deny this.', refused: true };
    const reply = await world.deliver({
      ...{ kind: 'submission', user: AVERY_USER, view: sentBack(world, {}) },
    } as Sent);
    expect(JSON.stringify(reply)).toContain('You cannot deny this.');
  });

  it('from App Home names no message and the direct messages', async () => {
    const view = { id: 'VH', hash: 'h', callback: 'home', metadata: '', values: {} };
    await world.deliver({ kind: 'action', action: 'deny:aj-7k2m9q', value: 'aj-7k2m9q 2', view } as Sent);
    await world.deliver({ kind: 'submission', view: sentBack(world, {}) } as Sent);
    expect(world.heard.clicks[0]).toMatchObject({ place: { conversation: `D${RILEY_USER}` } });
    expect(world.heard.clicks[0]).not.toHaveProperty('message');
    expect(world.slack.homes.has(RILEY_USER)).toBe(true);
  });

  it('from App Home is no failure where the tab cannot be redrawn', async () => {
    const view = { id: 'VH', hash: 'h', callback: 'home', metadata: '', values: {} };
    await world.deliver({ kind: 'action', action: 'deny:aj-7k2m9q', value: 'aj-7k2m9q 2', view } as Sent);
    world.slack.before.set('publishHome', async () => {
      throw new WireError('refused', 'invalid_arguments');
    });
    expect(await world.deliver({ kind: 'submission', view: sentBack(world, {}) } as Sent)).toBeUndefined();
    expect(world.heard.clicks).toHaveLength(1);
  });
});

describe('Fewer ports', () => {
  const parts = [
    { key: 'g1', title: '3389/tcp on vm-prod-01' },
    { key: 'g2', title: '5986/tcp on vm-prod-01' },
  ];
  const approval = (approve: boolean) => {
    const { facts } = SAMPLE_CARDS.approval;
    return {
      ...SAMPLE_CARDS.approval,
      facts: { ...facts, approveOnly: parts, can: { ...facts.can, approve } },
    };
  };

  it('says in its modal, too, that something failed', async () => {
    world.heard.viewed = () => Promise.reject(new Error('broken inside'));
    await press('fewer', 'aj-7k2m9q 2');
    expect(world.modal()).toContain('Something failed in Ajar.');
  });

  it('asks which of them stay, all ticked, and what stays is an approval of the terms that were shown', async () => {
    Object.assign(world.heard, { viewed: async () => approval(true) });
    await press('fewer', 'aj-7k2m9q 2');
    expect(world.modal()).toContain('What of aj-7k2m9q is to be open?');
    expect(world.modal()).toContain('5986/tcp on vm-prod-01');
    const view = sentBack(world, { only: 'g2' });
    expect(await world.deliver({ kind: 'submission', user: AVERY_USER, view } as Sent)).toBeUndefined();
    expect(world.heard.clicks).toMatchObject([
      {
        ...{ person: AVERY, verb: 'approve', request: 'aj-7k2m9q', terms: 2, message: '1700000000.5' },
        ...{ place: { conversation: CHANNEL }, fields: { only: 'g2' } },
      },
    ]);
  });

  it('H6: lists nothing to whoever may not approve, and says a refusal in the modal', async () => {
    Object.assign(world.heard, { viewed: async () => approval(false) });
    await press('fewer', 'aj-7k2m9q 2');
    expect(world.modal()).toContain('There is nothing here that you could leave out');
    expect(world.modal()).not.toContain('5986');
    Object.assign(world.heard, { viewed: async () => approval(true) });
    await press('fewer', 'aj-7k2m9q 2', { key: 'slack/action/2' });
    world.heard.answer = { sentence: 'Nothing would be left of aj-7k2m9q.', refused: true };
    const view = sentBack(world, {});
    const reply = await world.deliver({ kind: 'submission', user: AVERY_USER, view } as Sent);
    expect(JSON.stringify(reply)).toContain('Nothing would be left');
    expect(world.heard.clicks[0]?.fields).toEqual({ only: '' });
  });
});

describe('a question', () => {
  const draft = {
    card: 'draft',
    draft: 'd-1',
    sentence: 'From where?',
    choices: [{ title: 'vpn' }],
  } as const;
  const answered = { sentence: 'vpn.', refused: false, card: { card: 'answer', sentence: 'vpn.' } } as const;
  const choose = (more: object) =>
    world.deliver({
      ...{ kind: 'action', action: 'choose:0', value: 'd-1 0', channel: CHANNEL, ts: '1.5' },
      ...{ ephemeral: true, responseUrl: world.slack.responseUrl(RILEY_USER), ...more },
    } as Sent);

  it('of a mention leads to a request in the thread where it was begun', async () => {
    await world.deliver({ kind: 'message', text: 'open 22', channel: CHANNEL, direct: false, ts: '1.1' });
    await world.talk.chat.show(draft, world.heard.saids[0]!.place);
    await choose({});
    expect(world.heard.clicks).toMatchObject([
      { verb: 'choose', draft: 'd-1', choice: 0, place: { conversation: CHANNEL, thread: '1.1' } },
    ]);
  });

  it('of a command leads to a request in the direct messages, and refusals still go aside', async () => {
    await world.deliver({ kind: 'command', text: 'open 22' });
    await world.talk.chat.show(draft, world.heard.saids[0]!.place);
    await choose({});
    const { place } = world.heard.clicks[0]!;
    expect(place).toMatchObject({ conversation: `D${RILEY_USER}`, privateTo: RILEY.id });
    const before = world.slack.asides.length;
    await world.talk.chat.show({ card: 'refusal', sentence: 'No.' }, place);
    expect(world.slack.asides).toHaveLength(before + 1);
  });

  it('that was answered loses its buttons, though it is ephemeral', async () => {
    world.heard.answer = answered;
    await choose({});
    expect(world.slack.asides).toMatchObject([{ to: RILEY_USER, replaced: true }]);
  });

  it('in the direct messages is replaced there', async () => {
    world.heard.answer = answered;
    const conversation = `D${RILEY_USER}`;
    const ts = await world.talk.chat.show(draft, {
      ...{ app: 'slack', service: TEAM, conversation, privateTo: RILEY.id },
    });
    await choose({ channel: conversation, ts, ephemeral: undefined });
    expect(readBlocks(world.slack.posted.get(ts)?.message.blocks)).toBe('vpn.');
  });

  it('that cannot be replaced is answered beside it, since its click was done', async () => {
    world.heard.answer = answered;
    await choose({ channel: `D${RILEY_USER}`, ts: '1600000000.9', ephemeral: undefined });
    expect(world.told(RILEY_USER)).toEqual([expect.stringContaining('vpn.')]);
    expect(world.logged.join()).not.toContain('could not be handled');
  });

  it('that was posted to a channel and to a person is answered on the card that was pressed', async () => {
    const inChannel = { app: 'slack', service: TEAM, conversation: CHANNEL };
    const alone = { ...inChannel, conversation: `D${RILEY_USER}`, privateTo: RILEY.id };
    for (const place of [inChannel, alone]) {
      const ts = await world.talk.chat.show(draft, place);
      await choose({ channel: place.conversation, ts, ephemeral: undefined });
    }
    expect(world.heard.clicks.map(({ place }) => place.conversation)).toEqual([CHANNEL, `D${RILEY_USER}`]);
  });

  it('takes an address that was typed', async () => {
    await choose({ action: 'write:d-1', value: '203.0.113.9' });
    expect(world.heard.clicks[0]).toMatchObject({ draft: 'd-1', fields: { value: '203.0.113.9' } });
    expect(world.heard.clicks[0]).not.toHaveProperty('choice');
  });
});
