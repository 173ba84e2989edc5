import { holdOf, sharesRule } from '../../access/grant.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';

/** `keep`: what others have open now. `undecided`: another one is just being opened, and may come to hold it or not. */
export interface Kept {
  readonly keep: ReadonlySet<string>;
  readonly undecided: boolean;
}

/** Targets and sources that other live requests hold past now: the rule goes with the last holder (HOLES H9). */
export async function keptByOthers(deps: Deps, request: AccessRequest): Promise<Kept> {
  const shared = request.grants.filter(sharesRule);
  const targets = [...new Set(shared.map((grant) => grant.target))];
  const holders = (await Promise.all(targets.map((target) => deps.store.holders(target, request.id)))).flat();
  const now = deps.clock.now();
  // What has ended keeps nothing: of n that end together none reads the n - 1 others.
  const ids = [...new Set(holders.filter(({ until }) => until > now).map((holder) => holder.request))];
  const others = await Promise.all(ids.map((id) => findReadable(deps, id)));
  const mine = new Set(shared.map(holdOf));
  const theirs = others.flatMap((other) => (other && isLive(other, now) ? other.request.grants : []));
  const open = theirs.filter((grant) => grant.state === 'open').map(holdOf);
  const opening = theirs.filter((grant) => grant.state === 'sent').map(holdOf);
  return { keep: new Set(open), undecided: opening.some((key) => mine.has(key) && !open.includes(key)) };
}

const isLive = ({ request }: Stored, now: Date): boolean =>
  (request.status === 'opening' || request.status === 'open') && request.until > now;

/** A neighbour whose record cannot be read must not keep a port open (HOLES H8). */
async function findReadable(deps: Deps, id: string): Promise<Stored | undefined> {
  try {
    return await deps.store.find(id);
  } catch (error) {
    deps.log.error({ request: id, error }, 'a neighbour cannot be read; it keeps nothing open');
    return undefined;
  }
}
