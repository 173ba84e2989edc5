import type { ChangePlan, Outcome } from './consent.ts';
import { mustBeAccepted } from './consent.ts';

/** Who loses access, stays let in or gets in, each a line. */
export const consequenceLines = ({ losing, exposing, unread }: ChangePlan<unknown>): readonly string[] => [
  ...losing.flatMap(({ sentence, mend }) => [sentence, ...(mend === '' ? [] : [`To mend it: ${mend}`])]),
  ...exposing,
  ...unread.map((why) => `Cannot tell all of it: ${why}`),
];

/** How one kind of change is written. */
interface Words<C> {
  linesOf(outcome: Outcome<C>): readonly string[];
  asJson(outcome: Outcome<C>): object;
}

/** Writes what became of each VM, and how to go on; the process ends with 1 where something was held back or not done. */
export function report<C>(
  outcomes: readonly Outcome<C>[],
  { linesOf, asJson }: Words<C>,
  json: boolean | undefined,
): void {
  for (const outcome of outcomes) {
    if (json) console.log(JSON.stringify(asJson(outcome)));
    else for (const line of linesOf(outcome)) console.log(line);
  }
  const count = (state: Outcome<C>['state']) => outcomes.filter((each) => each.state === state);
  if (count('failed').length + count('held').length > 0) process.exitCode = 1;
  if (json) return;
  const would = count('would').map(({ plan }) => plan);
  console.log(closing(outcomes, would));
}

function closing<C>(outcomes: readonly Outcome<C>[], would: readonly ChangePlan<C>[]): string {
  if (would.length === 0) {
    const of = (state: Outcome<C>['state']) => outcomes.filter((each) => each.state === state).length;
    return `${of('done')} done, ${of('left')} left as they are, ${of('held')} held back, ${of('failed')} could not be done.`;
  }
  const accept = would.some(mustBeAccepted) ? ' --accept' : '';
  return `Nothing is changed yet. To change ${would.length === 1 ? 'it' : `these ${would.length}`}, write it again with --yes${accept}.`;
}
