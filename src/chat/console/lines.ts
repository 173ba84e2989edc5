import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A typed line: who, and either what they say, or the number of a button with what they type beside it. */
export interface Line {
  /** In lower case; empty where the line names nobody. */
  readonly nick: string;
  readonly button?: number;
  readonly text: string;
}

/** `riley: open …`, `avery: 3`, `avery: 3 not today`; undefined for an empty line. */
export function parseLine(line: string): Line | undefined {
  if (line.trim() === '') return undefined;
  const colon = line.indexOf(':');
  const nick = colon < 0 ? '' : line.slice(0, colon).trim().toLowerCase();
  const text = line.slice(colon + 1).trim();
  const pressed = /^(\d{1,6})(?:\s+(.*))?$/s.exec(text);
  return pressed ? { nick, button: Number(pressed[1]), text: pressed[2]?.trim() ?? '' } : { nick, text };
}

/** Hands over lines one after the other; a line waits until the one before it is handled. Answers what stops it. */
export function readLines(input: Readable, handle: (line: Line) => Promise<void>): () => void {
  const lines = createInterface({ input, terminal: false });
  let before: Promise<void> = Promise.resolve();
  lines.on('line', (text) => {
    const line = parseLine(text);
    if (line !== undefined) before = before.then(() => handle(line));
  });
  return () => lines.close();
}
