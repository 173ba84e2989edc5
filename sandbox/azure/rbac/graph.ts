import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../cloud/world.ts';
import type { Tokens } from '../sign-in/token.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import { readJson } from '../wire/body.ts';
import type { Faults } from '../wire/faults.ts';
import { playBefore, write } from '../wire/play.ts';
import { memberOf, members, missing, shown, user } from './graph-reads.ts';
import { seenOf } from './rbac.ts';

/** What Microsoft Graph needs besides the world. */
interface Parts {
  readonly world: World;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly audiences: () => readonly string[];
}

/** Microsoft Graph: people, who is in which group, and names by id. Its tokens are for itself, and its rights are no roles of Azure's. */
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
  const [, group, cast] =
    /^\/v1\.0\/groups\/([^/]+)\/transitiveMembers(\/microsoft\.graph\.user)?$/i.exec(url.pathname) ?? [];
  if (method === 'GET' && group !== undefined) {
    need(world, 'GroupMember.Read.All', 'Directory.Read.All');
    return members(world, seenOf(world.rbac), idIn(group), url, cast !== undefined);
  }
  const [, person, check] = /^\/v1\.0\/users\/([^/]+)(\/checkMemberGroups)?$/i.exec(url.pathname) ?? [];
  if (method === 'POST' && person !== undefined && check !== undefined) {
    need(world, 'GroupMember.Read.All', 'Directory.Read.All');
    need(world, 'User.Read.All', 'Directory.Read.All');
    return memberOf(seenOf(world.rbac), idIn(person), await readJson(request));
  }
  if (method === 'GET' && person !== undefined && check === undefined) {
    need(world, 'User.Read.All', 'Directory.Read.All');
    return user(world, seenOf(world.rbac), idIn(person), url);
  }
  if (method === 'POST' && url.pathname.toLowerCase() === '/v1.0/directoryobjects/getbyids') {
    need(world, 'Directory.Read.All');
    const { ids = [] } = ((await readJson(request)) ?? {}) as { ids?: readonly string[] };
    if (ids.length > 1_000) throw new ArmError(400, 'Request_BadRequest', 'Too many ids.');
    const found = ids.flatMap((id) => world.rbac.directory.get(id) ?? []);
    return { status: 200, body: { value: found.map((entry) => shown(world, entry)) } };
  }
  throw missing(url.pathname);
}

const idIn = (part: string): string => decodeURIComponent(part).toLowerCase();

function need({ rbac }: World, ...rights: readonly string[]): void {
  if (!rights.some((right) => rbac.rights.includes(right)))
    throw new ArmError(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    );
}
