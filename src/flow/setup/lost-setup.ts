import type { Copy, StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { advanceSetup } from './advance-setup.ts';
import { adminCopies, isAskCopy } from './copies-setup.ts';

const UNREACHED =
  'No admin could be reached: the bot is in none of the places that the policy names. Ask whoever keeps it.';

/** A shut route falls back to private chats; what no admin can see is not left waiting in silence. */
export async function askOtherAdmins(
  deps: Deps,
  copy: Copy,
  { id, body }: StoredRecord<'setup'>,
): Promise<void> {
  if (!isAskCopy(copy) || body.status !== 'pending') return;
  if (copy.place.privateTo === undefined) await deps.store.addCopies(id, await adminCopies(deps, body));
  const others = (await deps.store.copies(id)).filter((each) => isAskCopy(each) && each.slot !== copy.slot);
  if (others.some(({ lost }) => lost === undefined)) return;
  await advanceSetup(deps, id, () => ({ step: 'lapse', why: UNREACHED }), { app: 'ajar' });
}
