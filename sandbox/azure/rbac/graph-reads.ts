import type { World } from '../cloud/world.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import type { Directory, Entry } from './rbac.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** https://learn.microsoft.com/graph/api/group-list-transitivemembers, whole or of people alone. Groups within are members themselves, and theirs are too. */
export function members(world: World, directory: Directory, id: string, url: URL, people: boolean): Answer {
  if (directory.get(id)?.kind !== 'group') throw missing(id);
  const all = everybodyIn(directory, id).filter(({ kind }) => !people || kind === 'user');
  const skip = Number(url.searchParams.get('$skiptoken') ?? 0);
  const top = Number(url.searchParams.get('$top') ?? 100);
  if (!(top >= 1 && top <= 999))
    throw bad(`Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.`);
  const size = Math.min(top, world.settings.pageSize);
  const value = all.slice(skip, skip + size).map((entry) => shown(world, entry, url));
  if (skip + size >= all.length) return { status: 200, body: { value } };
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(skip + size));
  return { status: 200, body: { value, '@odata.nextLink': next.href } };
}

/** https://learn.microsoft.com/graph/api/user-checkmembergroups: one bad id fails all of them, and a group that there is not is none of theirs. */
export function memberOf(directory: Directory, id: string, body: unknown): Answer {
  const { groupIds } = (body ?? {}) as { readonly groupIds?: readonly string[] };
  if (!Array.isArray(groupIds) || groupIds.length === 0) throw bad('The groupIds parameter is required.');
  if (groupIds.length > 20) throw bad("The number of values in 'groupIds' exceeds the maximum of 20.");
  const wrong = groupIds.find((each) => !GUID.test(each));
  if (wrong !== undefined) throw bad(`Invalid object identifier '${wrong}'.`);
  if (directory.get(id)?.kind !== 'user') throw missing(id);
  const value = groupIds.filter((group) =>
    everybodyIn(directory, group.toLowerCase()).some((each) => each.id === id),
  );
  return { status: 200, body: { value } };
}

export function user(world: World, directory: Directory, id: string, url: URL): Answer {
  const entry = directory.get(id);
  if (entry?.kind !== 'user') throw missing(id);
  return { status: 200, body: shown(world, entry, url) };
}

/** The members of a group, and of the groups in it. */
export function everybodyIn(directory: Directory, id: string): readonly Entry[] {
  const found = new Map<string, Entry>();
  const add = (groupId: string): void => {
    const group = directory.get(groupId);
    for (const each of group?.kind === 'group' ? group.members : []) {
      const entry = directory.get(each);
      if (!entry || found.has(each)) continue;
      found.set(each, entry);
      add(each);
    }
  };
  add(id);
  return [...found.values()];
}

/** Of people no more than the id where the caller may not read them. https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects */
export function shown({ rbac }: World, entry: Entry, url?: URL): object {
  const type = { '@odata.type': `#microsoft.graph.${entry.kind}`, id: entry.id };
  const reads = ['User.Read.All', 'Directory.Read.All'].some((right) => rbac.rights.includes(right));
  if (entry.kind === 'user' && !reads)
    return { ...type, displayName: null, accountEnabled: null, userType: null };
  const all: Readonly<Record<string, unknown>> = {
    ...{ displayName: entry.name },
    ...(entry.kind === 'user'
      ? {
          userPrincipalName: entry.upn,
          accountEnabled: entry.enabled,
          userType: entry.guest ? 'Guest' : 'Member',
        }
      : {}),
    ...(entry.kind === 'servicePrincipal' ? { appId: entry.appId } : {}),
  };
  const wanted = url?.searchParams.get('$select')?.split(',');
  // By default Graph gives a few properties, and whether an account is on is not one of them.
  const usual = ['displayName', 'userPrincipalName', 'appId'];
  return {
    ...type,
    ...Object.fromEntries(Object.entries(all).filter(([key]) => (wanted ?? usual).includes(key))),
  };
}

export const missing = (id: string): ArmError =>
  new ArmError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

const bad = (message: string): ArmError => new ArmError(400, 'Request_BadRequest', message);
