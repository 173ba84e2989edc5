import type { Card } from '../../ports/card.ts';
import type { ClickVerb } from '../../ports/chat.ts';
import { factsOf } from '../facts.ts';
import { loadTemplates } from '../fill.ts';

/** A card as lines of text, with the buttons that the terminal numbers. */
export interface Drawing {
  readonly lines: readonly string[];
  readonly buttons: readonly Button[];
}

/** What pressing a button sends; kept here and never typed, so that only its number can be chosen (HOLES H1). */
export interface Button {
  readonly title: string;
  readonly verb: ClickVerb;
  readonly request?: string;
  readonly terms?: number;
  readonly draft?: string;
  readonly choice?: number;
  /** Fixed fields, such as `extendBy`. */
  readonly fields: Readonly<Record<string, string>>;
  /** The field that takes what is typed after the number. */
  readonly field?: string;
  /** On an overview, whose buttons are of many requests. */
  readonly onHome?: true;
}

/** `cards/console/*.json` once filled: a line is text, or a label and a value; empty ones are not there. */
interface Filled {
  readonly lines: readonly {
    readonly text?: string;
    readonly label?: string;
    readonly value?: string;
  }[];
  readonly buttons: readonly FilledButton[];
}

interface FilledButton {
  readonly title: string;
  readonly verb: ClickVerb;
  readonly note?: string;
  readonly hint?: string;
  readonly request?: string;
  readonly terms?: string;
  readonly draft?: string;
  readonly choice?: string;
  readonly extendBy?: string;
  readonly minutes?: string;
  readonly only?: string;
  readonly field?: string;
}

const TEMPLATES = loadTemplates('console');
const LABEL_WIDTH = 11;

/** Draws a card for a terminal. Nothing that a person or a cloud wrote can move the cursor or colour the screen (HOLES H18). */
export function draw(card: Card): Drawing {
  const filled = TEMPLATES[card.card](factsOf(card)) as Filled;
  const onHome = card.card === 'home' ? { onHome: true as const } : {};
  return {
    lines: filled.lines.map(lineOf).filter((line) => line !== ''),
    buttons: filled.buttons.map((button) => ({ ...buttonOf(button), ...onHome })),
  };
}

function lineOf({ text, label, value }: Filled['lines'][number]): string {
  if (label === undefined) return printable(text ?? '');
  const shown = printable(value ?? '');
  return shown === '' ? '' : `${`${printable(label)}:`.padEnd(LABEL_WIDTH)} ${shown}`;
}

function buttonOf(filled: FilledButton): Button {
  const { title, note, hint, verb, request, terms, draft, choice, extendBy, minutes, only, field } = filled;
  const aside = [note, hint].filter(Boolean).join(', ');
  return {
    title: printable(aside === '' ? title : `${title} (${aside})`),
    verb,
    ...(request === undefined ? {} : { request }),
    ...(terms === undefined ? {} : { terms: Number(terms) }),
    ...(draft === undefined ? {} : { draft }),
    ...(choice === undefined ? {} : { choice: Number(choice) }),
    ...(field === undefined ? {} : { field }),
    fields: {
      ...(extendBy === undefined ? {} : { extendBy }),
      ...(minutes === undefined ? {} : { minutes }),
      ...(only === undefined ? {} : { only }),
    },
  };
}

/** A last barrier before the terminal: control characters (escape sequences begin with one) become blanks. */
export const printable = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
