import { Command, InvalidArgumentError } from 'commander';
import { type Context, readSentence } from '../access/sentence.ts';
import { isZone } from '../access/wall-time.ts';
import { Complaint } from '../complaint.ts';
import { linesOf } from './lines.ts';
import { sentenceAsJson } from './sentence-json.ts';
import { sentenceAsText } from './sentence-text.ts';

/** What the command reads and writes; the process's own outside tests. */
export interface ParseStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

interface Options {
  readonly json?: boolean;
  readonly now?: Date;
  readonly zone?: string;
}

const USAGE =
  'Write a sentence as the argument (ajar parse "open 3389 on vm-prod-01 for 2h"), or send lines to the standard input.';

/** `ajar parse`: shows how sentences are read, one line out per sentence in; exit code 1 when one is not understood. */
export const parseCommand = (
  streams: ParseStreams = { input: process.stdin, output: process.stdout },
): Command =>
  new Command('parse')
    .description('show how a sentence is read: the argument, or each line of the standard input')
    .argument('[sentence...]', 'the sentence; without one, lines of the standard input are read')
    .option('--json', 'print one JSON object a line')
    .option('--now <instant>', 'read times as of this instant, such as 2026-10-18T10:00:00Z', instantOf)
    .option('--zone <zone>', 'read times in this zone, such as Europe/Berlin', zoneOf)
    .action(async (words: readonly string[], options: Options) => {
      if (words.length === 0 && streams.input.isTTY === true) throw new Complaint(USAGE);
      const sentences = words.length > 0 ? [words.join(' ')] : linesOf(piecesOf(streams.input));
      if (!(await parseAll(sentences, streams.output, options))) process.exitCode = 1;
    });

/** Answers whether every sentence was understood. Stops when nobody reads its output any more. */
async function parseAll(
  sentences: Iterable<string> | AsyncIterable<string>,
  output: NodeJS.WritableStream,
  options: Options,
): Promise<boolean> {
  const put = createWriter(output);
  let understood = true;
  for await (const sentence of sentences) {
    const context = contextOf(options);
    const read = readSentence(sentence, context);
    understood &&= read.verb !== undefined;
    const line = options.json ? JSON.stringify(sentenceAsJson(read, context)) : sentenceAsText(read, context);
    if (!(await put(`${line}\n`))) break;
  }
  return understood;
}

const contextOf = ({ now, zone }: Options): Context => ({
  now: now ?? new Date(),
  zone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
});

/** Writes as fast as the reader takes it; answers false once the reader has gone (`ajar parse … | head`). */
function createWriter(output: NodeJS.WritableStream): (text: string) => Promise<boolean> {
  let failure: NodeJS.ErrnoException | undefined;
  let wake = (): void => undefined;
  output.on('error', (error: NodeJS.ErrnoException) => {
    failure = error;
    wake();
  });
  output.on('drain', () => wake());
  return async (text) => {
    if (!failure && !output.write(text)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (failure) resolve();
      });
    }
    if (failure && failure.code !== 'EPIPE') throw failure;
    return failure === undefined;
  };
}

async function* piecesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  input.setEncoding('utf8');
  for await (const piece of input) yield String(piece);
}

function instantOf(text: string): Date {
  const isWhole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/i.test(text);
  const instant = new Date(text);
  if (isWhole && !Number.isNaN(instant.getTime())) return instant;
  throw new InvalidArgumentError('Write an instant with its zone, such as 2026-10-18T10:00:00Z.');
}

function zoneOf(text: string): string {
  if (isZone(text)) return text;
  throw new InvalidArgumentError('Write an IANA time zone, such as Europe/Berlin or UTC.');
}
