import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../src/ports/card.ts';
import type { Place } from '../../../src/ports/chat.ts';
import {
  AVERY,
  BLAKE,
  RILEY,
  SAMPLE_CARDS,
  sampleFacts,
  sampleRequest,
} from '../../contracts/sample-cards.ts';
import { activity, click } from './activities.ts';
import { faultsIn } from './card-check.ts';
import { readCard } from './read-card.ts';
import { TENANT } from './signer.ts';
import { actions } from './templates.ts';
import { CHANNEL, memberRiley, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const APPROVAL = SAMPLE_CARDS.approval;
const asApprover = APPROVAL;
const asRequester: Card = {
  ...APPROVAL,
  facts: { ...APPROVAL.facts, can: { ...APPROVAL.facts.can, approve: false, cancel: true } },
};
const channel = (): Place => ({ app: 'teams', service: world.stub.url, conversation: CHANNEL });
const refresh = (more: object = {}) => {
  const value = { action: { verb: 'refresh', data: { request: 'aj-7k2m9q' } }, trigger: 'automatic' };
  return click(world.stub.url, 'refresh', {}, { value, ...inChannel(), ...more });
};
const inChannel = (root = '77') => ({
  conversation: { id: `${CHANNEL};messageid=${root}`, conversationType: 'channel', tenantId: TENANT },
  replyToId: root,
});
const verbs = (card: unknown) =>
  [...actions(card)].filter(({ verb }) => verb !== 'refresh').map(({ verb }) => verb);
const shown = async (card: Card, place = channel()) => {
  const id = await world.chat.show(card, place);
  const thread = inChannel(id).conversation.id;
  world.stub.conversations.add(thread);
  world.stub.members.set(`${thread} 29:riley`, memberRiley());
  return { id, content: world.stub.messages.get(id)?.activity.attachments?.[0]?.content };
};

/** Somebody speaks in the channel, which is how their id is learnt. */
async function meet({ id, name }: { id: string; name: string }, teamsId: string): Promise<void> {
  const conversation = inChannel().conversation;
  world.stub.members.set(
    `${conversation.id} ${teamsId}`,
    memberRiley({ id: teamsId, aadObjectId: id, name }),
  );
  await world.post(activity(world.stub.url, { conversation, from: { id: teamsId, aadObjectId: id, name } }));
}
const meetAll = async () => {
  await meet(AVERY, '29:avery');
  await meet(BLAKE, '29:blake');
  await meet(RILEY, '29:riley');
};

describe('an approval in a channel', () => {
  it('has its buttons for all where nobody is known, so that nobody is locked out', async () => {
    const { content } = await shown(APPROVAL);
    expect(content).not.toHaveProperty('refresh');
    expect(verbs(content)).toContain('approve');
  });

  it('keeps them while an approver is not known, and gives those who are a view of their own', async () => {
    await meet(AVERY, '29:avery');
    const { content } = await shown(APPROVAL);
    expect(content?.refresh).toMatchObject({ userIds: ['29:avery'] });
    expect(verbs(content)).toContain('approve');
    await meet(BLAKE, '29:blake');
    const more = { ...APPROVAL, facts: { ...APPROVAL.facts, moreApprovers: 2 } };
    expect(verbs((await shown(more)).content)).toContain('approve');
  });

  it('has none once all are known, says who can approve, and how to get them', async () => {
    await meetAll();
    const { content } = await shown(APPROVAL);
    expect(content?.refresh).toEqual({
      action: { type: 'Action.Execute', title: 'Refresh', verb: 'refresh', data: { request: 'aj-7k2m9q' } },
      userIds: ['29:avery', '29:blake', '29:riley'],
    });
    expect(verbs(content)).toEqual([]);
    expect(readCard(content)).toContain('write "approve aj-7k2m9q" to Ajar');
    expect(faultsIn(content)).toEqual([]);
  });

  it('has no views where one person reads alone, nor once it is decided', async () => {
    await meetAll();
    const alone = { ...channel(), conversation: 'a:personal-riley', privateTo: AVERY.id };
    expect((await shown(APPROVAL, alone)).content).not.toHaveProperty('refresh');
    const denied = { ...APPROVAL, request: sampleRequest('denied'), facts: sampleFacts() };
    expect((await shown(denied)).content).not.toHaveProperty('refresh');
  });

  it('names at most 60 people, and keeps its buttons where there are more', async () => {
    const many = Array.from({ length: 65 }, (_, at) => ({
      id: `bbbbbbbb-0000-4000-8000-${String(at).padStart(12, '0')}`,
      name: `Approver ${at}`,
    }));
    for (const [at, each] of many.entries()) await meet(each, `29:${at}`);
    const { content } = await shown({ ...APPROVAL, facts: { ...APPROVAL.facts, approvers: many } });
    expect((content?.refresh as { userIds: string[] }).userIds).toHaveLength(60);
    expect(verbs(content)).toContain('approve');
  });

  it('offers Cancel to nobody but its requester', async () => {
    const can = { ...APPROVAL.facts.can, cancel: true };
    const card = { ...APPROVAL, facts: { ...APPROVAL.facts, can } };
    expect(verbs((await shown(card)).content)).not.toContain('cancel');
    const alone = { ...channel(), conversation: 'a:personal-riley' };
    expect(verbs((await shown(card, { ...alone, privateTo: AVERY.id })).content)).not.toContain('cancel');
    expect(verbs((await shown(card, { ...alone, privateTo: RILEY.id })).content)).toEqual(['cancel']);
  });

  it('mentions only those who are to be notified here', async () => {
    const { content } = await shown({ ...APPROVAL, facts: { ...APPROVAL.facts, ping: [BLAKE] } });
    expect(readCard(content)).toContain('Avery Approver and <at>Blake Approver</at>');
    expect((content?.msteams as { entities: unknown[] }).entities).toHaveLength(1);
    const none = (await shown({ ...APPROVAL, facts: { ...APPROVAL.facts, ping: [] } })).content;
    expect(JSON.stringify(none)).not.toContain('<at>');
  });
});

describe('a look at it', () => {
  const avery = { from: { id: '29:avery', aadObjectId: AVERY.id, name: AVERY.name } };
  beforeEach(meetAll);

  it('gives an approver the buttons, and keeps the views', async () => {
    world.heard.view = async () => asApprover;
    const { status, json } = await world.post(refresh(avery));
    expect([status, json.statusCode, json.type]).toEqual([
      200,
      200,
      'application/vnd.microsoft.card.adaptive',
    ]);
    expect(verbs(json.value)).toEqual(expect.arrayContaining(['approve', 'deny']));
    expect(json.value).toHaveProperty('refresh.userIds');
    expect(world.heard.looks).toMatchObject([
      { viewer: { person: AVERY, app: 'teams', zone: 'Europe/Berlin' }, request: 'aj-7k2m9q', message: '77' },
    ]);
  });

  it('gives the requester Cancel alone', async () => {
    world.heard.view = async () => asRequester;
    expect(verbs((await world.post(refresh())).json.value)).toEqual(['cancel']);
  });

  it('gives everybody else what all read', async () => {
    const { id } = await shown(APPROVAL);
    const { json } = await world.post(refresh(inChannel(id)));
    expect(verbs(json.value)).toEqual([]);
    expect(readCard(json.value)).toContain('Riley Requester asks for');
  });

  it('is answered 200 and a sentence where nothing is known of the card, or the flow fails', async () => {
    for (const view of [async () => undefined, () => Promise.reject(new Error('broken inside'))]) {
      world.heard.view = view;
      const { status, json } = await world.post(refresh(inChannel(String(Math.random()))));
      expect([status, json.statusCode, typeof json.value]).toEqual([200, 200, 'string']);
    }
  });

  it('tells whoever gets no buttons how to approve all the same: a directory may be down at that moment (H11)', async () => {
    world.heard.view = async () => ({
      ...APPROVAL,
      facts: { ...APPROVAL.facts, can: { ...APPROVAL.facts.can, approve: false } },
    });
    const { json } = await world.post(refresh(avery));
    expect(verbs(json.value)).toEqual([]);
    expect(readCard(json.value)).toContain('write "approve aj-7k2m9q" to Ajar');
  });

  it('that takes too long does not say that there is nothing to do', async () => {
    world.heard.view = () => new Promise(() => undefined);
    const { json } = await world.post(refresh(avery));
    expect(json.value).toContain('write "approve aj-7k2m9q"');
  });

  it('many times at once asks the flow once, until the card is edited', async () => {
    world.heard.view = async () => asApprover;
    const { id } = await shown(APPROVAL);
    await Promise.all(Array.from({ length: 5 }, () => world.post(refresh(inChannel(id)))));
    expect(world.heard.looks).toHaveLength(1);
    await world.chat.show(APPROVAL, channel(), id);
    await world.post(refresh(inChannel(id)));
    expect(world.heard.looks).toHaveLength(2);
  });

  it('after a click is a new one', async () => {
    world.heard.view = async () => asApprover;
    await world.post(refresh());
    await world.post(click(world.stub.url, 'approve', { request: 'aj-7k2m9q', terms: 1 }, inChannel()));
    await world.post(refresh());
    expect(world.heard.looks).toHaveLength(2);
  });

  it('is not shared between people (H6)', async () => {
    world.heard.view = async () => asApprover;
    await world.post(refresh(avery));
    expect(verbs((await world.post(refresh())).json.value)).not.toContain('approve');
    expect(world.heard.looks.map(({ viewer }) => viewer.person)).toEqual([AVERY, RILEY]);
  });

  it('of somebody who is not believed is answered with a sentence, and noted once', async () => {
    const stranger = { from: { id: '29:nobody', aadObjectId: RILEY.id } };
    for (const _ of [1, 2]) expect(typeof (await world.post(refresh(stranger))).json.value).toBe('string');
    expect(world.heard.looks).toEqual([]);
    expect(world.heard.refusals).toHaveLength(1);
  });
});

describe('approving for less time', () => {
  it('offers what is shorter, and hands on the minutes', async () => {
    const { content } = await shown(APPROVAL);
    const less = [...actions(content)].find(({ title }) => title === 'Approve for less');
    expect(JSON.stringify(less)).toContain('"title":"For 30 min","value":"30"');
    await world.post(click(world.stub.url, 'approve', { request: 'aj-7k2m9q', terms: '1', minutes: '30' }));
    expect(world.heard.clicks[0]).toMatchObject({ verb: 'approve', fields: { minutes: '30' } });
  });

  it('is not offered where nothing shorter is', async () => {
    const { content } = await shown({ ...APPROVAL, facts: { ...APPROVAL.facts, approveFor: [] } });
    expect([...actions(content)].map(({ title }) => title)).not.toContain('Approve for less');
  });
});

describe('approving fewer ports', () => {
  const parts = [
    { key: 'g1', title: '3389/tcp on vm-prod-01' },
    { key: 'g2', title: '22/tcp on **web**_01' },
  ];
  const offered = { ...APPROVAL, facts: { ...APPROVAL.facts, approveFor: [], approveOnly: parts } };

  it('shows every port ticked, and hands on what stays', async () => {
    const { content } = await shown(offered);
    const less = JSON.stringify([...actions(content)].find(({ title }) => title === 'Approve for less'));
    expect(less).toContain('"value":"g1,g2"');
    expect(less).toContain('"title":"3389/tcp on vm-prod-01","value":"g1"');
    expect(less).not.toContain('**');
    expect(less).not.toContain('"id":"minutes"');
    const data = { request: 'aj-7k2m9q', terms: '1', only: 'g2', minutes: '' };
    await world.post(click(world.stub.url, 'approve', data));
    expect(world.heard.clicks[0]).toMatchObject({ verb: 'approve', fields: { only: 'g2' } });
    expect(world.heard.clicks[0]?.fields).not.toHaveProperty('minutes');
  });

  it('asks again for what lapsed at one press', async () => {
    await world.post(click(world.stub.url, 'repeat', { request: 'aj-7k2m9q', terms: '1' }));
    expect(world.heard.clicks[0]).toMatchObject({ verb: 'repeat', request: 'aj-7k2m9q' });
  });
});

describe('the message that a request was asked from', () => {
  const from = (origin: string) => ({ ...APPROVAL, request: { ...APPROVAL.request, origin } });

  it('is linked to', async () => {
    const { content } = await shown(from('https://ajar.slack.com/archives/C01/p17'));
    expect([...actions(content)]).toContainEqual(
      expect.objectContaining({ type: 'Action.OpenUrl', url: 'https://ajar.slack.com/archives/C01/p17' }),
    );
  });

  it('is not linked to where it is no https address', async () => {
    for (const origin of ['http://ajar.example', 'javascript:alert(1)', 'ajar'])
      expect(JSON.stringify((await shown(from(origin))).content)).not.toContain('OpenUrl');
  });
});

describe('the overview', () => {
  const home = (verb: string, data: object, more: object = {}) =>
    world.post(click(world.stub.url, verb, data, more));

  it('is drawn anew whenever it is looked at', async () => {
    const { content } = await shown(SAMPLE_CARDS.home, {
      ...channel(),
      conversation: 'a:personal-riley',
      privateTo: RILEY.id,
    });
    expect(content).toMatchObject({ refresh: { action: { verb: 'home' } } });
    const { json } = await home('home', {});
    expect(readCard(json.value)).toContain('Riley Requester, your access');
    expect(json.value).toHaveProperty('refresh');
    expect(faultsIn(json.value)).toEqual([]);
  });

  it('is not drawn anew for everybody where others read along', async () => {
    expect((await shown(SAMPLE_CARDS.home)).content).not.toHaveProperty('refresh');
  });

  it('has the buttons of every request on it', async () => {
    const { json } = await home('home', {});
    expect([...actions(json.value)].map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        'Approve',
        'Deny',
        'Extend by 30 min',
        'Close now',
        'Ask again',
        'Ask for a port',
      ]),
    );
  });

  it('takes a click as one on no message, with the reason of its own request, and shows what came of it', async () => {
    const data = {
      request: 'aj-5w2n8t',
      terms: '1',
      home: '1',
      'reason aj-5w2n8t': 'not now',
      'reason aj-1': 'x',
    };
    const { json } = await home('deny', data);
    expect(world.heard.clicks).toMatchObject([
      { verb: 'deny', request: 'aj-5w2n8t', fields: { reason: 'not now' } },
    ]);
    expect(world.heard.clicks[0]).not.toHaveProperty('message');
    expect(readCard(json.value)).toMatch(/^Noted\.\n.*your access/);
  });

  it('is none where others read along, whatever a click says: it could be on a forwarded copy', async () => {
    await home('approve', { request: 'aj-5w2n8t', terms: '1', home: '1' }, inChannel());
    expect(world.heard.clicks).toMatchObject([{ message: '77' }]);
  });
});
