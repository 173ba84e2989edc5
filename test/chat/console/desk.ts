import { PassThrough } from 'node:stream';
import type { Actor } from '../../../sandbox/demo/people.ts';
import { type Desk, oneLine, readsOn, showsAll, until } from '../../e2e/desk.ts';

/** What was printed to one person: the lines of a message, and its numbered buttons. */
interface Printed {
  readonly reader: string;
  readonly text: string;
  readonly buttons: ReadonlyMap<string, string>;
}

/** One terminal, and a desk for each person at it. */
export function createTerminal(): {
  readonly input: PassThrough;
  readonly output: PassThrough;
  desk(person: Actor): Desk;
} {
  const input = new PassThrough();
  const output = new PassThrough();
  let all = '';
  output.on('data', (chunk: Buffer) => {
    all += chunk.toString();
  });
  const printedTo = (reader: string): readonly Printed[] =>
    blocksIn(all).filter((each) => each.reader === reader);
  return {
    ...{ input, output },
    desk(person) {
      const shown = async (): Promise<readonly string[]> => printedTo(person.nick).map(({ text }) => text);
      const type = (text: string): void => void input.write(`${person.nick}: ${text}\n`);
      return {
        ...{ person, shown, close: async () => undefined, keep: async (file) => file },
        say: async (text) => type(text),
        reads: (...parts) => readsOn({ shown, person }, parts),
        async press(button, { on }) {
          const number = await until(
            async () =>
              printedTo(person.nick)
                .findLast(({ text, buttons }) => showsAll(text, on) && buttons.has(button))
                ?.buttons.get(button),
            () => `${person.name} sees no button "${button}" with ${on.join(' + ')}:\n${all}`,
          );
          type(number);
          return '';
        },
      };
    },
  };
}

/** Messages are set apart by an empty line; the first line says to whom, a button is `[3] Approve`. */
function blocksIn(all: string): readonly Printed[] {
  return all.split('\n\n').flatMap((block) => {
    const [head = '', ...lines] = block.split('\n');
    const reader = / to (\w+)$/.exec(head)?.[1];
    if (reader === undefined) return [];
    const buttons = lines.flatMap((line) => {
      const [, number, title] = /\[(\d+)\] (.+?)(?: \(.*\))?$/.exec(line) ?? [];
      return number && title ? [[title, number] as const] : [];
    });
    const text = oneLine(lines.map((line) => line.replace(/^ {2}\| /, '')).join(' '));
    return [{ reader, text, buttons: new Map(buttons) }];
  });
}
