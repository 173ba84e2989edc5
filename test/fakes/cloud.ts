import type { CloudActivity } from '../../src/access/activity/deed.ts';
import type { InboundRule, VmNetwork } from '../../src/access/check/vm-network.ts';
import { type Grant, holdOf, type ProviderName, sharesRule } from '../../src/access/grant.ts';
import type { Vm } from '../../src/access/vm.ts';
import type { CloudAccess } from '../../src/access/vm-use.ts';
import type { ActivityLog } from '../../src/ports/activity.ts';
import type { Inspector } from '../../src/ports/inspector.ts';
import type { Inventory } from '../../src/ports/inventory.ts';
import type { Outside } from '../../src/ports/outside.ts';
import {
  CloudError,
  type Found,
  type Order,
  type Provider,
  type Sighting,
} from '../../src/ports/provider.ts';
import { createFakeJitSetup, type FakeJitSetup } from './jit-setup.ts';
import { networkOf, ruleOf } from './network.ts';

/** What the fake holds for one grant, as Azure holds a request: accepted first, open a look later. */
interface Entry {
  readonly grant: Grant;
  readonly until: Date;
  state: 'accepted' | 'open' | 'revoked';
}

/** How the fake misbehaves, each as a real cloud was seen to. */
export interface Weather {
  /** Every call of the provider throws this. */
  down?: CloudError;
  /** Accepts and never opens. */
  neverOpens?: boolean;
  /** The answer to an open is lost after it was taken. */
  losesAnswer?: boolean;
  /** Does not expire anything by itself. */
  stays?: boolean;
  /** Refuses to remove anything. */
  locked?: boolean;
  /** Subscriptions whose record of openings cannot be read, each as a sentence. */
  unlisted?: readonly string[];
  /** Look-ups of VMs throw this. */
  blind?: CloudError;
  /** Look-ups never answer. */
  hangs?: boolean;
  /** What is open was changed by somebody: a sentence. */
  changed?: string;
  /** What is open was widened by somebody: a sentence for each `<request> <grant>`. */
  widened?: Readonly<Record<string, string>>;
  /** Ports that no JIT policy keeps may be opened by rules in security groups. */
  nsg?: boolean;
  /** The same, by rules in firewall policies. */
  'azure-firewall'?: boolean;
}

/** A cloud in memory with Defender's manners: 202 first, open later, shared rule per target and source. */
export interface FakeCloud {
  /** Defender. */
  readonly provider: Provider;
  readonly providers: Readonly<Record<ProviderName, Provider>>;
  readonly inventory: Inventory;
  readonly inspector: { inspect: Inspector['inspect'] };
  readonly jitSetup: FakeJitSetup;
  readonly outside: Outside;
  /** Something of Ajar's that is open and that this store may not know. */
  plant(request: string, vm: string, until: Date): void;
  /** What stands before a VM, by its id, or why it cannot be read; without an entry its JIT rules alone. */
  readonly networks: Map<string, VmNetwork | CloudError>;
  readonly activity: ActivityLog;
  /** What Azure's activity log has of a VM, by its id, or why it cannot be read; without an entry nothing. */
  readonly activities: Map<string, Omit<CloudActivity, 'from'> | CloudError>;
  readonly weather: Weather;
  /** How often something was really sent. */
  readonly sent: string[];
  /** What is reachable now: `3389/tcp vm-prod-01 203.0.113.7/32`. */
  open(): readonly string[];
  /** Somebody removes it outside of Ajar. */
  revoke(request: string, grant?: string): void;
  /** What was accepted opens long after it was given up. */
  opensLate(request: string): void;
  readonly vms: Vm[];
  /** The cloud's own record by VM id, as a test writes it. */
  readonly seen: Map<string, readonly CloudAccess[]>;
}

export function createFakeCloud(vms: Vm[], now: () => Date): FakeCloud {
  const entries = new Map<string, Entry>();
  const sent: string[] = [];
  const activities = new Map<string, Omit<CloudActivity, 'from'> | CloudError>();
  const networks = new Map<string, VmNetwork | CloudError>();
  const weather: Weather = {};
  const seen = new Map<string, readonly CloudAccess[]>();
  const idOf = (order: Order, grant: Grant): string => `${order.request} ${grant.key}`;
  const see = (grant: Grant, state: Sighting['state'], note?: string): Sighting => ({
    ...{ key: grant.key, state, traces: ['trace-1'] },
    ...(note ? { note } : {}),
  });

  /** As Azure does by itself with what is Defender's: what is past its end is revoked. */
  const expire = (): void => {
    for (const entry of entries.values())
      if (entry.until <= now() && !weather.locked && !weather.stays && sharesRule(entry.grant))
        entry.state = 'revoked';
  };

  function read(order: Order, grant: Grant): Sighting {
    const entry = entries.get(idOf(order, grant));
    if (!entry) return see(grant, 'sent');
    if (entry.state === 'revoked') return see(grant, 'closed', 'Azure revoked it.');
    const widened = weather.widened?.[idOf(order, grant)];
    if (entry.state === 'open' && widened !== undefined)
      return { ...see(grant, 'open', widened), changed: true, wider: true };
    if (entry.state === 'open' && weather.changed !== undefined)
      return { ...see(grant, 'open', weather.changed), changed: true };
    return see(grant, entry.state === 'open' ? 'open' : 'sent');
  }

  function openOne(order: Order, grant: Grant): Sighting {
    const entry = entries.get(idOf(order, grant));
    if (entry) {
      if (entry.state === 'accepted' && !weather.neverOpens) entry.state = 'open';
      return read(order, grant);
    }
    if (grant.state !== 'planned') return see(grant, 'sent');
    sent.push(idOf(order, grant));
    entries.set(idOf(order, grant), { grant, until: order.until, state: 'accepted' });
    if (weather.losesAnswer) throw new CloudError('broken', 'Azure did not answer.');
    return see(grant, 'sent');
  }

  function closeOne(order: Order, grant: Grant, keep: ReadonlySet<string>): Sighting {
    if (weather.locked)
      throw new CloudError('denied', 'A lock on the network security group stops the removal.');
    const entry = entries.get(idOf(order, grant));
    if (sharesRule(grant) && keep.has(holdOf(grant)))
      return see(grant, 'closed', 'Kept open for another request.');
    if (!entry || entry.state === 'accepted') return see(grant, now() > order.until ? 'closed' : 'sent');
    for (const each of entries.values()) {
      const same = sharesRule(grant) ? holdOf(each.grant) === holdOf(grant) : each === entry;
      if (same) each.state = 'revoked'; // of Defender's, one shared rule
    }
    return see(grant, 'closed');
  }

  const kept = (vm: Vm, number: number): boolean => vm.jit.some((jit) => jit.number === number);
  const providerOf = (name: ProviderName): Provider => ({
    name,
    serves: (vm, port) =>
      name === 'defender' ? kept(vm, port.number) : weather[name] === true && !kept(vm, port.number),
    plan: (vm, ports, sources) => planOf(name, vm, ports, sources),
    async open(order) {
      await weatherOf(weather);
      expire();
      return order.grants.map((grant) => openOne(order, grant));
    },
    async close(order, keep) {
      await weatherOf(weather);
      expire();
      return order.grants.map((grant) => closeOne(order, grant, keep));
    },
    async read(order) {
      await weatherOf(weather);
      expire();
      return order.grants.map((grant) => read(order, grant));
    },
  });
  const provider = providerOf('defender');
  /** The rules that let in what is open on a VM. */
  const letIn = (vmId: string): readonly InboundRule[] =>
    [...entries.values()]
      .filter(({ grant, state }) => state === 'open' && grant.vm.id === vmId)
      .map(({ grant: { opens, source } }, at) =>
        ruleOf({
          ...{ name: `JITRule-${at}`, priority: 100 + at, madeBy: 'jit' },
          ...{ sources: [source], ports: [String(opens.number)], protocol: opens.protocol },
        }),
      );
  const inspector: FakeCloud['inspector'] = {
    async inspect({ id, name }) {
      if (weather.hangs) await new Promise(() => undefined);
      const vm = vms.find((each) => each.id === id);
      const seen = networks.get(id) ?? (vm && networkOf(vm, letIn(id)));
      if (seen instanceof CloudError) throw seen;
      if (!seen) throw new CloudError('not-found', `${name} is not there any more.`);
      return seen;
    },
  };
  const openings = () => ({
    openings: [...seen].flatMap(([vm, accesses]) => accesses.map((access) => ({ ...access, vm }))),
    unread: weather.unlisted ?? [],
  });
  return {
    ...{
      provider,
      providers: {
        defender: provider,
        nsg: providerOf('nsg'),
        'azure-firewall': providerOf('azure-firewall'),
      },
      weather,
      sent,
      vms,
      seen,
    },
    inventory: {
      // What changed is another list, as in the real one.
      all: async () => [...vms],
      fresh: async (id) => {
        if (weather.hangs) await new Promise(() => undefined);
        if (weather.blind) throw weather.blind;
        return vms.find((vm) => vm.id === id);
      },
      accesses: async (id) => seen.get(id) ?? [],
    },
    activities,
    activity: {
      async read({ id }, from) {
        const found = activities.get(id) ?? { deeds: [], unread: [] };
        if (found instanceof CloudError) throw found;
        return { ...found, from };
      },
      async readAll(from) {
        const all = [...activities.values()];
        for (const each of all) if (each instanceof CloudError) throw each;
        const parts = all.flatMap((each) => (each instanceof CloudError ? [] : [each]));
        const deeds = parts.flatMap((part) => part.deeds).filter(({ at }) => at >= from);
        return { deeds, from, unread: parts.flatMap(({ unread }) => unread) };
      },
    },
    networks,
    inspector,
    outside: {
      async survey() {
        if (weather.blind) throw weather.blind;
        expire();
        return {
          ...{ at: now(), doubts: [], rules: new Map(), complete: new Set<string>() },
          found: [...entries].flatMap(([id, entry]) => foundOf(id, entry)),
          ...openings(),
        };
      },
      openings: async () => {
        if (weather.blind) throw weather.blind;
        return openings();
      },
    },
    plant: (request, vm, until) => {
      const on = vms.find(({ name }) => name === vm)!;
      const plan = planOf('defender', on, [{ number: on.jit[0]!.number, protocol: 'tcp' }], ['192.0.2.1/32']);
      const grant = { ...('grants' in plan ? plan.grants[0]! : fail()), key: 'g1' };
      entries.set(`${request} g1`, { grant, until, state: 'open' });
    },
    jitSetup: createFakeJitSetup(vms, (vm) => inspector.inspect(vm)),
    open: () => {
      expire();
      const open = [...entries.values()].filter((entry) => entry.state === 'open');
      return [
        ...new Set(
          open.map(
            ({ grant }) => `${grant.port.number}/${grant.port.protocol} ${grant.vm.name} ${grant.source}`,
          ),
        ),
      ];
    },
    revoke: (request, grant = '') => {
      for (const [id, entry] of entries) if (id.startsWith(`${request} ${grant}`)) entry.state = 'revoked';
    },
    opensLate: (request) => {
      for (const [id, entry] of entries) if (id.startsWith(`${request} `)) entry.state = 'open';
    },
  };
}

const fail = (): never => {
  throw new Error('It cannot be planned.');
};

/** As Azure would have it found without any store. */
function foundOf(id: string, { grant, until, state }: Entry): readonly Found[] {
  if (state === 'revoked') return [];
  const [request = '', key = ''] = id.split(' ');
  const { port, source, vm } = grant;
  const held = { ...grant, key, state: 'sent' as const };
  return [{ request, key, vm: vm.name, port, source, until, grant: held, standing: state === 'open' }];
}

async function weatherOf(weather: Weather): Promise<void> {
  if (weather.down) throw weather.down;
}

function planOf(
  provider: ProviderName,
  vm: Vm,
  ports: Parameters<Provider['plan']>[1],
  sources: readonly string[],
): ReturnType<Provider['plan']> {
  const missing = ports.find((port) => !vm.jit.some((jit) => jit.number === port.number));
  if (missing && provider === 'defender')
    return { refused: `${missing.number} is in no JIT policy of ${vm.name}.` };
  const grants = ports.flatMap((port) =>
    sources.map((source) => ({
      ...{
        vm,
        port,
        opens: port,
        source,
        provider,
        cloud: { jitPolicyId: vm.jit[0]?.policyId ?? '' },
      },
      ...{ target: `${provider}|${vm.id}|${port.number}`, state: 'planned' as const, traces: [] },
    })),
  );
  return { grants };
}
