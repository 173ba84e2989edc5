import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { JitEffects } from '../jit/access.ts';
import { openInPortal } from '../jit/portal.ts';
import { asApp, asPerson } from '../monitor/activity-log.ts';
import { logDeed, logRule } from '../monitor/log-deed.ts';
import { RBAC_DEEDS, RBAC_EDITS } from '../rbac/rbac-edits.ts';
import { newEtag, putParents } from './cloud.ts';
import { VM_TYPE } from './compute.ts';
import type { Nic, Nsg, VmDocument } from './documents.ts';
import { readResourceId, resourceId } from './resource-id.ts';
import type { World } from './world.ts';

const id = z.string().startsWith('/subscriptions/');

/** Who edits at the portal, where nobody is named. */
const SOMEBODY = 'somebody@contoso.com';

const Edit = z.discriminatedUnion('kind', [
  /** The VM is made anew under its name: another vmId, and another address if one is given. */
  z.strictObject({ kind: z.literal('replace-vm'), vm: id, address: z.string().optional() }),
  z.strictObject({ kind: z.literal('move-vm'), vm: id, group: z.string() }),
  z.strictObject({ kind: z.literal('delete-vm'), vm: id }),
  z.strictObject({ kind: z.literal('power'), vm: id, running: z.boolean() }),
  z.strictObject({ kind: z.literal('tag'), vm: id, tags: z.record(z.string(), z.string()) }),
  /** A rule as somebody's hand or infrastructure code would write it, at once; it replaces one of the same name. */
  z.strictObject({
    kind: z.literal('put-rule'),
    nsg: id,
    name: z.string(),
    properties: z.looseObject({ priority: z.int(), access: z.enum(['Allow', 'Deny']) }),
    by: z.string().default(SOMEBODY),
  }),
  z.strictObject({
    kind: z.literal('delete-rule'),
    nsg: id,
    name: z.string(),
    by: z.string().default(SOMEBODY),
  }),
  /** A group as infrastructure code applies it, whole: every rule that is not in its list is gone, whoever made it. */
  z.strictObject({
    kind: z.literal('apply-group'),
    nsg: id,
    rules: z.array(z.string()).default([]),
    by: z.string().default(SOMEBODY),
  }),
  /** Just-in-time access, as somebody asks for it in the portal. */
  z.strictObject({
    kind: z.literal('open-in-portal'),
    ...{ policy: id, vm: id, ports: z.array(z.int()).min(1), source: z.string().default('*') },
    ...{ minutes: z.number().positive().default(180), by: z.string().default(SOMEBODY) },
  }),
  /** A line in the activity log alone, whatever really happened: by a person, or by an app where `app` is its client id. */
  z.strictObject({
    kind: z.literal('logged'),
    action: z.string(),
    resource: id,
    by: z.string().default(SOMEBODY),
    app: z.string().optional(),
    status: z.enum(['Accepted', 'Succeeded', 'Failed']).default('Succeeded'),
    correlation: z.string().optional(),
    properties: z.record(z.string(), z.unknown()).default({}),
  }),
  ...RBAC_EDITS,
  /** Any resource is gone, with nothing else changed. */
  z.strictObject({ kind: z.literal('remove'), resource: id }),
  z.strictObject({ kind: z.literal('lock'), resource: id, locked: z.boolean() }),
  z.strictObject({
    kind: z.literal('permissions'),
    /** Of another identity than the usual one, which the machine has from then on. */
    client: z.guid().optional(),
    actions: z.array(z.string()),
    notActions: z.array(z.string()).default([]),
  }),
]);

/** A change that somebody other than Ajar makes, past the API. Resources are named by their ids. */
export type Edit = z.input<typeof Edit>;

/** Makes a change at once. Throws a sentence when it cannot be read or names what is not there. */
export function makeEdit(world: World, effects: JitEffects, given: unknown): void {
  const read = Edit.safeParse(given);
  if (!read.success) throw new Error(`This is no edit: ${z.prettifyError(read.error)}`);
  world.agenda.catchUp();
  (DEEDS[read.data.kind] as (world: World, edit: Read, effects: JitEffects) => void)(
    ...([world, read.data, effects] as const),
  );
}

type Read = z.output<typeof Edit>;
type Deeds = {
  readonly [K in Read['kind']]: (world: World, edit: Extract<Read, { kind: K }>, effects: JitEffects) => void;
};

type RbacKind = keyof typeof RBAC_DEEDS;

const inRbac = (world: World, edit: Read): void =>
  (RBAC_DEEDS[edit.kind as RbacKind] as (rbac: World['rbac'], edit: Read) => void)(world.rbac, edit);
const rbacDeeds = {
  ...{ person: inRbac, app: inRbac, group: inRbac, role: inRbac, assign: inRbac, deny: inRbac },
  ...{ 'graph-rights': inRbac, deleted: inRbac, 'stale-directory': inRbac },
};

const DEEDS: Deeds = {
  'replace-vm': (world, { vm, address }) => replaceVm(world, vmOf(world, vm), address),
  'move-vm': (world, { vm, group }) => moveVm(world, vmOf(world, vm), group),
  'delete-vm': (world, { vm }) => {
    world.cloud.remove(vmOf(world, vm).id);
  },
  power: (world, { vm, running }) => setPower(world, vmOf(world, vm), running ? 'running' : 'deallocated'),
  tag: (world, { vm: id, tags }) => {
    const vm = vmOf(world, id);
    vm.tags = tags;
    world.cloud.touched(vm);
  },
  'put-rule': (world, { nsg, name, properties, by }) => {
    putRule(world, nsg, name, properties);
    logRule(world, nsg, name, 'write', asPerson(by));
  },
  'delete-rule': (world, { nsg, name, by }) => {
    withoutRule(world, nsg, name);
    logRule(world, nsg, name, 'delete', asPerson(by));
  },
  'apply-group': (world, { nsg: id, rules, by }) => {
    const nsg = nsgOf(world, id);
    nsg.properties.securityRules = nsg.properties.securityRules.filter(({ name }) => rules.includes(name));
    world.cloud.touched(nsg);
    const action = 'Microsoft.Network/networkSecurityGroups/write';
    logDeed(world, { actor: asPerson(by), action, resource: id });
  },
  'open-in-portal': (world, { kind: _, ...asked }, effects) => openInPortal(world, effects, asked),
  logged: (world, { by, app, status, correlation, ...deed }) => {
    const actor = app === undefined ? asPerson(by) : asApp({ objectId: by, clientId: app });
    logDeed(world, { actor, ...deed, ...(correlation === undefined ? {} : { correlation }) }, status);
  },
  ...rbacDeeds,
  remove: (world, { resource }) => {
    if (!world.cloud.remove(resource)) throw new Error(`There is no ${resource}.`);
  },
  lock: (world, { resource, locked }) => {
    if (locked) world.locks.add(resource.toLowerCase());
    else world.locks.delete(resource.toLowerCase());
  },
  permissions: (world, { client, actions, notActions }) => {
    if (client === undefined) world.permissions = { actions, notActions };
    else world.others.set(client.toLowerCase(), { actions, notActions });
  },
};

function vmOf(world: World, vmId: string): VmDocument {
  const vm = world.cloud.find<VmDocument>(vmId);
  if (vm) return vm;
  throw new Error(`There is no VM ${vmId}.`);
}

function nsgOf(world: World, nsgId: string): Nsg {
  const nsg = world.cloud.find<Nsg>(nsgId);
  if (nsg) return nsg;
  throw new Error(`There is no security group ${nsgId}.`);
}

function replaceVm(world: World, vm: VmDocument, address: string | undefined): void {
  vm.properties.vmId = randomUUID();
  const nic = world.cloud.find<Nic>(vm.properties.networkProfile.networkInterfaces[0]?.id ?? '');
  const config = nic?.properties.ipConfigurations[0];
  if (address && config) config.properties.privateIPAddress = address;
  world.cloud.touched(nic);
  world.cloud.touched(vm);
}

/** A moved VM keeps its vmId and its network; only its id is another. */
function moveVm(world: World, vm: VmDocument, group: string): void {
  const { subscription } = readResourceId(vm.id);
  world.cloud.remove(vm.id);
  vm.id = resourceId(subscription, group, VM_TYPE, vm.name);
  putParents(world.cloud, vm.id, world.principal.tenantId, vm.location ?? '');
  world.cloud.put(vm);
}

function setPower(world: World, vm: VmDocument, power: string): void {
  const { powerState } = vm.properties.extended.instanceView;
  powerState.code = `PowerState/${power}`;
  powerState.displayStatus = `VM ${power}`;
  world.cloud.touched(vm);
}

function putRule(world: World, nsgId: string, name: string, given: Record<string, unknown>): void {
  withoutRule(world, nsgId, name);
  const nsg = nsgOf(world, nsgId);
  const usual = { protocol: 'Tcp', direction: 'Inbound', sourcePortRange: '*', sourceAddressPrefix: '*' };
  const lists = {
    sourcePortRanges: [],
    destinationPortRanges: [],
    sourceAddressPrefixes: [],
    destinationAddressPrefixes: [],
  };
  const properties = {
    provisioningState: 'Succeeded',
    ...usual,
    destinationPortRange: '*',
    destinationAddressPrefix: '*',
    ...lists,
    ...given,
  } as unknown as Nsg['properties']['securityRules'][number]['properties'];
  nsg.properties.securityRules.push({
    name,
    id: `${nsg.id}/securityRules/${name}`,
    etag: newEtag(),
    type: 'Microsoft.Network/networkSecurityGroups/securityRules',
    properties,
  });
  world.cloud.touched(nsg);
}

function withoutRule(world: World, nsgId: string, name: string): void {
  const nsg = nsgOf(world, nsgId);
  nsg.properties.securityRules = nsg.properties.securityRules.filter((rule) => rule.name !== name);
  world.cloud.touched(nsg);
}
