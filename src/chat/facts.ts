import type { Person } from '../access/person.ts';
import { isEnded } from '../access/request.ts';
import type { Card, RequestCardName, RequestRow } from '../ports/card.ts';
import { type ActivityText, activityText } from './activity-text.ts';
import { auditRow } from './audit-row.ts';
import { type BulletinText, bulletinText } from './bulletin-text.ts';
import { type CheckText, checkText } from './check-text.ts';
import type { Row } from './fill.ts';
import { type FormText, formText } from './form-text.ts';
import { type HomeText, homeText } from './home-text.ts';
import { type JitText, jitText } from './jit-text.ts';
import { CAPS, plain } from './plain.ts';
import { type RequestText, requestText } from './request-text.ts';
import { type SetupText, setupText } from './setup-text.ts';
import { type VmsText, vmsText } from './vms-text.ts';

/**
 * Everything a card says, as plain text, the same for every chat app: what is not there is empty, never missing.
 * Every text is stripped of control and bidirectional characters and capped; markup is left for each app to make harmless.
 */
export type Facts =
  | ({
      readonly card: RequestCardName;
      /** What a loud card is about; empty on the others. */
      readonly sentence: string;
      /** Whether it wants somebody; empty on the others. */
      readonly calls: string;
    } & RequestText)
  | DraftText
  | { readonly card: 'refusal'; readonly summary: string; readonly sentence: string; readonly hint: string }
  | { readonly card: 'answer'; readonly summary: string; readonly sentence: string }
  | ListText
  | AuditText
  | HelpText
  | FormText
  | HomeText
  | VmsText
  | CheckText
  | ActivityText
  | SetupText
  | JitText
  | BulletinText;

export type DraftText = {
  readonly card: 'draft';
  readonly summary: string;
  readonly draft: string;
  readonly sentence: string;
  /** What has to be read first: `text`. */
  readonly lines: readonly Row[];
  /** `title`, `note`, and `choice`: its index, as text. */
  readonly choices: readonly Row[];
  readonly more: string;
  /** What may be typed instead, and an example of it; both empty where nothing may. */
  readonly inputLabel: string;
  readonly inputPlaceholder: string;
  readonly inputButton: string;
  /** A page that completes it as well; all three empty where there is none. */
  readonly linkTitle: string;
  readonly linkUrl: string;
  readonly linkNote: string;
};

export type ListText = {
  readonly card: 'list';
  readonly summary: string;
  readonly title: string;
  /** `id`, `status`, `tone`, `headline`, `detail`. */
  readonly rows: readonly Row[];
  readonly more: string;
  /** What to do about an empty list; empty where it is not. */
  readonly nothing: string;
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

type DraftCard = Extract<Card, { card: 'draft' }>;

/** What the card says. At most `most` rows of each list are told, the rest is counted. */
export function factsOf(card: Card, most = 40): Facts {
  switch (card.card) {
    case 'request':
    case 'approval':
    case 'notice':
    case 'connect':
    case 'warning':
      return { card: card.card, sentence: '', calls: '', ...requestText(card.request, card.facts, most) };
    case 'alert': {
      const text = requestText(card.request, card.facts, most);
      const sentence = plain(card.sentence, CAPS.sentence);
      const calls = isEnded(card.request) ? 'It is over' : 'Needs a person';
      return { card: 'alert', ...text, sentence, calls, summary: `${text.summary}: ${sentence}` };
    }
    case 'draft':
      return draftText(card, most);
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
      const more = leftOut(card.rows, rows, card.more);
      return { card: 'list', summary: title, title, rows, more, nothing: rows.length > 0 ? '' : NOTHING };
    }
    case 'audit': {
      const title = plain(card.title, CAPS.sentence);
      const rows = card.events.slice(0, most).map((event) => auditRow(event, card.zone));
      return { card: 'audit', summary: title, title, rows, more: leftOut(card.events, rows, card.more) };
    }
    case 'help':
      return helpText(nameOf(card.person), card.examples, most);
    case 'form':
      return formText(card.form, most);
    case 'home':
      return homeText(card.home, most);
    case 'vms':
      return vmsText(card.list, most);
    case 'check':
      return checkText(card.findings, most);
    case 'setup':
      return setupText(card.setup, card.view, most);
    case 'jit':
      return jitText(card.form, card.faults ?? {}, most);
    case 'bulletin':
      return bulletinText(card, most);
    case 'activity':
      return activityText(card, most);
    default:
      return card satisfies never;
  }
}

const NOTHING =
  'Nothing open or waiting. To ask for a port, write "open 3389 on vm-prod-01 for 2h from 203.0.113.7".';

function draftText(
  { draft, sentence, lines = [], choices, input, link }: DraftCard,
  most: number,
): DraftText {
  const rows = choices.slice(0, most).map(({ title, note }, index) => ({
    choice: String(index),
    title: plain(title, CAPS.label),
    note: plain(note ?? '', CAPS.sentence),
  }));
  const said = plain(sentence, CAPS.sentence);
  return {
    ...{ card: 'draft', summary: said, sentence: said, draft: plain(draft, CAPS.id) },
    // Whoever presses has read all of them: what is too much for a card is not asked on one.
    lines: lines.map((text) => ({ text: plain(text, CAPS.sentence) })),
    ...{ choices: rows, more: leftOut(choices, rows, 0) },
    inputLabel: plain(input?.label ?? '', CAPS.label),
    inputPlaceholder: plain(input?.placeholder ?? '', CAPS.label),
    inputButton: plain(input?.button ?? 'Use this address', CAPS.label),
    linkTitle: plain(link?.title ?? '', CAPS.label),
    linkUrl: webAddress(link?.url ?? ''),
    linkNote: plain(link?.note ?? '', CAPS.sentence),
  };
}

/** What a button may open: a page, by https, or by http on this machine. */
const webAddress = (url: string): string =>
  url.length <= CAPS.url &&
  /^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):)[\w:./?=&%[\]-]+$/.test(url)
    ? url
    : '';

/** An app that knows no name of somebody puts the id there, which greets nobody. */
const nameOf = ({ id, name }: Person): string => (name === id ? '' : plain(name, CAPS.name));

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
