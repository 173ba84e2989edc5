import { z } from 'zod';
import type { AzureRight } from '../../../access/verdict.ts';
import type { Vm } from '../../../access/vm.ts';
import type { Confirmed, Rights } from '../../../ports/checks.ts';
import type { Directory } from '../../../ports/directory.ts';
import { Unknown } from '../../../ports/people.ts';
import { CloudError } from '../../../ports/provider.ts';
import { allows, isDenied, isWithin } from '../bypass/algebra.ts';
import {
  ASSIGNMENTS,
  DENIES,
  Definition,
  type DenyRow,
  denyOf,
  type Given,
  readList,
} from '../bypass/rights.ts';
import type { Granted } from '../permissions.ts';
import { askTwice, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { createSharedReads } from '../wire/shared-reads.ts';
import { type Need, needsOf } from './needs.ts';

/** What somebody has in one subscription, as Azure lists it now. */
interface Held {
  readonly given: readonly (Given & { readonly blocks: readonly Granted[] })[];
  readonly denies: readonly DenyRow[];
}

/**
 * People's own roles, those of their groups included: Azure itself follows groups for `assignedTo`. Read anew for every
 * question; a role that is only given under a condition, and a deny that cannot be read, are cannot tell.
 */
export function createRights(clients: Clients, directory: Directory): Rights {
  const shared = createSharedReads<Held>();
  return {
    async has(person, right, vm) {
      try {
        const id = person.toLowerCase();
        const held = await shared(`${id}/${vm.subscriptionId}`, () =>
          readHeld(clients, vm.subscriptionId, id),
        );
        return await verdictOn(directory, held, id, right, vm);
      } catch (error) {
        if (error instanceof CloudError) throw new Unknown(error.message, { cause: error });
        throw error;
      }
    },
  };
}

async function verdictOn(
  directory: Directory,
  held: Held,
  person: string,
  right: AzureRight,
  vm: Vm,
): Promise<Confirmed> {
  for (const need of needsOf(right, vm)) {
    const at = held.given.filter(({ properties }) => isWithin(need.target, properties.scope));
    const gives = at.filter(({ blocks }) => allows(blocks, need.action));
    if (gives.length === 0) return lacks(need, vm);
    if (gives.every(({ properties }) => Boolean(properties.condition)))
      throw new Unknown(
        `${need.action} on ${vm.name} is given under a condition only, which Ajar cannot judge.`,
      );
    if (await denied(directory, held.denies, person, need)) return lacks(need, vm);
  }
  return { confirmed: true };
}

const lacks = ({ action }: Need, vm: Vm): Confirmed => ({
  confirmed: false,
  why: `Azure does not give the requester ${action} on ${vm.name}, which the policy asks for.`,
});

/** Of the groups that a deny names, or excepts, it is looked up whether somebody is in them; only where it would matter. */
async function denied(
  directory: Directory,
  denies: readonly DenyRow[],
  person: string,
  { action, target }: Need,
): Promise<boolean> {
  const all = denies.map(denyOf);
  const relevant = all.filter(({ scope, blocks }) => isWithin(target, scope) && allows(blocks, action));
  const others = [...new Set(relevant.flatMap(({ of, except }) => [...of, ...except]))].filter(
    (id) => id !== person && !/^[0-]+$/.test(id),
  );
  const groups = others.length === 0 ? [] : await directory.groupsOf(person, others);
  return isDenied(relevant, new Set([person, ...groups]), new Set(), action, target);
}

async function readHeld(clients: Clients, subscription: string, person: string): Promise<Held> {
  const [given, denies] = await Promise.all([
    readList(clients, subscription, ASSIGNMENTS, `assignedTo('${person}')`),
    readList(clients, subscription, DENIES),
  ]);
  const roles = [...new Set(given.map(({ properties }) => guidIn(properties.roleDefinitionId)))];
  const blocks = await Promise.all(
    roles.map(async (role) => [role, await readRole(clients, subscription, role)] as const),
  );
  const byRole = new Map(blocks);
  return {
    denies,
    given: given.map((each) => ({
      ...each,
      blocks: byRole.get(guidIn(each.properties.roleDefinitionId)) ?? [],
    })),
  };
}

const guidIn = (id: string): string => id.split('/').at(-1) ?? id;

async function readRole(clients: Clients, subscription: string, role: string): Promise<readonly Granted[]> {
  const action = 'Microsoft.Authorization/roleDefinitions/read';
  const doing = clients.doing('read what a role allows', action, `the role ${role}`);
  const path = `/subscriptions/${encodeURIComponent(subscription)}/providers/Microsoft.Authorization/roleDefinitions/${encodeURIComponent(role)}`;
  const { value } = await askTwice(doing, startDeadline(clients.limitMs), (options) =>
    clients.getPath(path, { 'api-version': '2022-04-01' }, options),
  );
  const read = z.looseObject(Definition.shape).safeParse(value);
  if (!read.success) throw new CloudError('broken', `The role ${role} could not be read.`);
  return read.data.properties.permissions;
}
