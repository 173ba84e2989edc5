import { sayDuration } from '../duration.ts';
import type { Check, Judgement } from '../verdict.ts';
import { membersOf } from './group.ts';
import type { Policy } from './policy.ts';

/** More names than this are a number. */
const MOST = 4;

/** What the policy would have done with a wish, as a sentence: "the policy would have asked prod-approvers (Avery, Blake)". */
export function sayWould(policy: Policy, judgement: Judgement): string {
  if (!judgement.allowed) return `the policy would have refused it: ${judgement.refused.replace(/\.$/, '')}`;
  const { requirements, maxDurationMs, checks = [] } = judgement.verdict;
  const longest = `for ${sayDuration(maxDurationMs)} at most${sayChecks(checks)}`;
  if (requirements.length === 0) return `the policy would have let it through, ${longest}`;
  const asked = requirements.map(({ count, group }) => `${count} of ${group} (${namesIn(policy, group)})`);
  return `the policy would have asked ${asked.join(' and ')}, ${longest}`;
}

const CHECKED: Readonly<Record<Check['kind'], string>> = {
  ticket: 'the ticket',
  azure: "the requester's own rights in Azure",
};

/** Nothing is looked up for what was never asked: what that would have come to cannot be told. */
function sayChecks(checks: readonly Check[]): string {
  const kinds = [...new Set(checks.map(({ kind }) => CHECKED[kind]))];
  return kinds.length === 0 ? '' : `, once ${kinds.join(' and ')} had been looked up`;
}

function namesIn(policy: Policy, group: string): string {
  const people = membersOf(policy.groups, group).map(({ name }) => name);
  const left = people.length - MOST;
  return [...people.slice(0, MOST), ...(left > 0 ? [`${left} more`] : [])].join(', ');
}
