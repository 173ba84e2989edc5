import type { Answers } from './answers.ts';
import type { Finding } from './find.ts';
import { nextSteps } from './next-steps.ts';
import { changedIn, valuesOf } from './values.ts';
import { type Planned, summary, writeAll } from './write.ts';

/** What would be written, in words; undefined where nothing would. */
export function announced(
  answers: Answers,
  { envText }: Finding,
  files: readonly Planned[],
): string | undefined {
  if (files.every(({ state }) => state === 'same')) return undefined;
  return `These files are written:\n${summary(files, Object.keys(changedIn(envText, valuesOf(answers))))}`;
}

/** Writes, and says what is left to do. */
export function finish(
  answers: Answers,
  there: Finding,
  files: readonly Planned[],
  say: (text: string) => void,
): void {
  writeAll(files);
  say(nextSteps(answers, files, there.env));
}
