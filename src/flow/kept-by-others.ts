import { mayBeOpen } from '../access/grant.ts';
import type { AccessRequest } from '../access/request.ts';
import type { Stored } from '../ports/store.ts';
import type { Deps } from './deps.ts';

/** Targets and sources that other live requests still hold past now: the rule goes with the last holder (HOLES H9). */
export async function keptByOthers(deps: Deps, request: AccessRequest): Promise<ReadonlySet<string>> {
  const targets = [...new Set(request.grants.map((grant) => grant.target))];
  const holders = (await Promise.all(targets.map((target) => deps.store.holders(target, request.id)))).flat();
  const others = await Promise.all(
    [...new Set(holders.map((holder) => holder.request))].map((id) => deps.store.find(id)),
  );
  const now = deps.clock.now();
  const kept = others.flatMap((other) =>
    other && holds(other, now) ? other.request.grants.filter(mayBeOpen) : [],
  );
  return new Set(kept.map((grant) => `${grant.target}|${grant.source}`));
}

const holds = ({ request }: Stored, now: Date): boolean =>
  (request.status === 'opening' || request.status === 'open') && request.until > now;
