import type { Card, RequestFacts } from '../../ports/card.ts';
import type { Mention } from '../../ports/user-groups.ts';
import { type Facts, factsOf } from '../facts.ts';
import { loadTemplates, type Row, type Slots } from '../fill.ts';
import { CAPS, plain } from '../plain.ts';
import type { Tone } from '../wording.ts';
import { formSlots, lettersOf } from './cards/form-slots.ts';
import { harmless } from './cards/harmless.ts';
import { mentionsOf, peopleNamed } from './cards/mentions.ts';

/** A card as Teams takes it. */
export interface Drawn {
  /** An Adaptive Card 1.5. */
  readonly content: Readonly<Record<string, unknown>>;
  /** The notification; Teams would say "Card" without it. */
  readonly summary: string;
}

/**
 * Teams refuses a message of about 100 KB (UTF-16) with 413 and advises 80 KB:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
 */
const MAX_BYTES = 80_000;

/** How many rows of a list are tried, until the card fits. */
const ROWS = [40, 20, 10, 5, 2] as const;

const LOOKS: Record<Tone, { readonly style: string; readonly color: string }> = {
  calm: { style: 'emphasis', color: 'Accent' },
  waiting: { style: 'accent', color: 'Accent' },
  good: { style: 'good', color: 'Default' }, // green on green cannot be read
  ended: { style: 'emphasis', color: 'Default' },
  bad: { style: 'attention', color: 'Attention' },
};

/**
 * Draws any card. `mention` notifies the approvers by name: for places that several people read. `more` are slots beyond the
 * facts, already harmless.
 */
export type Draw = (card: Card, mention: boolean, more?: Slots) => Drawn;

/** Parses the templates, once; throws when one is missing. */
export function createDraw(): Draw {
  const fills = loadTemplates('teams');
  return (card, mention, more) => {
    for (const most of ROWS) {
      const facts = factsOf(card, most);
      const slots = { ...slotsOf(card, facts, mention), ...more };
      const content = fills[card.card](slots) as Drawn['content'];
      if (bytesOf(content) <= MAX_BYTES) return { content, summary: harmless(facts.summary) };
    }
    throw new RangeError(`The ${card.card} card is larger than Teams takes, however little of it is told.`);
  };
}

/**
 * The card with whom it is for below everything else: people are notified, unless only their names are wanted; for groups Teams
 * has no mention.
 */
export function withGroups(
  { content, summary }: Drawn,
  mentions: readonly Mention[],
  onlyNames = false,
): Drawn {
  if (mentions.length === 0) return { content, summary };
  const { texts, entities } = peopleNamed(onlyNames ? [] : mentions);
  const others = mentions.filter(({ person }) => !entities.some(({ mentioned }) => mentioned.id === person));
  const names = others.map(({ name }) => plain(name, CAPS.name)).join(', ');
  const inlines = [{ type: 'TextRun', text: `For ${names}`, weight: 'Bolder' }];
  const body = [
    ...(content.body as readonly unknown[]),
    ...(texts.length > 0 ? [{ type: 'TextBlock', text: `For ${texts.join(', ')}`, wrap: true }] : []),
    ...(names === '' ? [] : [{ type: 'RichTextBlock', inlines }]),
  ];
  const { msteams = {} } = content as { readonly msteams?: { readonly entities?: readonly unknown[] } };
  const known = { ...msteams, entities: [...(msteams.entities ?? []), ...entities] };
  return { content: { ...content, body, ...(entities.length > 0 ? { msteams: known } : {}) }, summary };
}

/** The card with a sentence above everything else: what came of a click, beside what is true now. */
export function withNote({ content, summary }: Drawn, note: string, tone: 'bad' | 'calm'): Drawn {
  if (note === '') return { content, summary };
  const text = harmless(plain(note, CAPS.sentence));
  const run = { type: 'TextRun', text, weight: 'Bolder', color: LOOKS[tone].color };
  const body = [{ type: 'RichTextBlock', inlines: [run] }, ...(content.body as readonly unknown[])];
  return { content: { ...content, body }, summary };
}

/** The card with a line below that says the same as a sentence to write: what was clicked together can be typed the next time. */
export function withLine({ content, summary }: Drawn, line: string): Drawn {
  if (line === '') return { content, summary };
  const text = harmless(plain(line, CAPS.sentence));
  const inlines = [
    { type: 'TextRun', text: 'The same in one line  ', isSubtle: true },
    { type: 'TextRun', text, fontType: 'Monospace' },
  ];
  const body = [...(content.body as readonly unknown[]), { type: 'RichTextBlock', inlines }];
  return { content: { ...content, body }, summary };
}

/** UTF-16, as Teams counts. */
const bytesOf = (content: unknown): number => JSON.stringify(content).length * 2;

/** The facts, made harmless, with the looks that only Teams has. */
export function slotsOf(card: Card, facts: Facts, mention: boolean): Slots {
  const slots = Object.entries(facts).map(([name, value]) => [name, safe(value)]);
  const looks = 'tone' in facts ? LOOKS[facts.tone] : {};
  return {
    ...Object.fromEntries(slots),
    ...looks,
    ...('originUrl' in facts ? { originUrl: webAddress(facts.originUrl) } : {}),
    ...(card.card === 'approval' ? approvalSlots(card, mention) : {}),
    ...('hasVm' in facts ? formSlots(facts) : {}),
  };
}

/** `buttonsElsewhere`: the buttons are in the views of those who may use them, and not on the card that all read. */
const approvalSlots = (card: Extract<Card, { card: 'approval' }>, mention: boolean): Slots => ({
  ...{ buttonsElsewhere: false, ...lessSlots(card.facts) },
  ...mentionsOf(card, mention),
});

/** Titles of check boxes are read as markdown by some clients. */
const lessSlots = ({ approveFor, approveOnly }: RequestFacts): Slots => ({
  hasLess: approveFor.length + approveOnly.length > 0,
  hasLessTime: approveFor.length > 0,
  allOfIt: approveOnly.map(({ key }) => harmless(key)).join(','),
  approveOnly: approveOnly.map(({ key, title }) => ({
    key: harmless(plain(key, CAPS.id)),
    title: lettersOf(plain(title, CAPS.name)),
  })),
});

/** Teams opens nothing else, and a card must not. */
const webAddress = (url: string): string =>
  URL.canParse(url) && new URL(url).protocol === 'https:' ? url : '';

type Value = string | boolean | readonly Row[];

function safe(value: Value): Value {
  if (typeof value === 'string') return harmless(value);
  if (typeof value === 'boolean') return value;
  return value.map((row) => {
    const texts = Object.entries(row).map(([name, cell]) => [
      name,
      typeof cell === 'string' ? harmless(cell) : cell,
    ]);
    return { ...Object.fromEntries(texts), ...('tone' in row ? LOOKS[row.tone as Tone] : {}) };
  });
}
