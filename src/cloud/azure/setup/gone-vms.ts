import type { CloudError } from '../../../ports/provider.ts';
import { askTwice, type Deadline, orGone } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, parseId } from '../wire/resource-id.ts';
import { readVendorError } from '../wire/vendor-error.ts';
import type { Entry } from './policy-document.ts';

/**
 * Those of the VMs for which Azure refused the list that are really gone. It names them nowhere but in its words, so these
 * only say whom to ask for: that one is gone, its own 404 says. Throws `CloudError`.
 */
export async function goneAmong(
  clients: Clients,
  entries: readonly Entry[],
  refusal: CloudError,
  deadline: Deadline,
): Promise<readonly string[]> {
  const { status, message } = readVendorError(refusal.cause);
  if (status !== 400) return [];
  const words = message.toLowerCase();
  const named = entries.map(({ id }) => id.toLowerCase()).filter((id) => isIn(words, id));
  const gone = await Promise.all(named.map((id) => isGone(clients, id, deadline)));
  return named.filter((_, at) => gone[at]);
}

/** As a whole: `web-1` is not named by `web-10`. */
const isIn = (words: string, id: string): boolean =>
  words
    .split(id)
    .slice(1)
    .some((rest) => !/^[\w-]/.test(rest));

async function isGone(clients: Clients, id: string, deadline: Deadline): Promise<boolean> {
  const parsed = parseId('virtual machine', id);
  if (!parsed) return false;
  const doing = clients.doing(
    `read the VM "${nameIn(id)}"`,
    'Microsoft.Compute/virtualMachines/read',
    `the VM "${nameIn(id)}"`,
  );
  const query = { 'api-version': '2024-07-01' };
  const found = await orGone(
    askTwice(doing, deadline, (options) => clients.get('virtual machine', parsed, query, options)),
  );
  return found === undefined;
}
