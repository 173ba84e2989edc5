import { AT_MOST } from '../../access/at-most.ts';
import type { Grant } from '../../access/grant.ts';
import { type Person, samePerson } from '../../access/person.ts';
import { denies, judge } from '../../access/policy/judge.ts';
import type { PolicyWish } from '../../access/policy/policy.ts';
import type { Continuation } from '../../access/request.ts';
import { startOf } from '../../access/span.ts';
import type { Judgement, Verdict } from '../../access/verdict.ts';
import type { Deps } from '../deps.ts';
import { deniedLonger, tooMany } from '../hold/too-many.ts';
import type { Asking } from '../say/verbs.ts';
import type { FullWish } from '../say/wish.ts';
import { mayNotReplace } from '../source/replace.ts';
import { unmetCheck } from './checks.ts';
import { onlyWatching, watchedVms } from './only-watching.ts';
import { type Extension, meantBy, opensMore, plannedOf, type Unserved } from './plan-grants.ts';
import { policyOn } from './policy-now.ts';
import { onlyAsks } from './roles.ts';
import { withLearntRoutes } from './routes.ts';

/** A refused wish with the rules that said so, for the audit log. */
export interface NotPlaced {
  readonly refused: string;
  readonly rules: readonly string[];
  readonly policy: string;
  /** Ports that nothing opens, where that is all that stands in the way: an admin may put them under JIT. */
  readonly unserved?: readonly Unserved[];
}

/** What a wish would come to, if it were placed now. */
export interface Weighed {
  readonly verdict: Verdict;
  readonly grants: readonly Grant[];
  readonly now: Date;
  /** Set where it is for somebody else. */
  readonly askedBy?: Person;
}

const TOO_MUCH = `One request takes at most ${AT_MOST.vms} VMs, ${AT_MOST.ports} ports and ${AT_MOST.sources} sources, so that its approvers see all of them. Ask in parts.`;

/** The policy's word on a complete wish, and the grants that it takes; nothing is saved. */
export async function weigh(
  deps: Deps,
  said: Asking,
  wish: FullWish,
  extension?: Extension,
): Promise<Weighed | NotPlaced> {
  const now = deps.clock.now();
  const early = await unfit(deps, said, wish, now);
  if (early !== undefined) return { refused: early, rules: [], policy: deps.policy().hash };
  const asked = askedOf(said, wish, extension?.continues, now);
  const policy = await policyOn(deps, asked);
  if ('refused' in policy) return { ...policy, rules: [], policy: deps.policy().hash };
  const judgement = judge(policy, asked);
  const no = rulesOf(judgement);
  const watched = watchedVms(deps, wish.vms);
  if (watched.length > 0) return { ...no, refused: onlyWatching(deps, watched, judgement) };
  if (!judgement.allowed) return judgement;
  const held = heldBack(said, wish, judgement.verdict) ?? (await tooOftenAsked(deps, said, wish, extension));
  if (held !== undefined) return { ...no, refused: held };
  const isMeant = await meantBy(deps, wish, extension);
  const planned = plannedOf(deps, wish, extension?.continues, now, isMeant);
  if ('refused' in planned) return { ...no, ...planned };
  const opened = planned.grants.map((grant) => grant.opens);
  const denied = denies(policy, { ...asked, ports: opened });
  if (denied !== undefined) return { ...no, refused: denied };
  // What was approved of less is no approval of more.
  const isMore = extension !== undefined && opensMore(planned.grants, extension.grants);
  const whole = isMore ? judge(policy, { ...asked, met: [] }) : judgement;
  if (!whole.allowed) return whole;
  const unmet = await unmetCheck(deps, whole.verdict, asked);
  if (unmet) return { ...no, refused: unmet.refused };
  return {
    verdict: await withLearntRoutes(deps, whole.verdict),
    grants: planned.grants,
    now,
    ...(asked.askedBy === undefined ? {} : { askedBy: said.person }),
  };
}

/** What stands in the way whatever the policy says. */
async function unfit(deps: Deps, said: Asking, wish: FullWish, now: Date): Promise<string | undefined> {
  const { replaces, startsAt } = wish;
  const kept = replaces === undefined ? undefined : await mayNotReplace(deps, said.person, replaces);
  return kept ?? (startsAt && startsAt <= now ? PAST : undefined);
}

/** The wish as the policy is asked about it: for whom, by whom, when, and what it goes on with. */
function askedOf(
  { person }: Asking,
  wish: FullWish,
  continues: Continuation | undefined,
  now: Date,
): PolicyWish {
  const { requester = person, startsAt, ...rest } = wish;
  return {
    ...rest,
    requester: requester.id,
    at: startOf({ ...(continues && { continues }), ...(startsAt && { startsAt }) }, now),
    ...(samePerson(requester, person) ? {} : { askedBy: person.id }),
    ...(startsAt ? { aheadMs: startsAt.getTime() - now.getTime() } : {}),
    ...(continues
      ? { chainMs: chainMs(wish, continues, now), extension: continues.count, met: continues.met ?? [] }
      : {}),
  };
}

/** What the policy allows, and this person may not ask, or not so much of at once. */
function heldBack({ askOnly }: Asking, wish: FullWish, verdict: Verdict): string | undefined {
  // An address is enough to ask, and where nobody is asked it would be enough to get in (HOLES H3).
  if (askOnly && wish.requester) return onlyAsks('ask for somebody else', askOnly);
  if (askOnly && verdict.requirements.length === 0) return onlyAsks('open what needs no approval', askOnly);
  return isTooMuch(wish) ? TOO_MUCH : undefined;
}

function isTooMuch({ vms, ports, sources }: FullWish): boolean {
  const names = vms.map(({ name, resourceGroup }) => name + resourceGroup).join('');
  return (
    vms.length > AT_MOST.vms ||
    ports.length > AT_MOST.ports ||
    sources.length > AT_MOST.sources ||
    names.length > AT_MOST.nameCharacters
  );
}

/** Nobody is held back in an emergency: everybody hears of it. */
const tooOftenAsked = async (
  deps: Deps,
  said: Asking,
  wish: FullWish,
  extension: Extension | undefined,
): Promise<string | undefined> => {
  if (wish.breakGlass) return undefined;
  return extension
    ? deniedLonger(deps, said, wish.vms, extension.continues.id)
    : tooMany(deps, said, wish.vms, wish.requester ?? said.person);
};

const PAST = 'The start that was asked for has passed. Ask again, without a start to open at once.';

const rulesOf = (judgement: Judgement): Pick<Verdict, 'rules' | 'policy'> => {
  const { rules, policy } = judgement.allowed ? judgement.verdict : judgement;
  return { rules, policy };
};

const chainMs = (wish: FullWish, continues: Continuation, now: Date): number =>
  Math.max(now.getTime(), continues.from.getTime()) + wish.durationMs - continues.chainStart.getTime();
