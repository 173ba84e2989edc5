import { CloudError } from '../../../ports/provider.ts';
import { orError } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import type { Doing } from '../wire/doing.ts';
import { readVendorError } from '../wire/vendor-error.ts';

/** An application permission of Microsoft Graph: no action of a role, and given elsewhere. */
export type GraphRight = 'GroupMember.Read.All' | 'User.Read.All' | 'Directory.Read.All';

/** What is asked of Microsoft Graph, so that a failure can be told. */
export function graphDoing(clients: Clients, what: string, subject = 'the directory'): Doing {
  const { endpoint } = clients.directory;
  const doing = clients.doing(what, 'none', subject);
  return { ...doing, host: new URL(endpoint).host, scope: `${endpoint}/.default` };
}

/** The answer; where Graph refuses it, the permission that is missing, and what to do. Throws `CloudError`. */
export async function withRight<T>(reading: Promise<T>, ...rights: readonly GraphRight[]): Promise<T> {
  const read = await orError(reading);
  if (!(read instanceof CloudError)) return read;
  if (read.kind !== 'denied' || readVendorError(read.cause).status !== 403) throw read;
  const lacks = rights.length === 1 ? 'the application permission' : 'one of the application permissions';
  throw new CloudError(
    'denied',
    `Ajar's identity lacks ${lacks} ${rights.join(' and ')} of Microsoft Graph. Give it ${rights.length === 1 ? 'that' : 'both'}, with admin consent.`,
    { cause: read.cause, nothingSent: true },
  );
}
