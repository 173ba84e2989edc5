import { Template } from 'adaptivecards-templating';
import { CARD_NAMES, type CardName } from '../ports/card.ts';
import { shippedText } from '../shipped.ts';

/** A flat row for a template's `$data`. */
export type Row = Readonly<Record<string, string | boolean>>;

/** What a template may be given: text, yes or no, and lists of flat rows; never an object that could become an element. */
export type Slots = Readonly<Record<string, string | boolean | readonly Row[]>>;

/** Expands one parsed template; safe to call any number of times. */
export type Fill = (slots: Slots) => unknown;

type Fills = Readonly<Record<CardName, Fill>>;

const loaded = new Map<string, Fills>();

/**
 * Reads and parses every `cards/<app>/<card>.json`, once, at start: parsing costs ten times what filling costs.
 * Throws when one is missing or is not JSON.
 */
export function loadTemplates(app: string): Fills {
  const fills = loaded.get(app) ?? parseAll(app);
  loaded.set(app, fills);
  return fills;
}

function parseAll(app: string): Fills {
  const load = (card: CardName): Fill => parseTemplate(JSON.parse(shippedText(`cards/${app}/${card}.json`)));
  return Object.fromEntries(CARD_NAMES.map((card) => [card, load(card)])) as Fills;
}

/**
 * Parses a template in the language of https://learn.microsoft.com/adaptive-cards/templating/.
 * What it answers must never be expanded again: only a second pass would read `${…}` in what a person wrote.
 */
export function parseTemplate(template: unknown): Fill {
  const parsed = new Template(template as object);
  return (slots) => {
    for (const [name, value] of Object.entries(slots)) check(name, value);
    return parsed.expand({ $root: slots });
  };
}

/** A slot that fills a whole string keeps its type, so anything but text, booleans and flat rows could inject an element. */
function check(name: string, value: unknown): void {
  if (isLeaf(value)) return;
  const flat = (row: unknown): boolean =>
    typeof row === 'object' && row !== null && !Array.isArray(row) && Object.values(row).every(isLeaf);
  if (!Array.isArray(value) || !value.every(flat))
    throw new TypeError(`Slot "${name}" must be text, a boolean or a list of flat rows.`);
}

const isLeaf = (value: unknown): boolean => typeof value === 'string' || typeof value === 'boolean';
