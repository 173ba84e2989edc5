import type { Setup } from '../../access/setup/setup.ts';
import { Conflict } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import type { Asking } from '../say/verbs.ts';
import { setupEvent } from './event-setup.ts';

/** The audit line of a refused answer to a setup; a delivery that was answered already has its line. */
export async function recordRefusedSetup(
  deps: Deps,
  { key, person, place }: Asking,
  sentence: string,
  setup: Setup,
): Promise<void> {
  const said = { actor: person, app: place.app, detail: sentence };
  const event = setupEvent(deps, setup, 'refused', deps.clock.now(), said);
  try {
    await deps.store.record(event, { key, answer: { sentence, refused: true } });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error; // the same delivery was recorded by another instance
  }
}
