import { z } from 'zod';
import { CloudError } from '../../../ports/provider.ts';
import { graphDoing, withRight } from '../directory/ask-graph.ts';
import { ask, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { listAll } from '../wire/pages.ts';
import { patiently } from '../wire/patiently.ts';
import type { Principal } from './report.ts';

const Text = z.string().nullish();

/** What Microsoft Graph tells of a person, an app or a group; without the right to read them no more than the id. */
const Thing = z.object({
  '@odata.type': Text,
  id: z.string().transform((id) => id.toLowerCase()),
  displayName: Text,
  userPrincipalName: Text,
  appId: Text,
});
type Thing = z.output<typeof Thing>;

/** Somebody as the directory has them. */
export interface Entry extends Principal {
  /** Of an app, in lower case. */
  readonly appId: string;
}

const KINDS: ReadonlyMap<string, Principal['kind']> = new Map(
  Object.entries<Principal['kind']>({
    '#microsoft.graph.user': 'person',
    '#microsoft.graph.serviceprincipal': 'app',
    '#microsoft.graph.group': 'group',
  }),
);

function entryOf({ id, displayName, userPrincipalName, appId, ...rest }: Thing): Entry {
  const kind = KINDS.get(rest['@odata.type']?.toLowerCase() ?? '') ?? 'unknown';
  const address = userPrincipalName ? ` (${userPrincipalName})` : '';
  return {
    id,
    kind,
    name: displayName ? `${displayName}${address}` : (userPrincipalName ?? id),
    appId: (appId ?? '').toLowerCase(),
  };
}

/** A directory so large is read elsewhere. */
const MOST_PAGES = 50;
/** Microsoft Graph takes so many ids at once. https://learn.microsoft.com/graph/api/directoryobject-getbyids */
const MOST_IDS = 1_000;

/** Everybody in a group, over all groups in it, but for those groups themselves. Throws `CloudError`. */
export async function membersOf(clients: Clients, groupId: string): Promise<readonly Entry[]> {
  const { directory, limitMs } = clients;
  const doing = graphDoing(clients, `read who is in the group ${groupId}`);
  const path = `/v1.0/groups/${encodeURIComponent(groupId)}/transitiveMembers`;
  const query = { $select: 'id,displayName,userPrincipalName,appId', $top: '999' };
  const read = await withRight(
    listAll(
      { endpoint: directory.endpoint, get: directory.get, limitMs },
      doing,
      { path, query },
      Thing,
      MOST_PAGES,
    ),
    'GroupMember.Read.All',
  );
  if (read.isCut || read.unread > 0)
    throw new CloudError('broken', `The group ${groupId} could not be read to its end.`);
  return read.rows.map(entryOf).filter(({ kind }) => kind !== 'group');
}

/** Names and kinds by id; those that the directory does not tell are missing. Throws `CloudError`. */
export async function namesOf(clients: Clients, ids: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  const doing = graphDoing(clients, 'read the names of those who have a role');
  for (let from = 0; from < ids.length; from += MOST_IDS) {
    const body = { ids: ids.slice(from, from + MOST_IDS), types: ['user', 'group', 'servicePrincipal'] };
    const { value } = await withRight(
      patiently(() =>
        ask(doing, startDeadline(clients.limitMs), (options) =>
          clients.directory.send('POST', '/v1.0/directoryObjects/getByIds', {}, body, options),
        ),
      ),
      'Directory.Read.All',
    );
    const read = z.object({ value: z.array(Thing) }).safeParse(value);
    if (!read.success) throw new CloudError('broken', 'The names of the directory could not be read.');
    for (const thing of read.data.value) found.set(thing.id, entryOf(thing));
  }
  return found;
}
