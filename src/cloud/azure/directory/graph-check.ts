import type { Check } from '../../../ports/check.ts';
import { CloudError } from '../../../ports/provider.ts';
import { checked } from '../checked.ts';
import { orError } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { createDirectory, isGone } from './directory.ts';
import { LOOK_UP_RIGHTS } from './rights.ts';

const FIX =
  `give Ajar's identity the application permissions ${Object.keys(LOOK_UP_RIGHTS).join(' and ')} of Microsoft Graph (for a managed identity: an app role ` +
  'assignment of its service principal), have an admin consent to them, and wait some minutes; docs/people.md';

/** Nobody's: what is asked with it is answered by whether Ajar may ask. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Whether people and groups may be read: both permissions are tried, on an account that there is not. */
export const graphCheck = (clients: Clients): Promise<Check> =>
  checked('microsoft graph', { denied: FIX }, async () => {
    const directory = createDirectory(clients);
    await directory.standing(NOBODY);
    await orNobody(directory.groupsOf(NOBODY, [NOBODY]));
    return `people and groups of Entra can be read at ${clients.directory.endpoint}`;
  });

/** That the account is not there is an answer, and Graph gives it only to those who may ask. */
async function orNobody(asking: Promise<unknown>): Promise<void> {
  const error = await orError(asking);
  if (error instanceof CloudError && !isGone(error)) throw error;
}
