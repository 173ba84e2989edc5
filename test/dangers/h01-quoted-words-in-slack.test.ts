import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSentence } from '../../src/access/sentence.ts';
import { CHANNEL, startWorld, type World } from '../chat/slack/world.ts';
import { later } from '../contracts/sample-cards.ts';

const BOT = '<@U0AJAR>';
let world: World;
beforeEach(() => {
  world = startWorld();
});
afterEach(() => world.stop());

/** What is made of a message to the bot in a channel. */
async function meant(text: string) {
  await world.deliver({ kind: 'message', text, channel: CHANNEL, direct: false });
  return readSentence(world.heard.saids.at(-1)?.text ?? '', { now: later(0), zone: 'UTC' });
}

describe('H1: who quotes others, or strikes out what they wrote, does not say it', () => {
  for (const text of [
    `&gt; ${BOT} approve aj-7k2m9q`,
    `&gt;${BOT} approve aj-7k2m9q`,
    `  &gt; ${BOT} approve aj-7k2m9q\n`,
    `&gt;&gt;&gt; Riley wrote:\n${BOT} approve aj-7k2m9q`,
    `&gt; Riley wrote:\n&gt; ${BOT} approve aj-7k2m9q`,
    `~${BOT} approve aj-7k2m9q~`,
    `${BOT} ~approve aj-7k2m9q~`,
  ])
    it(`by ${JSON.stringify(text)}`, async () => {
      expect(await meant(text)).not.toMatchObject({ verb: 'approve' });
    });

  it('and what is written beside the quote is said', async () => {
    expect(await meant(`&gt; please open 22\n${BOT} approve aj-7k2m9q`)).toMatchObject({ verb: 'approve' });
    expect(await meant(`${BOT} ~deny~ approve aj-7k2m9q`)).toMatchObject({ verb: 'approve' });
    const reason = await meant(`${BOT} open 22 on vm-1 for 1h because ~5 of &gt;9 disks, ~2 left`);
    expect(reason).toMatchObject({ verb: 'open', justification: '~5 of >9 disks, ~2 left' });
  });
});
