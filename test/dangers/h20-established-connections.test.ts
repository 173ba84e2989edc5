import { expect, it } from 'vitest';
import { draw as drawInConsole } from '../../src/chat/console/draw.ts';
import { createDraw } from '../../src/chat/teams/draw.ts';
import type { Card } from '../../src/ports/card.ts';
import { sampleFacts, sampleRequest } from '../contracts/sample-cards.ts';

const drawInTeams = createDraw();

it.each([
  ['Teams', (card: Card) => JSON.stringify(drawInTeams(card, true).content)],
  ['the console', (card: Card) => JSON.stringify(drawInConsole(card))],
])('H20: %s says that a session can outlive the rule, at the opening and at the closing', (_, draw) => {
  const drawn = (card: 'request' | 'connect', status: 'pending' | 'open' | 'closing' | 'closed') =>
    draw({ card, request: sampleRequest(status), facts: sampleFacts() });
  expect(drawn('connect', 'open')).toContain('established can outlive it');
  expect(drawn('request', 'open')).toContain('established can outlive it');
  expect(drawn('request', 'closing')).toContain('established can still be up');
  expect(drawn('request', 'closed')).toContain('established can still be up');
  expect(drawn('request', 'pending')).not.toContain('established');
});
