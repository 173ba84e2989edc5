import type { Beside, LogLine } from '../ports/store.ts';
import { oneLine } from './one-line.ts';
import type { ReadLine } from './select.ts';

/*
 * One line per event: {"seq":1,"seal":"…","beside":{…},"event":{…}}. What stands behind "event": up to the last brace is the
 * stored text, byte for byte, so that an export can be verified on another machine, by Ajar or by anything that computes sha256.
 */
const LINE =
  /^\{"seq":(\d{1,15}),"seal":(?:"([0-9a-f]{64})"|null),(?:"beside":(\{(?:"[a-z]{1,9}":"(?:[^"\\]|\\.)*",?){1,9}\}),)?"event":(\{.*\})\}$/;

/** The log as JSON lines, one text per line of output. */
export async function* jsonLinesOf(lines: AsyncIterable<ReadLine>): AsyncGenerator<string> {
  for await (const { line } of lines) yield textOf(line);
}

/** One such line, with its end. */
export const textOf = ({ seq, seal, bytes, beside }: LogLine): string =>
  `{"seq":${seq},"seal":${seal === undefined ? 'null' : `"${seal}"`},${beside ? `"beside":${oneLine(beside)},` : ''}"event":${bytes}}\n`;

/** Something that is no export of an audit log; the message names the line. */
export class NotAnExport extends Error {
  override name = 'NotAnExport';
}

/** Reads an export back, line by line, for verification. Throws `NotAnExport`. */
export async function* readJsonLines(texts: AsyncIterable<string>): AsyncGenerator<LogLine> {
  let number = 0;
  for await (const text of texts) {
    number += 1;
    const line = lineIn(text);
    if (line === undefined)
      throw new NotAnExport(
        `Line ${number} is not one of an audit export. Export with --format jsonl, and leave the lines as they are.`,
      );
    yield line;
  }
}

function lineIn(text: string): LogLine | undefined {
  const [, seq, seal, beside, bytes] = LINE.exec(text) ?? [];
  if (seq === undefined || bytes === undefined) return undefined;
  try {
    return {
      ...{ seq: Number(seq), bytes, ...(seal !== undefined && { seal }) },
      ...(beside !== undefined && { beside: JSON.parse(beside) as Beside }),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
