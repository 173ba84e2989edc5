import { expect, it } from 'vitest';
import { withoutRepeats } from '../../src/chat/repeats.ts';
import type { Card } from '../../src/ports/card.ts';
import type { Place } from '../../src/ports/chat.ts';
import { AVERY, RILEY, sampleFacts, sampleRequest } from '../contracts/sample-cards.ts';

const facts = sampleFacts({
  can: { approve: false, cancel: false, extend: true, close: true, again: false },
});
const room: Place = { app: 'teams', service: 'here', conversation: 'a' };
const own: Place = { ...room, privateTo: RILEY.id };
const canOn = (card: Card, place: Place): readonly boolean[] => {
  const shown = withoutRepeats(card, place);
  return 'facts' in shown ? [shown.facts.can.extend, shown.facts.can.close] : [];
};
const open = { card: 'request', request: sampleRequest('open'), facts } as const;

it('an open request leaves its buttons to the connect card where its requester reads both', () => {
  expect(canOn(open, own)).toEqual([false, false]);
});

it('every other card, place and state keeps its own', () => {
  expect(canOn(open, room)).toEqual([true, true]);
  expect(canOn(open, { ...room, privateTo: AVERY.id })).toEqual([true, true]);
  expect(canOn({ ...open, card: 'connect' }, own)).toEqual([true, true]);
  expect(canOn({ ...open, request: sampleRequest('opening') }, own)).toEqual([true, true]);
});
