import type { Card, Choice, RequestCardName, RequestRow } from '../ports/chat.ts';
import { auditRow } from './audit-row.ts';
import type { Row } from './fill.ts';
import { CAPS, plain } from './plain.ts';
import { type RequestText, requestText } from './request-text.ts';

/**
 * Everything a card says, as plain text, the same for every chat app: what is not there is empty, never missing.
 * Every text is stripped of control and bidirectional characters and capped; markup is left for each app to make harmless.
 */
export type Facts =
  | ({
      readonly card: RequestCardName;
      /** What a loud card is about; empty on the others. */
      readonly sentence: string;
    } & RequestText)
  | DraftText
  | { readonly card: 'refusal'; readonly summary: string; readonly sentence: string; readonly hint: string }
  | { readonly card: 'answer'; readonly summary: string; readonly sentence: string }
  | ListText
  | AuditText
  | HelpText;

export type DraftText = {
  readonly card: 'draft';
  readonly summary: string;
  readonly draft: string;
  readonly sentence: string;
  /** `title`, `note`, and `choice`: its index, as text. */
  readonly choices: readonly Row[];
  readonly more: string;
};

export type ListText = {
  readonly card: 'list';
  readonly summary: string;
  readonly title: string;
  /** `id`, `status`, `tone`, `headline`, `detail`. */
  readonly rows: readonly Row[];
  readonly more: string;
};

export type AuditText = {
  readonly card: 'audit';
  readonly summary: string;
  readonly title: string;
  /** `at`, `what`, `who`, `about`, `request`, `detail`. */
  readonly rows: readonly Row[];
  readonly more: string;
};

export type HelpText = {
  readonly card: 'help';
  readonly summary: string;
  readonly greeting: string;
  /** `say`, `means`. */
  readonly examples: readonly Row[];
};

/** What the card says. At most `most` rows of each list are told, the rest is counted. */
export function factsOf(card: Card, most = 40): Facts {
  switch (card.card) {
    case 'request':
    case 'approval':
    case 'notice':
    case 'connect':
    case 'warning':
      return { card: card.card, sentence: '', ...requestText(card.request, card.facts, most) };
    case 'alert': {
      const text = requestText(card.request, card.facts, most);
      const sentence = plain(card.sentence, CAPS.sentence);
      return { card: 'alert', ...text, sentence, summary: `${text.summary}: ${sentence}` };
    }
    case 'draft':
      return draftText(card.draft, plain(card.sentence, CAPS.sentence), card.choices, most);
    case 'refusal': {
      const sentence = plain(card.sentence, CAPS.sentence);
      return { card: 'refusal', summary: sentence, sentence, hint: plain(card.hint ?? '', CAPS.sentence) };
    }
    case 'answer': {
      const sentence = plain(card.sentence, CAPS.sentence);
      return { card: 'answer', summary: sentence, sentence };
    }
    case 'list': {
      const title = plain(card.title, CAPS.sentence);
      const rows = card.rows.slice(0, most).map(listRow);
      return { card: 'list', summary: title, title, rows, more: leftOut(card.rows, rows, card.more) };
    }
    case 'audit': {
      const title = plain(card.title, CAPS.sentence);
      const rows = card.events.slice(0, most).map((event) => auditRow(event, card.zone));
      return { card: 'audit', summary: title, title, rows, more: leftOut(card.events, rows, card.more) };
    }
    case 'help':
      return helpText(plain(card.person.name, CAPS.name), card.examples, most);
    default:
      return card satisfies never;
  }
}

function draftText(draft: string, sentence: string, choices: readonly Choice[], most: number): DraftText {
  const rows = choices.slice(0, most).map(({ title, note }, index) => ({
    choice: String(index),
    title: plain(title, CAPS.label),
    note: plain(note ?? '', CAPS.sentence),
  }));
  const more = leftOut(choices, rows, 0);
  return { card: 'draft', summary: sentence, draft: plain(draft, CAPS.id), sentence, choices: rows, more };
}

function helpText(name: string, lines: readonly { say: string; means: string }[], most: number): HelpText {
  const examples = lines
    .slice(0, most)
    .map(({ say, means }) => ({ say: plain(say, CAPS.sentence), means: plain(means, CAPS.sentence) }));
  const greeting = `${name === '' ? 'Hello' : `Hello ${name}`}. Ajar opens a VM's ports for a while, once somebody approved, and closes them again.`;
  return { card: 'help', summary: greeting, greeting, examples };
}

function listRow({ request, facts }: RequestRow): Row {
  const text = requestText(request, facts, 6);
  const { id, status, tone, headline } = text;
  return {
    id,
    status,
    tone,
    headline,
    detail: [text.when, text.provenance].filter((part) => part).join(' '),
  };
}

const leftOut = (all: readonly unknown[], shown: readonly unknown[], more: number): string => {
  const left = all.length - shown.length + more;
  return left > 0 ? `${left} more` : '';
};
