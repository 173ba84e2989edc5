import type { Vm } from '../../../access/vm.ts';
import { CloudError } from '../../../ports/provider.ts';
import { type OwnIdentity, otherIdentities, ownIdentity } from '../identity/own.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { orError } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { parseId } from '../wire/resource-id.ts';
import { type Entry, membersOf, namesOf } from './directory.ts';
import {
  type Assignment,
  type Principal,
  type Rights,
  type Role,
  type Somebody,
  type Target,
  whoCould,
} from './report.ts';
import {
  ASSIGNMENTS,
  DEFINITIONS,
  DENIES,
  type DenyRow,
  denyOf,
  type Given,
  readEligible,
  readList,
} from './rights.ts';
import { targetsOf } from './targets.ts';

/** Who could open ports without Ajar. */
export interface Bypass {
  /** How many VMs were looked at. */
  readonly vms: number;
  /** Everybody but Ajar; a group that cannot be looked into is told itself. */
  readonly somebody: readonly Somebody[];
  /** What Ajar's own identities can do, which are left out above. */
  readonly own: readonly Somebody[];
  /** What keeps this from being all, each a sentence. */
  readonly doubts: readonly string[];
  /** What matters beside, each a sentence. */
  readonly remarks: readonly string[];
}

/** Groups that are looked into at once, and at most. */
const AT_ONCE = 4;
const MOST_GROUPS = 200;

/** Reads who has which role at these VMs and above. Throws `CloudError` where not even the VMs can be read. */
export async function findBypass(
  clients: Clients,
  inventory: Pick<AzureInventory, 'known' | 'firewallIds'>,
  listed: readonly Vm[],
): Promise<Bypass> {
  // Scale sets and classic VMs are listed, and have no ports that Ajar could open.
  const vms = listed.filter(({ id }) => parseId('virtual machine', id));
  const doubts: string[] = [];
  const remarks: string[] = [];
  const or = async <T>(reading: Promise<T | CloudError>, into: string[], instead: T): Promise<T> => {
    const read = await orError(reading);
    if (!(read instanceof CloudError)) return read;
    into.push(read.message);
    return instead;
  };
  const targets = await targetsOf(clients, inventory, vms);
  const jit = vms.flatMap(({ id }) => inventory.known(id).jitTrouble ?? []);
  doubts.push(...new Set(jit), ...vms.filter(({ id }) => inventory.known(id).hidden).map(hiddenAt));
  const given: { readonly row: Given; readonly eligible: boolean }[] = [];
  const roles = new Map<string, Role>();
  const denies: DenyRow[] = [];
  for (const id of subscriptionsAt(targets)) {
    const active = await or(readList(clients, id, ASSIGNMENTS), doubts, []);
    const eligible = await or(readEligible(clients, id), doubts, []);
    given.push(...active.map((row) => ({ row, eligible: false })));
    given.push(...eligible.map((row) => ({ row, eligible: true })));
    for (const { id: role, properties } of await or(readList(clients, id, DEFINITIONS), doubts, []))
      roles.set(guidIn(role), { name: properties.roleName, blocks: properties.permissions });
    // Without them somebody is told who is kept from it, which is the safe side.
    denies.push(...(await or(readList(clients, id, DENIES), remarks, [])));
  }
  const once = [...new Map(given.map((each) => [each.row.id.toLowerCase(), each])).values()];
  const ids = [...new Set(once.map(({ row }) => row.properties.principalId))];
  const names = await or(namesOf(clients, ids), remarks, new Map<string, Entry>());
  const assignments = once.map(({ row, eligible }) => assignmentOf(row, eligible, names));
  for (const role of new Set(assignments.map(({ role }) => role)))
    if (!roles.has(role))
      doubts.push(`What the role ${role} allows could not be read; it was given to somebody.`);
  const members = await readMembers(clients, assignments, denies, doubts);
  const everybody = whoCould({ targets, assignments, roles, denies: denies.map(denyOf), members });
  const isOwn = await ownTest(clients, doubts, names);
  for (const { name } of emptyGroups(assignments, members))
    remarks.push(`The group ${name} has a role here, and nobody is in it now.`);
  return {
    ...{ vms: vms.length, doubts: [...new Set(doubts)], remarks: [...new Set(remarks)] },
    somebody: everybody.filter((each) => !isOwn(each)),
    own: everybody.filter(isOwn),
  };
}

const hiddenAt = ({ name }: Vm): string =>
  `Not all that is before ${name} could be read (an interface of it, its network, or the hub behind that), so who may change that is missing. The role of "ajar azure role --can audit" is needed there too.`;

/** A firewall may be in another than the VMs behind it. Ids are `/subscriptions/<id>/…`, in lower case. */
const subscriptionsAt = (targets: readonly Target[]): ReadonlySet<string> =>
  new Set(targets.flatMap(({ at }) => Object.values(at).flat()).flatMap((id) => id.split('/')[2] ?? []));

const guidIn = (id: string): string => id.split('/').at(-1) ?? id;

const TYPES: ReadonlyMap<string, Principal['kind']> = new Map(
  Object.entries<Principal['kind']>({
    ...{ user: 'person', serviceprincipal: 'app', group: 'group', foreigngroup: 'group' },
  }),
);

function assignmentOf(
  { id, properties }: Given,
  eligible: boolean,
  names: ReadonlyMap<string, Entry>,
): Assignment {
  const { principalId, principalType, roleDefinitionId, scope, condition } = properties;
  const entry = names.get(principalId);
  const kind = TYPES.get(principalType?.toLowerCase() ?? '') ?? entry?.kind ?? 'unknown';
  return {
    ...{ id, scope, eligible, role: guidIn(roleDefinitionId), conditional: Boolean(condition) },
    principal: { id: principalId, kind, name: entry?.name ?? principalId },
  };
}

/** A group of which nothing can be read is never taken for an empty one. */
async function readMembers(
  clients: Clients,
  assignments: readonly Assignment[],
  denies: readonly DenyRow[],
  doubts: string[],
): Promise<Rights['members']> {
  const given = assignments.flatMap(({ principal }) => (principal.kind === 'group' ? [principal.id] : []));
  const denied = denies
    .flatMap(({ properties }) => [...properties.principals, ...properties.excludePrincipals])
    .flatMap(({ id, type }) => (type?.toLowerCase() === 'group' ? [id] : []));
  const all = [...new Set([...given, ...denied])];
  const found = new Map<string, readonly Principal[]>();
  const left = all.slice(0, MOST_GROUPS);
  if (all.length > MOST_GROUPS) doubts.push(`${all.length - MOST_GROUPS} groups more were not looked into.`);
  const worker = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const read = await orError(membersOf(clients, id));
      if (read instanceof CloudError)
        doubts.push(`Ajar cannot tell who is in the group ${id}. ${read.message}`);
      else found.set(id, read);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

const emptyGroups = (
  assignments: readonly Assignment[],
  members: Rights['members'],
): readonly Principal[] => [
  ...new Map(
    assignments
      .filter(({ principal }) => members.get(principal.id)?.length === 0)
      .map(({ principal }) => [principal.id, principal]),
  ).values(),
];

/** A person who runs this with their own sign-in is not Ajar, and is told like everybody. */
async function ownTest(
  clients: Clients,
  doubts: string[],
  names: ReadonlyMap<string, Entry>,
): Promise<(who: Principal) => boolean> {
  const me = await orError(ownIdentity(clients));
  const own: OwnIdentity | undefined = me instanceof CloudError ? undefined : me;
  if (!own) doubts.push("Ajar's own identity could not be read, so it is among these.");
  const ids = new Set([
    ...(own?.isApp ? [own.objectId, own.appId] : []),
    ...otherIdentities(clients.settings),
  ]);
  return ({ id }) => ids.has(id) || ids.has(names.get(id)?.appId || 'nobody');
}
