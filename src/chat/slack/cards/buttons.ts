/**
 * What an action id begins with. A colon may follow with whatever keeps it apart from its neighbours in one message. Values
 * are ids and numbers only, with a blank between (HOLES H1); `cards/slack/*.json` writes them so.
 */
const VALUES = {
  approve: ['request', 'terms'],
  /** "For less time": a menu. */
  less: ['request', 'terms', 'minutes'],
  /** Asks first which ports stay. */
  fewer: ['request', 'terms'],
  /** Asks for a reason first. */
  deny: ['request', 'terms'],
  cancel: ['request', 'terms'],
  close: ['request', 'terms'],
  extend: ['request', 'terms', 'minutes'],
  /** Asks for the same once more, at one press. */
  repeat: ['request', 'terms'],
  /** Opens the form, filled with what this request asked for. */
  again: ['request'],
  /** One of a draft's choices. */
  choose: ['draft', 'choice'],
  /** What is none of a draft's choices, as typed: `write:<draft>`, and the value is what was typed. */
  write: [],
  /** Opens a page in the browser by itself; Slack tells us of it all the same. */
  page: [],
  /** Opens the form with the VM of a row of a list. */
  listed: ['list', 'choice'],
  /** Opens the empty form. */
  ask: [],
  /** Opens the form for just-in-time access that this message speaks of. */
  jit: ['form'],
  /** The form's VM was picked: the value is its key. */
  vm: [],
  /** For whom the form is was typed. */
  whom: [],
} as const satisfies Record<string, readonly Part[]>;

type Part = 'form' | 'request' | 'terms' | 'minutes' | 'draft' | 'choice' | 'list';

export type Button = keyof typeof VALUES;

export const BUTTONS = Object.keys(VALUES) as readonly Button[];

/** A button as it was pressed; `parts` has what its value carries, `rest` what follows the colon of its action id. */
export interface Pressed {
  readonly button: Button;
  readonly rest: string;
  readonly value: string;
  readonly parts: Readonly<Partial<Record<Part, string>>>;
}

/** Reads an action; undefined for a button that is none of this version's. */
export function pressed(action: string, value: string): Pressed | undefined {
  const [, name = '', rest = ''] = /^([a-z]+)(?::(.*))?$/s.exec(action) ?? [];
  const button = BUTTONS.find((known) => known === name);
  if (button === undefined) return undefined;
  const names: readonly Part[] = VALUES[button];
  const words = value.split(' ');
  if (names.length > 0 && (words.length !== names.length || words.includes(''))) return undefined;
  const parts = Object.fromEntries(names.map((part, at) => [part, words[at] ?? '']));
  return { button, rest, value, parts };
}
