import { readFileSync } from 'node:fs';
import type { CardName } from '../../../src/ports/card.ts';

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../cards/teams/${file}`, import.meta.url), 'utf8'));

export const template = (card: CardName): Record<string, unknown> =>
  read(`${card}.json`) as Record<string, unknown>;
export const sample = (card: CardName): unknown => read(`${card}.sample.json`);

/** Every string in a JSON value, with where it stands: `Container.style`, `TextRun.text`, `Action.Execute.data.request`. */
export function* strings(value: unknown, owner = '', key = ''): Generator<{ at: string; text: string }> {
  if (typeof value === 'string') yield { at: `${owner}.${key}`, text: value };
  else if (Array.isArray(value)) for (const item of value) yield* strings(item, owner, key);
  else if (typeof value === 'object' && value !== null) {
    const type = (value as { type?: unknown }).type;
    const own = typeof type === 'string' && key !== 'mentioned' ? type : `${owner}.${key}`;
    for (const [name, inner] of Object.entries(value)) yield* strings(inner, own, name);
  }
}

/** Every action in a card, those inside a ShowCard included. */
export function* actions(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const item of value) yield* actions(item);
  else if (typeof value === 'object' && value !== null) {
    const element = value as Record<string, unknown>;
    if (typeof element.type === 'string' && element.type.startsWith('Action.')) yield element;
    for (const inner of Object.values(element)) yield* actions(inner);
  }
}

/** Every input in a card, those inside a ShowCard included. */
export function* inputs(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const item of value) yield* inputs(item);
  else if (typeof value === 'object' && value !== null) {
    const element = value as Record<string, unknown>;
    if (typeof element.type === 'string' && element.type.startsWith('Input.')) yield element;
    for (const inner of Object.values(element)) yield* inputs(inner);
  }
}
