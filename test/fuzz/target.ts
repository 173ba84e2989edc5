import type { Random } from './random.ts';

/** Something that reads bytes from outside. */
export interface Target {
  /** As it is called at the command line and in the table. */
  readonly name: string;
  /** What it is given, as text: what a failure prints and somebody can paste. */
  readonly make: (random: Random) => string;
  /** Reads it; throws where an answer is not as it has to be. */
  readonly read: (input: string) => unknown;
  /** Takes milliseconds: fewer of its inputs fit into the same time. */
  readonly isSlow?: true;
  /** The only errors that it may throw: none where it answers faults as values. */
  readonly throws?: readonly (new (
    ...args: never[]
  ) => Error)[];
}

/** What an answer has to be, beyond being one. */
export function must(what: string, holds: boolean): void {
  if (!holds) throw new Broken(`an answer that is not as it has to be: ${what}`);
}

class Broken extends Error {
  override name = 'Broken';
}
