import { z } from 'zod';
import type { Person } from '../../../access/person.ts';
import type { Directory } from '../../../ports/directory.ts';
import type { Standing } from '../../../ports/people.ts';
import { CloudError } from '../../../ports/provider.ts';
import { ask, askTwice, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { listAll } from '../wire/pages.ts';
import { readVendorError } from '../wire/vendor-error.ts';
import { graphDoing, withRight } from './ask-graph.ts';

/** Of one call: somebody waits for the answer. Real milliseconds. */
const LIMIT_MS = 2_000;
/** https://learn.microsoft.com/graph/api/user-checkmembergroups */
const MOST_GROUPS = 20;
/** 999 people each; whoever lets more approve has no approvers. */
const MOST_PAGES = 20;

const lower = z.string().transform((text) => text.toLowerCase());

const User = z.object({
  id: lower,
  displayName: z.string().nullish(),
  userType: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
});
type User = z.output<typeof User>;
const WANTED = 'id,displayName,userType,accountEnabled';

const Found = z.object({ value: z.array(lower) });

/** People and groups of Entra, through Microsoft Graph, with Ajar's own sign-in. */
export const createDirectory = (clients: Clients): Directory => ({
  groupsOf: async (person, groups) => {
    const batches = Array.from({ length: Math.ceil(groups.length / MOST_GROUPS) }, (_, at) =>
      groups.slice(at * MOST_GROUPS, (at + 1) * MOST_GROUPS),
    );
    const found = await Promise.all(batches.map((batch) => memberOf(clients, person, batch)));
    return new Set(found.flat());
  },
  members: (group) => members(clients, group),
  standing: (person) => standing(clients, person),
});

/** Groups of hidden membership are left out of the answer where Ajar may not see into them: nobody is in those. */
async function memberOf(
  clients: Clients,
  person: string,
  groupIds: readonly string[],
): Promise<readonly string[]> {
  const path = `/v1.0/users/${encodeURIComponent(person)}/checkMemberGroups`;
  const doing = graphDoing(clients, 'check who is in which group', 'this account');
  const { value } = await withRight(
    ask(doing, startDeadline(LIMIT_MS), (options) =>
      clients.directory.send('POST', path, {}, { groupIds }, options),
    ),
    ...(['GroupMember.Read.All', 'User.Read.All'] as const),
  );
  const read = Found.safeParse(value);
  if (!read.success) throw new CloudError('broken', 'Microsoft Graph gave an answer that cannot be read.');
  const asked = new Set(groupIds);
  return read.data.value.filter((id) => asked.has(id));
}

async function members(clients: Clients, group: string): Promise<readonly Person[]> {
  const { endpoint, get } = clients.directory;
  const path = `/v1.0/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.user`;
  const { rows, unread, isCut } = await withRight(
    listAll(
      { endpoint, get, limitMs: LIMIT_MS },
      graphDoing(clients, `read who is in the group ${group}`, `the group ${group}`),
      { path, query: { $select: WANTED, $top: '999' } },
      User,
      MOST_PAGES,
    ),
    ...(['GroupMember.Read.All', 'User.Read.All'] as const),
  );
  if (unread > 0 || isCut) throw new CloudError('broken', `The group ${group} could not be read to its end.`);
  // Without User.Read.All Graph gives ids alone: who is a guest and who has left cannot be told then.
  if (rows.some(({ accountEnabled }) => typeof accountEnabled !== 'boolean'))
    throw new CloudError(
      'denied',
      "Ajar's identity lacks the application permission User.Read.All of Microsoft Graph. Give it that, with admin consent.",
    );
  return rows
    .filter((user) => standingIn(user) === 'active')
    .map(({ id, displayName }) => ({ id, name: displayName || id }));
}

async function standing(clients: Clients, person: string): Promise<Standing> {
  const path = `/v1.0/users/${encodeURIComponent(person)}`;
  const doing = graphDoing(clients, 'read whether an account is still there', 'this account');
  try {
    const { value } = await withRight(
      askTwice(doing, startDeadline(LIMIT_MS), (options) =>
        clients.directory.get(path, { $select: WANTED }, options),
      ),
      'User.Read.All',
    );
    const read = User.safeParse(value);
    if (!read.success || read.data.id !== person.toLowerCase() || read.data.accountEnabled == null)
      throw new CloudError('broken', 'Microsoft Graph gave an account that cannot be read.');
    return standingIn(read.data);
  } catch (error) {
    if (error instanceof CloudError && isGone(error)) return 'gone';
    throw error;
  }
}

/** Graph's own word for an id that it has not; any other 404 is no answer about a person. */
export const isGone = (error: CloudError): boolean => {
  const { status, code } = readVendorError(error.cause);
  return status === 404 && code === 'Request_ResourceNotFound';
};

/** https://learn.microsoft.com/graph/api/resources/user: `userType` is Member or Guest, and empty for accounts older than it. */
function standingIn({ accountEnabled, userType }: User): Standing {
  if (accountEnabled !== true) return 'gone';
  return userType?.toLowerCase() === 'guest' ? 'guest' : 'active';
}
