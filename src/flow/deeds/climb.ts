import { groupsAskedNow, nextRung } from '../../access/policy/approvals.ts';
import type { Step } from '../../access/step.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { canTell } from '../step/policy-now.ts';

/** So long a rung waits for a directory; then the ones after it, which may ask elsewhere, have their turn. */
const WAITS_MS = 10 * 60_000;

/**
 * One rung up. Its cards are saved with it and never again, so that it is not taken while it cannot be told whom it asks: they
 * would never hear of it (HOLES H11).
 */
export async function climb(deps: Deps, { request }: Stored): Promise<Step | { readonly refused: string }> {
  const next = nextRung(request);
  if (next === undefined || deps.clock.now() >= later(next.dueAt, WAITS_MS)) return { step: 'climb' };
  const { group } = next.rung;
  const asked = group === undefined ? groupsAskedNow(request) : [group];
  return (await canTell(deps, asked))
    ? { step: 'climb' }
    : { refused: 'Whom it asks next cannot be told just now.' };
}
