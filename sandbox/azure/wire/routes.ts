import type { IncomingHttpHeaders } from 'node:http';
import type { Permissions } from '../sign-in/permissions.ts';
import type { Answer } from './answer.ts';
import type { Fault } from './faults.ts';

/** Which service of Azure answers; each has headers and error words of its own. */
export type Family = 'arm' | 'authorization' | 'jit' | 'pricings' | 'network' | 'compute' | 'graph';

/** One ARM request, read. */
export interface Call {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly version: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  /** `https://host` as the client wrote it: links in answers follow it. */
  readonly origin: string;
  /** The address that Azure would see the caller come from. */
  readonly caller: string;
  /** What the caller may do. */
  readonly permissions: Permissions;
  /** The tenant of the caller's token. */
  readonly tenant: string;
  /** An ordered fault that the handler itself must play. */
  readonly fault?: Fault;
}

/** One operation of Azure's REST API. */
export interface Route {
  readonly method: string;
  /** Path template; literals match without case, `{name}` matches one segment. */
  readonly path: string;
  readonly family: Family;
  /** The action that RBAC asks for. */
  readonly action: string;
  readonly versions: readonly string[] | RegExp;
  answer(call: Call): Answer | Promise<Answer>;
}

/** Finds the route of a request and the values in its path. */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly params: Readonly<Record<string, string>> } | undefined {
  const segments = path.split('/').map(decoded);
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path.split('/'), segments);
    if (params) return { route, params };
  }
  return undefined;
}

function matchPath(template: readonly string[], segments: readonly string[]) {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, want] of template.entries()) {
    const got = segments[index] ?? '';
    if (want.startsWith('{')) params[want.slice(1, -1)] = got;
    else if (want.toLowerCase() !== got.toLowerCase()) return undefined;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray % is no escape; it then matches nothing that exists
  }
}
