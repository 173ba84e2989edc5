import type { Socket } from 'node:net';
import { VM_TYPE } from '../cloud/compute.ts';
import type { JitPolicy, Nsg, VmDocument } from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import { JIT_TYPE } from '../jit/policies.ts';
import { mayEnter, type Welcome, whoMayEnter } from '../network/reach.ts';
import { entrancesOf } from '../network/vm-network.ts';
import { createPortHolder, type HeldPort } from './held-port.ts';
import { sourceOf } from './visitor.ts';

/** A port of a VM, as a socket on this machine. */
export interface Door {
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

/** Who is connected; without a source until it was let in. */
interface Visitor {
  readonly kept: Kept;
  readonly source: string;
}

const isFlushing = ({ properties }: Nsg): boolean => properties.flushConnection === true;

interface Kept {
  readonly vmId: string;
  readonly port: number;
  readonly held: HeldPort;
  open: boolean;
}

/** Opens and shuts a socket for each port of each VM, after each change of the cloud. `more` are ports without a JIT policy. */
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
    const vm = world.cloud.find<VmDocument>(kept.vmId);
    const allowed = vm && running(vm) && mayEnter(world, { vm, port: kept.port }, source).allowed;
    if (!allowed) return void socket.resetAndDestroy();
    visitors.set(socket, { kept, source });
    socket.write(banner(kept.port, vm.name));
    socket.resume();
  };

  /** Connections outlive the rule that let them in, unless a group before the VM flushes them. */
  const flush = (): void => {
    for (const [socket, { kept, source }] of visitors) {
      const vm = world.cloud.find<VmDocument>(kept.vmId);
      const flushes = vm && entrancesOf(world.cloud, vm).some(({ nsgs }) => nsgs.some(isFlushing));
      if (source && flushes && !mayEnter(world, { vm, port: kept.port }, source).allowed) socket.destroy();
    }
  };

  const settleOne = async (kept: Kept): Promise<Door> => {
    const vm = world.cloud.find<VmDocument>(kept.vmId);
    const welcome = vm && running(vm) ? whoMayEnter(world, { vm, port: kept.port }) : [];
    const open = welcome.length > 0;
    if (open && !kept.open) await kept.held.listen((socket) => void visit(kept, socket));
    if (!open && kept.open) await kept.held.unlisten();
    kept.open = open;
    return {
      vm: kept.vmId,
      name: vm?.name ?? kept.vmId.split('/').at(-1) ?? '',
      port: `${kept.port}/tcp`,
      socket: `127.0.0.1:${kept.held.number}`,
      open,
      welcome,
    };
  };

  const settleAll = async (): Promise<readonly Door[]> => {
    if (shutting) return [];
    world.agenda.catchUp();
    for (const [key, vmId, port] of wantedDoors(world, more))
      if (!doors.has(key)) doors.set(key, { vmId, port, held: await holder.hold(), open: false });
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
