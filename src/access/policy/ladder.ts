import type { Climbed } from '../request.ts';
import type { Requirement, Rung } from '../verdict.ts';

/** Stages are asked in the order of their numbers. */
export const stageOf = ({ stage = 1 }: Pick<Requirement, 'stage'>): number => stage;

/** A rung of a requirement whose people were asked: when its time comes, and the record of it once it was reached. */
export interface Step {
  readonly rung: Rung;
  readonly dueAt: Date;
  readonly reached?: Climbed;
}

/**
 * A requirement's ladder since its people were asked, soonest first. A record counts for a rung that the verdict still has, at
 * a time that it still has: where a rule was made stricter since, the rung waits for its new time.
 */
export function ladderOf(
  requirement: Requirement,
  since: Date,
  // Stryker disable next-line ArrayDeclaration: whatever is no record counts for no rung.
  climbed: readonly Climbed[] = [],
): readonly Step[] {
  const records = climbed.filter(
    (each) => each.group === requirement.group && stageOf(each) === stageOf(requirement),
  );
  const rungs = [...(requirement.ladder ?? [])].sort((a, b) => a.afterMs - b.afterMs);
  return rungs.map((rung) => {
    const dueAt = new Date(since.getTime() + rung.afterMs);
    const found = records.findIndex(({ to, at }) => to === rung.group && at >= dueAt);
    const [reached] = found < 0 ? [] : records.splice(found, 1);
    return { rung, dueAt, ...(reached ? { reached } : {}) };
  });
}
