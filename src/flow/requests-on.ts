import { type AccessRequest, HELD } from '../access/request.ts';
import type { Store } from '../ports/store.ts';
import { MOST_HELD } from './most-held.ts';

/** Far above what anybody asks for on one VM in a week. */
const LOOKED_BACK = 200;

/** The newest requests of a VM, or of one person there, and whatever of them may be open, however many are newer. */
export async function requestsOn(
  store: Pick<Store, 'list'>,
  whose: { readonly vm: string; readonly requester?: string },
): Promise<readonly AccessRequest[]> {
  const [newest, held] = await Promise.all([
    store.list({ ...whose, limit: LOOKED_BACK }),
    store.list({ ...whose, statuses: HELD, limit: MOST_HELD }),
  ]);
  return [...new Map([...newest, ...held].map(({ request }) => [request.id, request])).values()];
}
