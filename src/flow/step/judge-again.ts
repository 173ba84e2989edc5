import { portsOf, sourcesOf, vmsOf } from '../../access/grant.ts';
import { stricter } from '../../access/policy/compose.ts';
import type { PolicyWish } from '../../access/policy/policy.ts';
import type { AccessRequest } from '../../access/request.ts';
import { endOf, startOf } from '../../access/span.ts';
import type { Verdict } from '../../access/verdict.ts';
import { sameVm, type Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';
import { within } from '../within.ts';
import { type Unmet, unmetCheck } from './checks.ts';
import { deniesGrants, judgeGrants } from './judge-grants.ts';
import { noLongerOpens, watchedVms } from './only-watching.ts';
import { policyOn } from './policy-now.ts';
import { withLearntRoutes } from './routes.ts';

/** `final`: asking again later changes nothing, the request has no future. */
export type Again =
  | { readonly verdict: Verdict; readonly vms: readonly Vm[] }
  | { readonly refused: string; readonly final: boolean };

/** The policy's word of now on a pending request, over the VMs as the cloud shows them now. */
export async function judgeAgain(deps: Deps, request: AccessRequest): Promise<Again> {
  const cut = await cutShort(deps, request);
  if (cut !== undefined) return { refused: cut, final: true };
  const seen = await seeVms(deps, request);
  if ('refused' in seen) return seen;
  const watched = watchedVms(deps, seen.vms);
  if (watched.length > 0) return { refused: noLongerOpens(watched), final: true };
  const wish = wishOf(deps, request, seen.vms);
  const policy = await policyOn(deps, wish);
  if ('refused' in policy) return { refused: policy.refused, final: policy.gone === true };
  const denied = deniesGrants(policy, wish, request.grants);
  if (denied !== undefined) return { refused: denied, final: true };
  const judgement = judgeGrants(policy, wish, request.grants);
  if (!judgement.allowed)
    return { refused: `The policy does not allow this any more: ${judgement.refused}`, final: true };
  const unmet = await unmetOf(deps, request, seen.vms, judgement.verdict);
  if (unmet) return unmet;
  return { verdict: await withLearntRoutes(deps, judgement.verdict), vms: seen.vms };
}

/** What has to be so beside the approvals, by the verdict at asking and the one of now: the stricter of both holds. */
export const unmetOf = (
  deps: Deps,
  request: AccessRequest,
  vms: readonly Vm[],
  now: Verdict = request.verdict,
): Promise<Unmet | undefined> =>
  unmetCheck(deps, stricter(request.verdict, now), { ...wishOf(deps, request, vms), request: request.id });

/** An extension has nothing to extend once the other one ended otherwise than at its end. */
async function cutShort(deps: Deps, { continues }: AccessRequest): Promise<string | undefined> {
  if (!continues) return undefined;
  const other = (await deps.store.find(continues.id))?.request;
  if (!other || other.status === 'opening' || other.status === 'open') return undefined;
  const expired = 'ending' in other && other.ending.kind === 'expired';
  return expired ? undefined : `${continues.id}, which it extends, ended early. It has to be asked again.`;
}

/** The VMs of a request read afresh; one that is not the same VM any more ends the request. */
export async function seeVms(
  deps: Deps,
  request: AccessRequest,
): Promise<{ readonly vms: readonly Vm[] } | { readonly refused: string; readonly final: boolean }> {
  const refs = vmsOf(request.grants);
  try {
    const read = Promise.all(refs.map((ref) => deps.inventory.fresh(ref.id)));
    const found = await within(deps.limits.lookUpMs, 'Reading the VM', read);
    const changed = refs.find((ref, index) => !isSame(ref, found[index]));
    if (changed)
      return {
        refused: `${changed.name} is not the VM any more that was asked for: it was replaced, moved or re-addressed.`,
        final: true,
      };
    return { vms: found as readonly Vm[] };
  } catch (error) {
    deps.log.warn({ request: request.id, error }, 'the VM could not be read');
    return { refused: 'I could not check the VM just now. Try again in a moment.', final: false };
  }
}

const isSame = (ref: AccessRequest['grants'][number]['vm'], vm: Vm | undefined): boolean =>
  vm !== undefined && sameVm(ref, vm);

/** What the policy is asked for a request that exists; caps count the whole chain. */
export function wishOf(deps: Deps, request: AccessRequest, vms: readonly Vm[]): PolicyWish {
  const { continues, startsAt, justification, ticket, askedBy, breakGlass } = request;
  const now = deps.clock.now();
  const [at, end] = [startOf(request, now), endOf(request, now)];
  return {
    requester: request.requester.id,
    vms,
    ports: portsOf(request.grants),
    sources: sourcesOf(request.grants),
    // What ends at an instant is the shorter the later it is let be, and does not reach into what comes after.
    durationMs: end > at ? end.getTime() - at.getTime() : request.durationMs,
    at,
    ...(startsAt && startsAt > now ? { aheadMs: startsAt.getTime() - now.getTime() } : {}),
    ...(justification === undefined ? {} : { justification }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(askedBy ? { askedBy: askedBy.id } : {}),
    ...(breakGlass ? { breakGlass } : {}),
    ...(continues
      ? {
          chainMs: end.getTime() - continues.chainStart.getTime(),
          extension: continues.count,
          met: continues.met ?? [],
        }
      : {}),
  };
}
