import { writeFileSync } from 'node:fs';
import { type Facts, factsOf } from '../../src/chat/facts.ts';
import type { Slots } from '../../src/chat/fill.ts';
import { slotsOf as slackSlots } from '../../src/chat/slack/draw.ts';
import { slotsOf as teamsSlots } from '../../src/chat/teams/draw.ts';
import type { Card } from '../../src/ports/card.ts';
import { SAMPLE_CARDS } from '../../test/contracts/sample-cards.ts';

// Run after a change of the facts: node tools/pictures/write-samples.ts. A test of each app compares what it writes.
const SLOTS: Readonly<Record<string, (card: Card, facts: Facts) => Slots>> = {
  slack: (card, facts) => slackSlots(card, facts),
  teams: (card, facts) => teamsSlots(card, facts, true),
};

for (const [app, slotsOf] of Object.entries(SLOTS))
  for (const card of Object.values(SAMPLE_CARDS)) {
    const file = new URL(`../../cards/${app}/${card.card}.sample.json`, import.meta.url);
    writeFileSync(file, `${JSON.stringify(slotsOf(card, factsOf(card)), null, 2)}\n`);
  }
