import type { Actor } from '../../sandbox/demo/people.ts';

/** One person at their chat: what they write, read and press. A real browser page, or a stub that speaks the same wire. */
export interface Desk {
  readonly person: Actor;
  say(text: string): Promise<void>;
  /** The newest message of the bot that shows every one of `parts`; waits for it, throws with what is shown instead. */
  reads(...parts: readonly (string | RegExp)[]): Promise<string>;
  /** Presses a button and answers what its presser is told at once: a sentence, or the text of the card that came back. */
  press(button: string, on: Pressing): Promise<string>;
  /** Every message of the bot that is shown now, oldest first. */
  shown(): Promise<readonly string[]>;
  /** Keeps what is shown, for people to look at afterwards; answers the file. */
  keep(file: string): Promise<string>;
  close(): Promise<void>;
}

export interface Pressing {
  /** The newest message that shows these and has the button. */
  readonly on: readonly (string | RegExp)[];
  /** The button that unfolds the part of the card in which the pressed one is. */
  readonly under?: string;
  /** What is typed first, by the label of the input. */
  readonly fields?: Readonly<Record<string, string>>;
}

export const showsAll = (text: string, parts: readonly (string | RegExp)[]): boolean =>
  parts.every((part) => (typeof part === 'string' ? text.includes(part) : part.test(text)));

/** Line breaks and runs of blanks are the renderer's business. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Asks again and again until something comes; throws what `failure` says after `limitMs` of the world's time. */
export async function until<T>(
  look: () => Promise<T | undefined>,
  failure: () => Promise<string> | string,
  limitMs = 80_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const began = Date.now();
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(await failure());
    // A look at a browser's page takes long, and whoever looks all the time holds up what is looked for.
    const wait = Math.max(20, 2 * (Date.now() - began));
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** `Desk.reads` for any desk that can say what it shows. */
export async function readsOn(
  desk: Pick<Desk, 'shown' | 'person'>,
  parts: readonly (string | RegExp)[],
): Promise<string> {
  return until(
    async () => (await desk.shown()).findLast((text) => showsAll(text, parts)),
    async () =>
      `${desk.person.name} never read ${parts.join(' + ')}. Shown is:\n${(await desk.shown()).join('\n---\n')}`,
  );
}
