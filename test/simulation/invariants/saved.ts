import { ENDED, STEPS, type Status } from '../../../src/access/request.ts';
import type { Stored } from '../../../src/ports/store.ts';
import type { Saved } from '../watched-store.ts';
import type { World } from '../world.ts';
import { ROUND_MS } from './open-ports.ts';

type Violated = (sentence: string) => void;

/** What may be saved after what was: the table, one version after the other, an end that never moves. */
export function checkSaved(world: World, saved: Saved, before: Stored | undefined, violated: Violated): void {
  const { request, version } = saved.stored;
  if (saved.how === 'create') {
    if (before) violated(`${request.id} was made twice`);
    return;
  }
  if (!before) {
    violated(`${request.id} was changed and never made`);
    return;
  }
  const was = before.request;
  if (version !== before.version + 1)
    violated(`${request.id} went from version ${before.version} to ${version}`);
  if (saved.over !== before.version)
    violated(
      `${request.id} was at version ${before.version} and is written over by whoever read ${saved.over}`,
    );
  if (ENDED.includes(was.status)) violated(`${request.id} was ${was.status} and changed all the same`);
  if (was.status !== request.status && !mayFollow(was.status, request.status))
    violated(`${request.id} went from ${was.status} to ${request.status}`);
  if (request.requester.id !== was.requester.id) violated(`${request.id} changed its requester`);
  if (request.terms < was.terms) violated(`${request.id} went back to terms ${request.terms}`);
  if ('until' in was && 'until' in request && was.until.getTime() !== request.until.getTime())
    violated(`${request.id} moved its end from ${was.until.toISOString()} to ${request.until.toISOString()}`);
  checkGrants(world, saved.stored, violated);
}

const mayFollow = (from: Status, to: Status): boolean =>
  (Object.values(STEPS[from]) as readonly (readonly Status[])[]).some((targets) => targets.includes(to));

/** "Open" is saved only of what was open, and "closed" only of what is not and cannot come any more. */
function checkGrants({ cloud, timeline, watch }: World, { request }: Stored, violated: Violated): void {
  const isFound = timeline.now() - watch.records.lastLoss > ROUND_MS;
  for (const grant of request.grants) {
    const entry = cloud.entries.get(`${request.id} ${grant.key}`);
    if (grant.state === 'open' && !entry?.history.some(({ state }) => state === 'open'))
      violated(`${request.id} ${grant.key} was called open and never was`);
    if (grant.state === 'failed' && entry && cloud.mayBeOpen(entry))
      violated(`${request.id} ${grant.key} was called failed and is ${entry.state}`);
    if (grant.state === 'closed' && entry?.state === 'coming' && cloud.mayBeOpen(entry))
      violated(`${request.id} ${grant.key} was called closed and may still come`);
    if (grant.state === 'planned' && isFound && entry && cloud.mayBeOpen(entry))
      violated(`${request.id} ${grant.key} was forgotten and is ${entry.state}`);
  }
}
