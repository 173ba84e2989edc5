import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../cloud/world.ts';
import type { Tokens } from '../sign-in/token.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import { readJson } from '../wire/body.ts';
import type { Faults } from '../wire/faults.ts';
import { playBefore, write } from '../wire/play.ts';
import type { Entry } from './rbac.ts';

/** What Microsoft Graph needs besides the world. */
interface Parts {
  readonly world: World;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly audiences: () => readonly string[];
}

/** Microsoft Graph: who is in a group, and names by id. Its tokens are for itself, and its rights are no roles of Azure's. */
export function createGraph({ world, tokens, faults, audiences }: Parts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const origin = `https://${request.headers.host ?? 'localhost'}`;
    const url = new URL(request.url ?? '/', origin);
    const { method = 'GET' } = request;
    const send = (answer: Answer): void =>
      write(response, answer, { 'request-id': randomUUID(), ...answer.headers });
    if ((await playBefore(faults.take('graph', method, url.pathname), request, send)) === 'done') return;
    try {
      tokens.check(request.headers.authorization, audiences());
      send(await answerOf(world, method, url, request));
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      send(error.answer);
    }
  };
}

async function answerOf(world: World, method: string, url: URL, request: IncomingMessage): Promise<Answer> {
  const [, group] = /^\/v1\.0\/groups\/([^/]+)\/transitiveMembers$/i.exec(url.pathname) ?? [];
  if (method === 'GET' && group !== undefined) {
    need(world, 'GroupMember.Read.All', 'Directory.Read.All');
    return members(world, decodeURIComponent(group), url);
  }
  if (method === 'POST' && url.pathname.toLowerCase() === '/v1.0/directoryobjects/getbyids') {
    need(world, 'Directory.Read.All');
    const { ids = [] } = ((await readJson(request)) ?? {}) as { ids?: readonly string[] };
    if (ids.length > 1_000) throw new ArmError(400, 'Request_BadRequest', 'Too many ids.');
    const found = ids.flatMap((id) => world.rbac.directory.get(id) ?? []);
    return { status: 200, body: { value: found.map(shown) } };
  }
  throw new ArmError(404, 'Request_ResourceNotFound', `The sandbox has nothing at '${url.pathname}'.`);
}

function need({ rbac }: World, ...rights: readonly string[]): void {
  if (!rights.some((right) => rbac.rights.includes(right)))
    throw new ArmError(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    );
}

/** Groups within are members themselves, and theirs are too. */
function members(world: World, id: string, url: URL): Answer {
  const { directory } = world.rbac;
  if (directory.get(id)?.kind !== 'group')
    throw new ArmError(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`);
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
  const skip = Number(url.searchParams.get('$skiptoken') ?? 0);
  const size = Math.min(Number(url.searchParams.get('$top') ?? 100), world.settings.pageSize);
  const value = [...found.values()].slice(skip, skip + size).map(shown);
  if (skip + size >= found.size) return { status: 200, body: { value } };
  url.searchParams.set('$skiptoken', String(skip + size));
  return { status: 200, body: { value, '@odata.nextLink': url.href } };
}

const shown = (entry: Entry): object => ({
  ...{ '@odata.type': `#microsoft.graph.${entry.kind}`, id: entry.id, displayName: entry.name },
  ...(entry.kind === 'user' ? { userPrincipalName: entry.upn } : {}),
  ...(entry.kind === 'servicePrincipal' ? { appId: entry.appId } : {}),
});
