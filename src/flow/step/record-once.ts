import type { NewEvent } from '../../access/audit-event.ts';
import { Conflict, type Once } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';

/** Saves a line with the delivery that caused it; answers false where another process has handled that delivery already. */
export async function recordOnce(
  { store }: Pick<Deps, 'store'>,
  event: NewEvent,
  key: string,
  answer: Once['answer'],
): Promise<boolean> {
  try {
    await store.record(event, { key, answer });
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}
