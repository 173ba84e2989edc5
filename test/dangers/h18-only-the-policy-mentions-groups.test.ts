import { afterEach, beforeEach, expect, it } from 'vitest';
import { withGroups } from '../../src/chat/slack/cards/group-mentions.ts';
import { createDraw } from '../../src/chat/slack/draw.ts';
import type { Message } from '../../src/chat/slack/wire.ts';
import type { Place } from '../../src/ports/chat.ts';
import type { Mention } from '../../src/ports/user-groups.ts';
import { strings } from '../chat/slack/read-blocks.ts';
import { CHANNEL, RILEY_USER, startWorld, TEAM, type World } from '../chat/slack/world.ts';
import { faultsInMessage } from '../contracts/block-kit.ts';
import { cardsSaying, HOSTILE } from '../contracts/hostile.ts';
import { RILEY, SAMPLE_CARDS } from '../contracts/sample-cards.ts';

let world: World;
beforeEach(() => {
  world = startWorld();
});
afterEach(() => world.stop());

const CARDS = ['approval', 'notice', 'alert', 'draft'] as const;
const DUTY: Mention = { name: 'duty', slack: { team: TEAM, id: 'S0456EFGH' } };
const place: Place = { app: 'slack', service: TEAM, conversation: CHANNEL };

/** What notifies, of everything that a message has; and what it says in plain words. */
function reading(message: Message) {
  const texts = [...strings(message.blocks), { at: 'mrkdwn.text', text: message.text }];
  const marked = texts.filter(({ at }) => at.startsWith('mrkdwn')).map(({ text }) => text);
  return {
    faults: faultsInMessage(message as never),
    notifies: marked.flatMap((text) => text.match(/<![^>]*>/g) ?? []),
    words: texts.map(({ text }) => text).join('\n'),
  };
}
const read = (ts: string) => reading(world.slack.posted.get(ts)!.message);

const draw = createDraw();

it.each(CARDS)('H18: a %s notifies the group that the policy names, whatever people write', (card) => {
  for (const hostile of ['harmless', ...HOSTILE]) {
    const message = withGroups(draw(cardsSaying(hostile)[card], true), [DUTY], TEAM);
    const { faults, notifies } = reading(message);
    expect([hostile, faults, notifies]).toEqual([hostile, [], ['<!subteam^S0456EFGH>']]);
  }
});

it.each([
  'approval',
  'draft',
] as const)('its %s notifies once, and nobody when it is redrawn', async (card) => {
  const ts = await world.talk.chat.show(SAMPLE_CARDS[card], place, undefined, [DUTY]);
  expect(read(ts).notifies).toEqual(['<!subteam^S0456EFGH>']);
  await world.talk.chat.show(SAMPLE_CARDS[card], place, ts, [DUTY]);
  expect([world.slack.posted.get(ts)?.edits, read(ts).notifies]).toEqual([1, []]);
});

it('nor where one person reads alone', async () => {
  const alone = { ...place, conversation: `D${RILEY_USER}`, privateTo: RILEY.id };
  const ts = await world.talk.chat.show(SAMPLE_CARDS.request, alone, undefined, [DUTY]);
  expect(read(ts)).toMatchObject({ notifies: [], words: expect.not.stringContaining('duty') });
});

it.each<[string, Mention]>([
  ['of another workspace', { name: 'duty', slack: { team: 'T0OTHER', id: 'S0456EFGH' } }],
  ['that the policy has no more', { name: 'duty' }],
  ['with an id that would be markup', { name: 'duty', slack: { team: TEAM, id: 'S1> <!channel' } }],
])('a group %s is a name', async (_, mention) => {
  const ts = await world.talk.chat.show(SAMPLE_CARDS.approval, place, undefined, [mention]);
  expect(read(ts)).toMatchObject({ faults: [], notifies: [], words: expect.stringContaining('For duty') });
});

it('what is no user group as Slack has them never becomes markup, nor is a message too long for it', async () => {
  const many = Array.from({ length: 30 }, (_, at) => ({ ...DUTY, slack: { team: TEAM, id: `S0${at}AB` } }));
  const ts = await world.talk.chat.show(SAMPLE_CARDS.approval, place, undefined, many);
  expect([read(ts).faults, read(ts).notifies.length]).toEqual([[], 8]);
});

it('a person is notified by their account of this workspace, and anybody else is a name without markup', async () => {
  const people: readonly Mention[] = [
    { name: 'Riley', person: RILEY.id },
    { name: 'Nobody <!channel>', person: 'nobody who has an account here' },
  ];
  const ts = await world.talk.chat.show(SAMPLE_CARDS.alert, place, undefined, people);
  expect(read(ts)).toMatchObject({ faults: [], notifies: [], words: expect.stringContaining('For Nobody') });
  expect(read(ts).words).toContain(`<@${RILEY_USER}>`);
  await world.talk.chat.show(SAMPLE_CARDS.alert, place, ts, people);
  expect(read(ts).words).not.toContain('<@');
  const alone = { ...place, conversation: `D${RILEY_USER}`, privateTo: RILEY.id };
  const own = await world.talk.chat.show(SAMPLE_CARDS.alert, alone, undefined, people);
  expect(read(own).words).not.toContain('<@');
});

it('an account that would be markup is a name', () => {
  const person = { name: 'Riley', person: RILEY.id, user: 'U1> <!channel' };
  const { notifies, words } = reading(withGroups(draw(SAMPLE_CARDS.alert, true), [person], TEAM));
  expect([notifies, words]).toEqual([[], expect.stringContaining('For Riley')]);
});
