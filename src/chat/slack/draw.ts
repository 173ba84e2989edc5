import type { Card } from '../../ports/card.ts';
import { type Facts, factsOf } from '../facts.ts';
import { loadTemplates, type Row, type Slots } from '../fill.ts';
import { CAPS, plain } from '../plain.ts';
import type { Tone } from '../wording.ts';
import { fits, tidy } from './cards/blocks.ts';
import { formSlots } from './cards/form-slots.ts';
import { escaped, harmless, linkTo } from './cards/harmless.ts';
import { type Surface, TEXT_CAP, TEXT_CAPS } from './cards/limits.ts';
import { type MentionOf, mentionsOf } from './cards/mentions.ts';
import type { Message } from './wire.ts';

/** How many rows of a list are tried, until the payload fits; for what is huge all the same, how much of each text. */
const TRIES = [
  ...[100, 40, 20, 10, 5, 2].map((rows) => ({ rows, text: TEXT_CAP })),
  ...[600, 150].map((text) => ({ rows: 2, text })),
] as const;

/** Of a notification; chat.update takes 4,000: https://docs.slack.dev/reference/methods/chat.update */
const TEXT = 3_000;

const EMOJI: Record<Tone, string> = {
  calm: 'large_blue_circle',
  waiting: 'large_yellow_circle',
  good: 'large_green_circle',
  ended: 'white_circle',
  bad: 'red_circle',
};

/**
 * Draws any card: a message, or the blocks of a modal (`form`) or of an App Home (`home`). `ping` notifies the approvers that
 * `mentionOf` knows: for a first posting where several people read.
 */
export type Draw = (card: Card, ping: boolean, mentionOf?: MentionOf) => Message;

/** Parses the templates, once; throws when one is missing. */
export function createDraw(): Draw {
  const fills = loadTemplates('slack');
  return (card, ping, mentionOf) => {
    let longest = Number.POSITIVE_INFINITY;
    for (const { rows, text } of TRIES) {
      if (rows > longest) continue; // it would tell the same
      const facts = factsOf(card, rows);
      const slots = slotsOf(card, facts, ping ? mentionOf : undefined);
      longest = Math.max(
        2,
        ...Object.values(slots).map((value) => (Array.isArray(value) ? value.length - 1 : 0)),
      );
      const blocks = tidy(fills[card.card](slots), text);
      const enough = rows === 2 || tellsAll(slots);
      if (enough && fits(blocks, surfaceOf(card))) return { text: harmless(facts.summary, TEXT), blocks };
    }
    throw new RangeError(`The ${card.card} card is larger than Slack takes, however little of it is told.`);
  };
}

/** The message with a sentence above everything else: why a click was refused, beside what is true now. */
export function withNote({ text, blocks }: Message, note: string): Message {
  if (note === '') return { text, blocks };
  const said = plain(note, CAPS.sentence);
  const above = { type: 'section', text: { type: 'plain_text', text: said, emoji: false } };
  return { text: harmless(said, TEXT), blocks: [above, ...blocks] };
}

export function surfaceOf({ card }: Card): Surface {
  if (card === 'form' || card === 'jit') return 'modal';
  return card === 'home' ? 'home' : 'message';
}

/** The facts, with the looks and lines that only Slack has. */
export function slotsOf(card: Card, facts: Facts, mentionOf?: MentionOf): Slots {
  return {
    ...looks(facts),
    ...(card.card === 'approval' ? mentionsOf(card, mentionOf) : {}),
    ...('vms' in facts ? requestSlots(facts) : {}),
    ...(facts.card === 'form' ? formSlots(facts) : {}),
    ...(facts.card === 'setup' ? { ruleLines: linesOf(facts.rules) } : {}),
  };
}

function looks(facts: Facts): Slots {
  const slots = Object.entries(facts as Slots).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(withEmoji) : value,
  ]);
  return withEmoji(Object.fromEntries(slots));
}

const withEmoji = <T extends Slots>(row: T): T =>
  typeof row.tone === 'string' ? { ...row, emoji: EMOJI[row.tone as Tone] } : row;

/** A list within one text, since the elements beside it cannot be repeated. */
const linesOf = (rows: readonly Row[]): string => rows.map(({ text }) => String(text)).join('\n');

type OfRequest = Extract<Facts, { readonly vms: readonly Row[] }>;

const requestSlots = ({
  vms,
  remarks,
  failures,
  connect,
  originUrl,
  originTitle,
  ...more
}: OfRequest): Slots => ({
  connect: connect.map(withCode),
  vmLines: linesOf(vms),
  remarkLines: linesOf(remarks),
  failureLines: linesOf(failures),
  needLines: linesOf(more.needs),
  ladderLines: linesOf(more.ladder),
  droppedLines: linesOf(more.dropped),
  origin: linkTo(originUrl, originTitle),
});

const ADDRESS = /^[\da-f.:[\]]+$/i;

/**
 * The address as code, which is easy to copy, if it has no other characters than addresses have: this is markup. Rich text
 * would need none, but Slack refuses to edit it away again (`block_mismatch`), and these cards are edited.
 */
const withCode = (row: Row): Row => {
  const address = String(row.address);
  const isPlain = !ADDRESS.test(address);
  return { ...row, code: isPlain ? '' : `\`\`\`${address}\`\`\``, uncoded: isPlain ? address : '' };
};

const LINES = ['vmLines', 'remarkLines', 'failureLines', 'needLines', 'ladderLines', 'droppedLines'];

/** Whether no list within one text would be cut: then fewer rows are told, and the rest is counted. */
const tellsAll = (slots: Slots): boolean =>
  LINES.every((name) => escaped(String(slots[name] ?? '')).length <= (TEXT_CAPS['section.fields'] ?? 0));
