import type { Socket } from 'node:net';
import { VM_TYPE } from '../cloud/compute.ts';
import type { FirewallDocument, JitPolicy, Nsg, VmDocument } from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import { JIT_TYPE } from '../jit/policies.ts';
import { FIREWALL_TYPE, rulesToCome } from '../network/nat.ts';
import { mayEnter, mayPass, type Welcome, whoMayEnter, whoMayPass } from '../network/reach.ts';
import { entrancesOf } from '../network/vm-network.ts';
import { createPortHolder, type HeldPort } from './held-port.ts';
import { sourceOf } from './visitor.ts';

/** A port of a VM, or of a firewall's public address, as a socket on this machine. */
export interface Door {
  /** Of the VM, or of the firewall. */
  readonly vm: string;
  readonly name: string;
  /** `3389/tcp`. */
  readonly port: string;
  /** `127.0.0.1:49001`; the same for as long as the sandbox runs. */
  readonly socket: string;
  readonly open: boolean;
  /** Who may enter, by example; empty while it is shut. */
  readonly welcome: readonly Welcome[];
}

/** The data plane: sockets that exist only while the network's rules let someone in. */
export interface Doors {
  /** Brings the sockets in line with the rules, and says how they stand. */
  settle(): Promise<readonly Door[]>;
  close(): Promise<void>;
}

/** Of a cloud that has no data plane. */
export const NO_DOORS: Doors = { settle: async () => [], close: async () => undefined };

/** Who is connected; without a source until it was let in. */
interface Visitor {
  readonly kept: Kept;
  readonly source: string;
}

const isFlushing = ({ properties }: Nsg): boolean => properties.flushConnection === true;

interface Kept {
  readonly id: string;
  readonly port: number;
  readonly held: HeldPort;
  open: boolean;
}

/** Opens and shuts a socket for each port of each VM, and of each firewall, after each change of the cloud. `more` are ports without a JIT policy. */
export async function createDoors(
  world: World,
  more: ReadonlyMap<string, readonly number[]>,
  publicAddress: (loopback: string) => string,
): Promise<Doors> {
  const holder = await createPortHolder();
  const doors = new Map<string, Kept>();
  const visitors = new Map<Socket, Visitor>();
  let shutting = false;

  const visit = async (kept: Kept, socket: Socket): Promise<void> => {
    visitors.set(socket, { kept, source: '' });
    socket.on('close', () => visitors.delete(socket));
    socket.on('error', () => socket.destroy());
    const source = await sourceOf(socket, publicAddress);
    world.agenda.catchUp();
    const said = bannerFor(world, kept, source);
    if (said === undefined) return void socket.resetAndDestroy();
    visitors.set(socket, { kept, source });
    socket.write(said);
    socket.resume();
  };

  /** Connections outlive the rule that let them in, unless a group before the VM flushes them. */
  const flush = (): void => {
    for (const [socket, { kept, source }] of visitors) {
      const vm = vmAt(world, kept, source);
      const flushes = vm && entrancesOf(world.cloud, vm).some(({ nsgs }) => nsgs.some(isFlushing));
      if (source && flushes && bannerFor(world, kept, source) === undefined) socket.destroy();
    }
  };

  const settleOne = async (kept: Kept): Promise<Door> => {
    const welcome = welcomeTo(world, kept);
    const open = welcome.length > 0;
    if (open && !kept.open) await kept.held.listen((socket) => void visit(kept, socket));
    if (!open && kept.open) await kept.held.unlisten();
    kept.open = open;
    return {
      vm: kept.id,
      name: world.cloud.find(kept.id)?.name ?? kept.id.split('/').at(-1) ?? '',
      port: `${kept.port}/tcp`,
      socket: `127.0.0.1:${kept.held.number}`,
      open,
      welcome,
    };
  };

  const settleAll = async (): Promise<readonly Door[]> => {
    if (shutting) return [];
    world.agenda.catchUp();
    for (const [key, id, port] of [...wantedDoors(world, more), ...firewallDoors(world)])
      if (!doors.has(key)) doors.set(key, { id, port, held: await holder.hold(), open: false });
    flush();
    const settled: Door[] = [];
    for (const kept of doors.values()) settled.push(await settleOne(kept));
    return settled;
  };

  let queue: Promise<unknown> = Promise.resolve();
  const settle = (): Promise<readonly Door[]> => {
    const next = queue.then(settleAll);
    queue = next.catch(() => undefined); // each caller hears of its own failure; the queue goes on
    return next;
  };
  let waiting = false;
  world.cloud.onChange(() => {
    if (waiting || shutting) return;
    waiting = true;
    setImmediate(() => {
      waiting = false;
      settle().catch((error: Error) => process.stderr.write(`sandbox: a socket failed: ${error.message}\n`));
    });
  });
  return {
    settle,
    async close() {
      shutting = true;
      await queue;
      for (const socket of visitors.keys()) socket.destroy();
      await holder.close();
    },
  };
}

type Target = Pick<Kept, 'id' | 'port'>;

function welcomeTo(world: World, { id, port }: Target): readonly Welcome[] {
  const found = world.cloud.find(id);
  if (found?.type === FIREWALL_TYPE) return whoMayPass(world, id, port);
  const vm = found as VmDocument | undefined;
  return vm && running(vm) ? whoMayEnter(world, { vm, port }) : [];
}

/** The VM whose port it is, or that the firewall sends whoever comes from there to. */
function vmAt(world: World, { id, port }: Target, source: string): VmDocument | undefined {
  const found = world.cloud.find(id);
  return found?.type === FIREWALL_TYPE
    ? mayPass(world, id, port, source).vm
    : (found as VmDocument | undefined);
}

/** What somebody from there is told by the VM that they reach; undefined where they reach none. */
function bannerFor(world: World, { id, port }: Target, source: string): string | undefined {
  const found = world.cloud.find(id);
  if (found?.type !== FIREWALL_TYPE) {
    const vm = found as VmDocument | undefined;
    const enters = vm && running(vm) && mayEnter(world, { vm, port }, source).allowed;
    return enters ? banner(port, vm.name) : undefined;
  }
  const { allowed, vm, to = 0 } = mayPass(world, id, port, source);
  return allowed && vm && running(vm) ? banner(to, vm.name) : undefined;
}

/** Every port that a firewall sends on, or is about to. */
const firewallDoors = (world: World): readonly (readonly [key: string, id: string, port: number])[] =>
  world.cloud
    .ofType<FirewallDocument>(FIREWALL_TYPE)
    .flatMap((firewall) =>
      rulesToCome(world, firewall).flatMap(({ destinationPorts }) =>
        destinationPorts.map(
          (port) => [`${firewall.id.toLowerCase()}:${port}`, firewall.id, Number(port)] as const,
        ),
      ),
    );

const running = (vm: VmDocument): boolean =>
  vm.properties.extended.instanceView.powerState.code === 'PowerState/running';

const usualPorts = (vm: VmDocument): readonly number[] =>
  vm.properties.storageProfile.osDisk.osType === 'Windows' ? [3389] : [22];

function* wantedDoors(
  world: World,
  more: ReadonlyMap<string, readonly number[]>,
): Generator<readonly [key: string, vmId: string, port: number]> {
  const jit = world.cloud.ofType<JitPolicy>(JIT_TYPE).flatMap((policy) => policy.properties.virtualMachines);
  for (const vm of world.cloud.ofType<VmDocument>(VM_TYPE)) {
    const id = vm.id.toLowerCase();
    const guarded = jit.filter((entry) => entry.id.toLowerCase() === id).flatMap((entry) => entry.ports);
    const ports = [...guarded.map((port) => port.number), ...usualPorts(vm), ...(more.get(id) ?? [])];
    for (const port of new Set(ports)) yield [`${id}:${port}`, vm.id, port];
  }
}

const SERVICES: Readonly<Record<number, string>> = { 22: 'SSH-2.0-sandbox', 3389: 'RDP sandbox' };

const banner = (port: number, name: string): string =>
  `${SERVICES[port] ?? `Port ${port} sandbox`} ${name}\r\n`;
