import { ask, startDeadline } from '../wire/call.ts';
import type { AzureSettings, Clients } from '../wire/clients.ts';
import { parsed } from '../wire/parsed.ts';

/** Who Ajar is to Azure. */
export interface OwnIdentity {
  /** Lower case, as the others. */
  readonly objectId: string;
  readonly appId: string;
  /** False for a person who runs Ajar with their own sign-in. */
  readonly isApp: boolean;
}

/** Reads it from the token that Azure gives; undefined where the token does not say. Throws `CloudError` where there is none. */
export async function ownIdentity(clients: Clients): Promise<OwnIdentity | undefined> {
  const doing = clients.doing('get a token', 'none', 'the token service');
  const { value } = await ask(doing, startDeadline(clients.limitMs), async ({ abortSignal }) =>
    (await clients.credential()).getToken(clients.settings.scope, { abortSignal }),
  );
  return readToken(value?.token ?? '');
}

/** Object and client ids of Ajar's other identities, in lower case: those that are named, and the one that configures. */
export const otherIdentities = ({ identities = [], configure }: AzureSettings): readonly string[] =>
  [...identities, configure?.identity?.clientId ?? '']
    .filter((id) => id !== '')
    .map((id) => id.toLowerCase());

/** Entra's own claims; nothing is decided by them but what is told as Ajar's. https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
export function readToken(token: string): OwnIdentity | undefined {
  const claims = claimsOf(token.split('.')[1] ?? '');
  const text = (name: string): string => {
    const value = claims[name];
    return typeof value === 'string' ? value.toLowerCase() : '';
  };
  if (text('oid') === '') return undefined;
  const person = text('upn') !== '' || text('unique_name') !== '' || text('idtyp') === 'user';
  return { objectId: text('oid'), appId: text('appid'), isApp: !person };
}

function claimsOf(part: string): Readonly<Record<string, unknown>> {
  const read = parsed(Buffer.from(part, 'base64url').toString());
  return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
}
