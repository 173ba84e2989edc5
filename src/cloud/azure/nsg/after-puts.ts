import type { Grant } from '../../../access/grant.ts';
import { CloudError, type Sighting } from '../../../ports/provider.ts';
import { fateOf } from '../wire/errors.ts';
import { passes } from './persist.ts';
import type { Put } from './put-rule.ts';

/** What became of one grant's rules. */
export interface Unsent extends Sighting {
  /** Why, kept to be thrown when it was so for every grant. */
  readonly error?: CloudError;
  /** What people should know also where it came to be open. */
  readonly remark?: string;
}

/**
 * Failed only where Azure refused every rule for good, and none was ever sent: a grant with a rule in one group and none in
 * another is not shut, and has to be closed. Throws what is no `CloudError`.
 */
export function afterPuts(
  { key, state }: Pick<Grant, 'key' | 'state'>,
  ends: readonly PromiseSettledResult<Put>[],
): Unsent {
  const outcomes = ends.map(outcomeOf);
  const traces = outcomes.flatMap((outcome) => outcome.traces);
  const worst = outcomes.find(({ note }) => note !== undefined);
  const note = worst?.note;
  const nothingThere =
    state === 'planned' && outcomes.every(({ fate }) => fate === 'refused' || fate === 'undone');
  const remark = outcomes.find((outcome) => outcome.remark !== undefined)?.remark;
  if (!nothingThere)
    return {
      ...{ key, state: 'sent', traces },
      ...(note !== undefined && { note }),
      ...(remark !== undefined && { remark }),
    };
  const refused = outcomes.find(({ fate }) => fate === 'refused');
  if (refused)
    return { key, state: 'failed', traces, ...(refused.note !== undefined && { note: refused.note }) };
  const { error } = worst ?? {};
  return {
    key,
    state: 'sent',
    unsent: true,
    traces,
    ...(note !== undefined && { note }),
    ...(error && { error }),
  };
}

interface Outcome {
  readonly fate: 'taken' | 'refused' | 'undone' | 'unknown';
  readonly traces: readonly string[];
  readonly note?: string;
  readonly remark?: string;
  readonly error?: CloudError;
}

function outcomeOf(end: PromiseSettledResult<Put>): Outcome {
  if (end.status === 'rejected') return afterFailure(end.reason);
  if ('refused' in end.value) return { fate: 'refused', traces: [], note: end.value.refused };
  const { traces, trouble, remark } = end.value;
  return {
    ...{ fate: 'taken', traces },
    ...(trouble && { note: `${trouble.message} Ajar looks again.` }),
    ...(remark !== undefined && { remark }),
  };
}

function afterFailure(error: unknown): Outcome {
  if (!(error instanceof CloudError)) throw error;
  const fate = passes(error) ? 'undone' : fateOf(error);
  const traces = error.trace === undefined ? [] : [error.trace];
  const note =
    fate === 'unknown'
      ? `${error.message} It may have been taken all the same; Ajar looks again.`
      : error.message;
  return { fate, traces, note, error };
}
