/** Whoever is erased, as they are found in what is kept. */
export interface Sought {
  readonly id: string;
  /** Every name that they had. */
  readonly names: ReadonlySet<string>;
}

/** A shorter one would be found in other words. */
const SHORTEST_NAME = 3;

/** Whether a text tells of them: by their id, or by a name of theirs as words of its own. */
export function teller({ id, names }: Sought): (text: string) => boolean {
  const wanted = [...names].filter((name) => name.length >= SHORTEST_NAME && name !== id);
  const words = wanted.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
  const named =
    wanted.length === 0 ? undefined : new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'iu');
  return (text) => text.toLowerCase().includes(id) || (named?.test(text) ?? false);
}

/** The names by which a value calls them. */
export function namesIn(value: unknown, id: string): readonly string[] {
  const names: string[] = [];
  each(value, (one) => {
    if (one.id === id && typeof one.name === 'string' && one.name !== '') names.push(one.name);
  });
  return names;
}

/** Conversations in which they alone read along. */
export function conversationsIn(value: unknown, id: string): readonly string[] {
  const found: string[] = [];
  each(value, (one) => {
    if (one.privateTo === id && typeof one.conversation === 'string') found.push(one.conversation);
  });
  return found;
}

/** Every text in a value. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function each(value: unknown, see: (one: Readonly<Record<string, unknown>>) => void): void {
  if (typeof value !== 'object' || value === null) return;
  see(value as Readonly<Record<string, unknown>>);
  for (const part of Object.values(value)) each(part, see);
}
