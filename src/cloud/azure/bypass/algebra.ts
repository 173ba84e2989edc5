import { covers, type Granted } from '../permissions.ts';

/** What a role gives: the blocks of one definition add up, and each takes away from itself alone. */
export const allows = (blocks: readonly Granted[], action: string): boolean =>
  blocks.some((block) => covers(block, action));

/** A deny assignment: it wins over every role. https://learn.microsoft.com/azure/role-based-access-control/deny-assignments */
export interface Deny {
  readonly scope: string;
  /** Only at the scope itself, not below. */
  readonly here: boolean;
  readonly blocks: readonly Granted[];
  /** Ids of people, apps and groups; everybody by the id of zeros. */
  readonly of: readonly string[];
  readonly except: readonly string[];
}

/** Everybody in the directory, in a deny assignment. */
const EVERYBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Whether a deny assignment keeps somebody from an action at a resource. `who` are their id and those of every group that they
 * are known to be in; `mayBeIn` those that they may be in: who may be excepted is not kept from anything.
 */
export function isDenied(
  denies: readonly Deny[],
  who: ReadonlySet<string>,
  mayBeIn: ReadonlySet<string>,
  action: string,
  target: string,
): boolean {
  return denies.some(
    ({ scope, here, blocks, of, except }) =>
      (here ? scope === target : isWithin(target, scope)) &&
      of.some((id) => id === EVERYBODY || who.has(id)) &&
      !except.some((id) => who.has(id) || mayBeIn.has(id)) &&
      allows(blocks, action),
  );
}

/** Management groups and the root are above every subscription that Azure lists them for. Ids in lower case. */
export const isWithin = (id: string, scope: string): boolean =>
  scope === '/' ||
  scope.startsWith('/providers/microsoft.management/managementgroups/') ||
  id === scope ||
  id.startsWith(`${scope}/`);
