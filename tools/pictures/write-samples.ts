import { writeFileSync } from 'node:fs';
import { factsOf } from '../../src/chat/facts.ts';
import { slotsOf } from '../../src/chat/teams/draw.ts';
import { SAMPLE_CARDS } from '../../test/contracts/sample-cards.ts';

// Run after a change of the facts: node tools/pictures/write-samples.ts. A test compares what it writes.
for (const card of Object.values(SAMPLE_CARDS)) {
  const file = new URL(`../../cards/teams/${card.card}.sample.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(slotsOf(card, factsOf(card), true), null, 2)}\n`);
}
