import { expect, it } from 'vitest';
import { createPaint } from '../../../src/chat/teams/cards/paint.ts';
import { createViews } from '../../../src/chat/teams/cards/views.ts';
import { createDraw } from '../../../src/chat/teams/draw.ts';
import { createShow } from '../../../src/chat/teams/talk/show.ts';
import { SAMPLE_CARDS } from '../../contracts/sample-cards.ts';

const PLACE = { app: 'teams', service: 'https://smba.trafficmanager.net/emea/', conversation: '19:c' };
const ONE = { type: 'AdaptiveCard', body: ['one'] };
const TWO = { type: 'AdaptiveCard', body: ['two'] };

/** Views whose clock a test turns. */
function keptViews() {
  let now = 0;
  const views = createViews(() => now);
  let made = 0;
  const look = (viewer: string, message = '1', card: typeof ONE | undefined = ONE) =>
    views.of(PLACE, message, viewer, async () => {
      made += 1;
      return card;
    });
  const wait = (ms: number): void => {
    now += ms;
  };
  return { views, look, made: () => made, wait };
}

it('a view is made once in two seconds for each person and message', async () => {
  const { look, made, wait } = keptViews();
  for (const viewer of ['riley', 'avery', 'riley']) await look(viewer);
  await look('riley', '2');
  expect(made()).toBe(3);
  wait(6_000);
  await look('riley');
  expect(made()).toBe(4);
});

it('a view is made anew once the card was edited or pressed, and only of that message', async () => {
  const { views, look, made } = keptViews();
  await look('riley');
  await look('riley', '2');
  views.drew(PLACE, '1', TWO);
  await look('riley');
  views.stale(PLACE, '1');
  await look('riley');
  await look('riley', '2');
  expect(made()).toBe(4);
});

it('a view is made anew from when an edit begins: Teams shows it, and clients ask, before we hear that it was done', async () => {
  const { views, look, made } = keptViews();
  await look('riley');
  const send = async () => {
    await look('riley');
    return '1';
  };
  const paint = createPaint(createDraw(), { of: async () => new Map() });
  const show = createShow({ send, paint, views, places: { sharedAt: async () => false } });
  await show(SAMPLE_CARDS.approval, PLACE, '1');
  expect(made()).toBe(2);
});

it('a failure is not kept, nor does it take a newer view with it', async () => {
  const { views, look, made } = keptViews();
  let fail = (_: Error): void => undefined;
  const failing = views.of(PLACE, '1', 'riley', () => new Promise((_, reject) => (fail = reject)));
  views.stale(PLACE, '1');
  await look('riley');
  fail(new Error('late'));
  await expect(failing).rejects.toThrow('late');
  await look('riley');
  expect(made()).toBe(1);
});

it('what everybody reads stands in where a viewer has no view of their own', async () => {
  const { views } = keptViews();
  views.drew(PLACE, '1', TWO);
  expect(await views.of(PLACE, '1', 'riley', async () => undefined)).toEqual(TWO);
});

it('however many look at however many cards, only the newest are kept', async () => {
  const { look, made } = keptViews();
  for (let at = 0; at < 3_000; at++) await look(`viewer ${at}`, String(at % 7));
  await look('viewer 2999', String(2_999 % 7));
  expect(made()).toBe(3_000);
  await look('viewer 0', '0');
  expect(made()).toBe(3_001);
});
