import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../cloud/world.ts';
import { logCall } from '../monitor/log-call.ts';
import { allows, notAuthorized } from '../sign-in/permissions.ts';
import { type Tokens, tenantOf } from '../sign-in/token.ts';
import { type Answer, ArmError } from './answer.ts';
import { readJson } from './body.ts';
import type { Fault, Faults } from './faults.ts';
import { headersOf } from './headers.ts';
import { playBefore, write } from './play.ts';
import { type Call, matchRoute, type Route } from './routes.ts';

/** One request as the sandbox saw it, for tests that count what was sent. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly correlation: string;
}

/** What Resource Manager needs besides the world. */
interface Parts {
  readonly world: World;
  readonly routes: readonly Route[];
  readonly tokens: Tokens;
  readonly faults: Faults;
  /** Resources that a token may be for: this server's own addresses. */
  readonly audiences: () => readonly string[];
  /** The public address of a loopback address. */
  readonly publicAddress: (loopback: string) => string;
  readonly seen: (call: SeenCall) => void;
  /** Makes a change past the API, for a fault that is one. */
  readonly edit: (edit: unknown) => void;
}

/** Resource Manager's front: token, version, scope, permission, then the operation. */
export function createArm(
  parts: Parts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let count = 0;
  return async (request, response) => {
    const { method = 'GET' } = request;
    const origin = `https://${request.headers.host ?? 'localhost'}`;
    const url = new URL(request.url ?? '/', origin);
    const path = url.pathname.replace(/(?<=.)\/+$/, '');
    const correlation = correlationOf(request);
    const matched = matchRoute(parts.routes, method, path);
    const family = matched?.route.family ?? 'arm';
    const fannedOut = !/\/locations\//i.test(matched?.route.path ?? '');
    const send = (answer: Answer): void => {
      count += 1;
      parts.seen({ method, path, status: answer.status, correlation });
      const now = parts.world.clock.now();
      write(response, answer, headersOf({ family, method, fannedOut, correlation, count, now }, answer));
    };
    const fault = parts.faults.take('arm', method, path);
    if ((await playBefore(fault, request, send)) === 'done') return;
    if (fault?.kind === 'meanwhile') parts.edit(fault.edit);
    const answer = await handle(parts, request, {
      method,
      url,
      path,
      origin,
      matched,
      fault,
      correlation,
    }).catch(asAnswer);
    if (fault?.kind !== 'drop-answer') return send(answer);
    parts.seen({ method, path, status: answer.status, correlation });
    request.socket.destroy();
  };
}

/** Azure keeps the correlation id that a caller sends (Terraform does), so two callers may have the same. */
function correlationOf({ headers }: IncomingMessage): string {
  const given = String(headers['x-ms-correlation-request-id'] ?? '');
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given) ? given : randomUUID();
}

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly path: string;
  readonly origin: string;
  readonly matched: ReturnType<typeof matchRoute>;
  readonly fault: Fault | undefined;
  readonly correlation: string;
}

async function handle(parts: Parts, request: IncomingMessage, asked: Asked): Promise<Answer> {
  const { world } = parts;
  const { url, path, origin, matched, fault, method, correlation } = asked;
  world.agenda.catchUp();
  const client = parts.tokens.check(request.headers.authorization, parts.audiences());
  const tenant = tenantOf(request.headers.authorization);
  const permissions = world.others.get(client) ?? world.permissions;
  const version = url.searchParams.get('api-version');
  if (!version)
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  if (!matched) throw unknownType(path, version);
  checkVersion(matched.route, version, matched.params.location ?? '');
  checkTenant(world, matched.params, tenant);
  checkScope(world, matched.params);
  const { route } = matched;
  let body: unknown;
  const log = (answer: Answer): Answer => {
    logCall(world, { route, path, correlation, body, answer, fault });
    return answer;
  };
  try {
    if (!allows(permissions, route.action))
      throw notAuthorized({ ...world.principal, clientId: client }, route.action, path);
    body = await readJson(request);
    const call: Call = {
      ...{ method, path, params: matched.params, query: url.searchParams, version, body, origin },
      headers: request.headers,
      permissions,
      tenant,
      caller: parts.publicAddress(request.socket.remoteAddress ?? ''),
      ...(fault ? { fault } : {}),
    };
    return log(await route.answer(call));
  } catch (error) {
    if (error instanceof ArmError) log(error.answer);
    throw error;
  }
}

function asAnswer(error: unknown): Answer {
  if (error instanceof ArmError) return error.answer;
  process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  return {
    status: 500,
    body: { error: { code: 'InternalServerError', message: 'The sandbox itself failed; its log says how.' } },
  };
}

function checkVersion({ versions, family, path }: Route, version: string, location: string): void {
  const known = versions instanceof RegExp ? versions.test(version) : versions.includes(version);
  if (known) return;
  const list = versions instanceof RegExp ? '' : ` The supported versions are '${versions.join(',')}'.`;
  if (family === 'arm')
    throw new ArmError(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid.${list}`);
  const type = path
    .split('/providers/')[1]
    ?.split('/')
    .slice(1)
    .filter((s) => !s.startsWith('{'))
    .join('/');
  const supported = versions instanceof RegExp ? '' : versions.join(', ');
  throw new ArmError(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${location}' and API version '${version}' for type '${type}'. The supported api-versions are '${supported}'. The supported locations are ''.`,
  );
}

/** A token of one tenant is nothing in another's subscription. */
function checkTenant(
  { cloud }: World,
  { subscription }: Readonly<Record<string, string>>,
  tenant: string,
): void {
  const owner: unknown = cloud.find(`/subscriptions/${subscription}`)?.properties.tenantId;
  if (owner === undefined || owner === tenant) return;
  throw new ArmError(
    401,
    'InvalidAuthenticationTokenTenant',
    `The access token is from the wrong issuer 'https://sts.windows.net/${tenant}/'. It must match the tenant 'https://sts.windows.net/${String(owner)}/' associated with this subscription.`,
  );
}

function checkScope({ cloud }: World, { subscription, group }: Readonly<Record<string, string>>): void {
  if (subscription === undefined) return;
  if (!cloud.find(`/subscriptions/${subscription}`))
    throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${subscription}' could not be found.`);
  if (group !== undefined && !cloud.find(`/subscriptions/${subscription}/resourceGroups/${group}`))
    throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
}

function unknownType(path: string, version: string): ArmError {
  const [, namespace = '', type = ''] = /\/providers\/([^/]+)\/([^/]+)/i.exec(path) ?? [];
  if (!namespace) return new ArmError(404, 'NotFound', `The sandbox has nothing at '${path}'.`);
  return new ArmError(
    404,
    'InvalidResourceType',
    `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${version}'. (The sandbox answers only what Ajar asks.)`,
  );
}
