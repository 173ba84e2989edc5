import { missingOf, type Need, stageNow } from '../../access/policy/approvals.ts';
import type { Step } from '../../access/policy/ladder.ts';
import { stageOf } from '../../access/policy/ladder.ts';
import type { AccessRequest } from '../../access/request.ts';

/** One round of asking: whom and where, and what the slots of its cards begin with. */
export interface Asking {
  readonly slots: string;
  readonly groups: readonly string[];
  /** As in a policy; `direct` is each of these people in private. */
  readonly routes: readonly string[];
}

/** Everybody who was asked in the present stage: its own people, and at every rung that was reached those whom it names. */
export function askingsOf(request: AccessRequest): readonly Asking[] {
  const stage = stageNow(request);
  if (request.status !== 'pending' || stage === undefined) return [];
  const open = stage.needs.filter(missingOf);
  const { ask } = request.verdict.routes;
  const groups = open.map(({ requirement }) => requirement.group);
  return [
    { slots: slotsOfStage(request, stage.stage), groups, routes: ask },
    ...open.flatMap((need) => need.ladder.flatMap((step) => askingAt(step, need, ask))),
  ];
}

/** The first stage's cards begin a thread; those of a later one ask other people, with cards of their own. */
const slotsOfStage = ({ verdict }: AccessRequest, stage: number): string => {
  const first = Math.min(...verdict.requirements.map(stageOf));
  return stage === first ? 'approval' : `approval ${stage}`;
};

/** Who is asked at a rung: its own people, or, where it only reminds, everybody who was asked before it. */
function askingAt({ rung, reached }: Step, need: Need, ask: readonly string[]): readonly Asking[] {
  if (reached === undefined) return [];
  const at = reached.at.toISOString();
  const direct = rung.ask.length > 0 ? rung.ask : ['direct'];
  if (rung.group !== undefined) return [{ slots: `approval ${at}`, groups: [rung.group], routes: direct }];
  const before = need.ladder.filter(
    (step) => step.reached && step.reached.at < reached.at && step.rung.group,
  );
  return [
    { slots: `reminder ${at}`, groups: [need.requirement.group], routes: ask },
    ...before.map(({ rung: { group = '', ask: where } }) => ({
      ...{ slots: `reminder ${at} ${group}`, groups: [group] },
      routes: where.length > 0 ? where : ['direct'],
    })),
  ];
}

/** The round of asking that a card belongs to; undefined once its stage is over. */
export const askingOf = (request: AccessRequest, slot: string): Asking | undefined =>
  [...askingsOf(request)]
    .sort((a, b) => b.slots.length - a.slots.length)
    .find(({ slots }) => slot.startsWith(`${slots} `));
