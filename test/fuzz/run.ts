import { createRandom } from './random.ts';
import type { Target } from './target.ts';

export interface Failure {
  readonly target: string;
  readonly seed: number;
  readonly input: number;
  readonly text: string;
  readonly error: unknown;
}

/** Told before each input, so that whoever watches can name the one that never came back. */
export type Begin = (input: number) => void;

/** Where everything is answered at once the loop of events never turns, and what Node clears away in between is never cleared away. */
const TURN = 500;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads inputs from the one to the other number; the first failure, or undefined. */
export async function runTarget(
  target: Target,
  seed: number,
  [from, to]: readonly [number, number],
  begin: Begin = () => undefined,
): Promise<Failure | undefined> {
  for (let input = from; input < to; input += 1) {
    if (input % TURN === 0) await turn();
    begin(input);
    const text = target.make(createRandom(seed, input));
    const error = await errorOf(target, text);
    if (error !== undefined) return { target: target.name, seed, input, text, error };
  }
  return undefined;
}

async function errorOf({ read, throws = [] }: Target, text: string): Promise<unknown> {
  try {
    const answer = read(text);
    // Not awaited where it is none: that would cost more than most readers do.
    if (answer instanceof Promise) await answer;
    return undefined;
  } catch (error) {
    return throws.some((kind) => error instanceof kind) ? undefined : (error ?? 'nothing was thrown');
  }
}

const LONGEST_SHOWN = 2_000;

/** How to see it again. */
export const sayFailure = ({ target, seed, input, text, error }: Failure): string =>
  [
    `${target}: input ${input} of seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`,
    `It was: ${JSON.stringify(text.slice(0, LONGEST_SHOWN))}${text.length > LONGEST_SHOWN ? ` and ${text.length - LONGEST_SHOWN} characters more` : ''}`,
    `Again: npm run test:fuzz -- ${target} --seed ${seed} --from ${input} --count 1`,
  ].join('\n');
