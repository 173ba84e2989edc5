import { readCard } from '../chat/teams/read-card.ts';
import { oneLine } from './desk.ts';

/** An Action.Execute as it stands in a card. */
export interface Button {
  readonly title: string;
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** What the inputs hold that are sent along, by their ids. */
  readonly held: Readonly<Record<string, string>>;
}

type Part = Readonly<Record<string, unknown>>;

/** Every object of an Adaptive Card, outer ones first. */
function* parts(node: unknown): Generator<Part> {
  if (Array.isArray(node)) for (const item of node) yield* parts(item);
  else if (typeof node === 'object' && node !== null) {
    yield node as Part;
    for (const value of Object.values(node)) yield* parts(value);
  }
}

/** What a reader sees of an Adaptive Card, in one line: texts, labels and button titles. */
export const cardText = (card: unknown): string => oneLine(rendered(readCard(card)));

/** Markdown's backslashes and the mention tags are the renderer's to drop. */
const rendered = (text: string): string =>
  text.replace(/<\/?at>/g, '').replace(/\\([\\`*_{}[\]()#+\-.!~<>|])/g, '$1');

export function findButton(card: unknown, title: string): Button | undefined {
  for (const part of parts(card)) {
    if (part.type === 'Action.Execute' && part.title === title) {
      const data = (part.data ?? {}) as Readonly<Record<string, unknown>>;
      return {
        title,
        verb: String(part.verb),
        data,
        held: part.associatedInputs === 'none' ? {} : heldBy(card),
      };
    }
  }
  return undefined;
}

function heldBy(card: unknown): Readonly<Record<string, string>> {
  const inputs = [...parts(card)].filter(({ type, value }) => String(type).startsWith('Input.') && value);
  return Object.fromEntries(inputs.map(({ id, value }) => [String(id), String(value)]));
}

/** The id of the input with this label. */
export function inputId(card: unknown, label: string): string {
  for (const part of parts(card)) {
    if (String(part.type).startsWith('Input.') && part.label === label) return String(part.id);
  }
  throw new Error(`The card has no input "${label}".`);
}

/** An invoke's answer as its presser meets it: a sentence, or a card in the place of the pressed one. */
export function answerOf(
  status: number,
  body: string,
): { readonly told: string; readonly card?: Record<string, unknown> } {
  if (status >= 400) throw new Error(`The bot answered a click with ${status}: ${body}`);
  const { value = {} }: { value?: string | Record<string, unknown> } = body === '' ? {} : JSON.parse(body);
  return typeof value === 'string' ? { told: value } : { told: cardText(value), card: value };
}
