import type { AccessRequest, Approval } from '../request.ts';
import type { Requirement } from '../verdict.ts';
import { ladderOf, type Step, stageOf } from './ladder.ts';
import { seat } from './seats.ts';

/** What it depends on who may approve now. */
export type Asking = Pick<AccessRequest, 'verdict' | 'approvals' | 'terms' | 'askedAt' | 'climbed'>;

/** One requirement as it stands. */
export interface Need {
  readonly requirement: Requirement;
  /** The approvals that count for it, each of another person, oldest first. */
  readonly given: readonly Approval[];
  /** Empty while its stage was not asked yet. */
  readonly ladder: readonly Step[];
}

/** The requirements that are asked together. */
export interface Stage {
  readonly stage: number;
  /** When its people were asked; missing while an earlier stage is not met. */
  readonly since?: Date;
  readonly needs: readonly Need[];
}

export const missingOf = ({ requirement, given }: Need): number =>
  Math.max(0, requirement.count - given.length);

/**
 * How far a request is, stage by stage. The approvals of the present terms are gone through as they were given: each counts
 * for the stage that was asked at that moment, and each person counts once, for one requirement of one stage.
 */
export function stagesOf(request: Asking): readonly Stage[] {
  const { requirements } = request.verdict;
  const numbers = [...new Set(requirements.map(stageOf))].sort((a, b) => a - b);
  const stages: Stage[] = [];
  let since: Date | undefined = request.askedAt;
  // Where the policy asks for a sign-in, a click counts for nothing: not one that was given before it did either.
  const isFit = ({ terms, confirmed }: Approval): boolean =>
    terms === request.terms && (!request.verdict.stepUp || confirmed === true);
  let left = request.approvals.filter(isFit);
  for (const stage of numbers) {
    const own = requirements.filter((each) => stageOf(each) === stage);
    const needs = own.map((each) => needOf(each, since, request));
    // Of a stage that was not asked yet there is nothing left to count.
    const counted = countIn(needs, left);
    stages.push({ stage, ...(since ? { since } : {}), needs: counted.seated });
    const used = new Set(counted.by.map(({ by }) => by.id));
    left = left.slice(counted.through).filter(({ by }) => !used.has(by.id));
    since = counted.metAt;
  }
  return stages;
}

/** A requirement before anything was counted. */
type Asked = Omit<Need, 'given'>;

const needOf = (requirement: Requirement, since: Date | undefined, { climbed }: Asking): Asked => ({
  requirement,
  ladder: since === undefined ? [] : ladderOf(requirement, since, climbed),
});

interface Counted {
  readonly by: readonly Approval[];
  readonly seated: readonly Need[];
  /** How many approvals were gone through until the stage was met, and when that was; all of them while it is not. */
  readonly through: number;
  readonly metAt?: Date;
}

/** Those of some approvals that meet a stage, in the order in which they were given. */
function countIn(needs: readonly Asked[], approvals: readonly Approval[]): Counted {
  const counts = needs.map(({ requirement }) => requirement.count);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const by: Approval[] = [];
  const seated = () =>
    seat(
      by.map((each) => tablesFor(each, needs)),
      counts,
    );
  const needsNow = (): readonly Need[] =>
    seated().map((people, at) => ({ ...(needs[at] as Asked), given: inOrder(people, by) }));
  for (const [at, approval] of approvals.entries()) {
    if (by.some((each) => each.by.id === approval.by.id)) continue;
    by.push(approval);
    if (seated().flat().length < by.length) by.pop();
    if (by.length === total) return { by, seated: needsNow(), through: at + 1, metAt: approval.at };
  }
  return { by, seated: needsNow(), through: approvals.length };
}

const inOrder = (people: readonly number[], by: readonly Approval[]): readonly Approval[] =>
  [...people].sort((a, b) => a - b).map((at) => by[at] as Approval);

/** The requirements that an approval may count for. */
const tablesFor = ({ groups, at }: Approval, needs: readonly Asked[]): readonly number[] =>
  [...needs.keys()].filter((table) =>
    groupsOf(needs[table] as Asked, at).some((group) => groups.includes(group)),
  );

/** The groups whose people count for a requirement at this moment: its own, and those of the rungs reached until then. */
export const groupsOf = ({ requirement, ladder }: Asked, at?: Date): readonly string[] => [
  requirement.group,
  ...ladder.flatMap(({ rung, reached }) =>
    rung.group !== undefined && reached && (at === undefined || reached.at <= at) ? [rung.group] : [],
  ),
];

/** The stage that is asked now, which is the first that is not met; undefined once all are. */
export const stageNow = (request: Asking): Stage | undefined =>
  stagesOf(request).find(({ needs }) => needs.some(missingOf));

/** The requirements that are still open, those of later stages included. */
export const unmet = (request: Asking): readonly Requirement[] =>
  unmetNeeds(request).map(({ requirement }) => requirement);

export const unmetNeeds = (request: Asking): readonly Need[] =>
  stagesOf(request).flatMap(({ needs }) => needs.filter(missingOf));

/** The approvals that count, of every stage. */
export const counting = (request: Asking): readonly Approval[] =>
  stagesOf(request).flatMap(({ needs }) => needs.flatMap(({ given }) => given));

/** The groups whose people are asked now: of what is open in the present stage. */
export const groupsAskedNow = (request: Asking): readonly string[] => [
  ...new Set((stageNow(request)?.needs ?? []).filter(missingOf).flatMap((need) => groupsOf(need))),
];

/** The groups whose people have a say at all: of every stage, and of the rungs that were reached. They may deny, and close. */
export const groupsWithSay = (request: Asking): readonly string[] => [
  ...new Set(stagesOf(request).flatMap(({ needs }) => needs.flatMap((need) => groupsOf(need)))),
];

/** Whether an approval by somebody in these groups, confirmed where it has to be, would count now; a person who counts already counts for nothing more. */
export const wouldCount = (
  request: Asking,
  by: Approval['by'],
  groups: readonly string[],
  now: Date,
): boolean => {
  const approval: Approval = { by, at: now, terms: request.terms, groups, confirmed: true };
  return counting({ ...request, approvals: [...request.approvals, approval] }).includes(approval);
};

/** What comes next while nobody answers: the earliest rung of what is open in the present stage. */
export function nextRung(request: Asking): (Step & { readonly requirement: Requirement }) | undefined {
  const open = (stageNow(request)?.needs ?? []).filter(missingOf);
  const ahead = open.flatMap(({ requirement, ladder }) =>
    ladder.filter(({ reached }) => reached === undefined).map((step) => ({ ...step, requirement })),
  );
  return ahead.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0];
}
