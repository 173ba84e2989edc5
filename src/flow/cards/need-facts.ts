import { partsOf } from '../../access/parts.ts';
import { groupsOf, missingOf, type Need, nextRung, stagesOf } from '../../access/policy/approvals.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { NeedFacts, RequestFacts } from '../../ports/card.ts';
import type { Deps } from '../deps.ts';
import { othersOf } from '../step/policy-now.ts';

/** More names than this are a number beside a requirement. */
const NAMED = 4;

/** Who has approved what, who could, and what happens next. Who could is looked up only while it matters. */
export async function needFacts(
  deps: Deps,
  request: AccessRequest,
): Promise<Pick<RequestFacts, 'needs' | 'next'>> {
  const needs = stagesOf(request).flatMap(({ stage, since, needs }) =>
    needs.map((need) => factOf(deps, request, stage, since, need)),
  );
  const next = request.status === 'pending' ? nextRung(request) : undefined;
  if (next === undefined) return { needs: await Promise.all(needs) };
  const { requirement, rung, dueAt: at } = next;
  const to = rung.group === undefined ? {} : { to: rung.group };
  return { needs: await Promise.all(needs), next: { at, group: requirement.group, ...to } };
}

async function factOf(
  deps: Deps,
  request: AccessRequest,
  stage: number,
  since: Date | undefined,
  need: Need,
): Promise<NeedFacts> {
  const { group, count } = need.requirement;
  const isOpen = request.status === 'pending' && missingOf(need) > 0;
  const could = isOpen ? await othersOf(deps, request, groupsOf(need)) : [];
  return {
    ...{ stage, group, count, given: need.given.map(({ by, at }) => ({ by, at })) },
    state: missingOf(need) === 0 ? 'met' : since === undefined ? 'later' : 'asked',
    could: could.slice(0, NAMED),
    more: Math.max(0, could.length - NAMED),
  };
}

/** Slack takes ten boxes to tick: https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element */
const MOST_PARTS = 10;

/** What "approve fewer ports" offers to leave out. */
export function partsOffered(request: AccessRequest): RequestFacts['approveOnly'] {
  const parts = request.status === 'pending' ? partsOf(request) : [];
  if (parts.length < 2 || parts.length > MOST_PARTS) return [];
  return parts.map(({ keys: [key = ''], title }) => ({ key, title }));
}
