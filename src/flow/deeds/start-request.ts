import { unmet } from '../../access/policy/approvals.ts';
import { stricter } from '../../access/policy/policy.ts';
import type { RequestIn } from '../../access/request.ts';
import { endOf } from '../../access/span.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { judgeAgain } from '../step/judge-again.ts';
import { stillStanding } from '../step/step-of.ts';
import { backOff } from './due.ts';
import { endLease, ifStill, type Led, underLease } from './lease.ts';

/**
 * The start of what was approved before: the VM, the policy and everybody who approved are looked up once more. What cannot
 * be told is tried again until its end; what does not hold any more lapses, with the reason.
 */
export const startRequest = (deps: Deps, stored: Stored): Promise<Led | undefined> =>
  underLease(deps, stored, stored.request.grants, (leased) => start(deps, leased));

async function start(deps: Deps, leased: Stored): Promise<Led | undefined> {
  const request = leased.request as RequestIn<'approved'>;
  const again = await judgeAgain(deps, request);
  if ('refused' in again)
    return again.final ? ifStill(leased, { step: 'lapse', why: again.refused }) : later(deps, leased);
  const verdict = stricter(request.verdict, again.verdict);
  const standing = await stillStanding(deps, { ...request, verdict });
  if ('refused' in standing) return later(deps, leased);
  const missing = unmet({ ...request, verdict, approvals: standing });
  if (missing.length > 0) return ifStill(leased, { step: 'lapse', why: whyNot(request, standing, missing) });
  return ifStill(leased, { step: 'start', verdict: again.verdict, standing });
}

/** Cannot tell is not yes: it stays shut, and is asked again before its end. */
async function later(deps: Deps, leased: Stored): Promise<undefined> {
  const request = leased.request as RequestIn<'approved'>;
  const now = deps.clock.now();
  const [next, end] = [backOff(now, leased.work.attempt), endOf(request, now)];
  await endLease(deps, leased, request.grants, next < end ? next : end);
}

type Standing = RequestIn<'approved'>['approvals'];

/** Whoever approved and may not any more, or what the rules ask beside them by now. */
function whyNot(
  { approvals }: RequestIn<'approved'>,
  standing: Standing,
  missing: ReturnType<typeof unmet>,
): string {
  const gone = approvals.filter((_, index) => standing[index]?.groups.length === 0).map(({ by }) => by.name);
  const needs = missing.map(({ count, group }) => `${count} from ${group}`).join(', ');
  const who = gone.length > 0 ? `${gone.join(' and ')} may not approve it any more. ` : '';
  return `${who}At its start it needs approval by ${needs}, which it does not have. It has to be asked again.`;
}
