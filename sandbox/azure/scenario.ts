import { z } from 'zod';

const text = z.string().min(1);
const port = z.int().min(0).max(65535);

const Rule = z.strictObject({
  name: text,
  priority: z.int().min(100).max(4096),
  access: z.enum(['Allow', 'Deny']).default('Allow'),
  source: text.default('*'),
  destination: text.default('*'),
  /** Application security groups in place of a side, by name, in the group's own resource group. */
  sourceAsgs: z.array(text).optional(),
  destinationAsgs: z.array(text).optional(),
  ports: text.default('*'),
  protocol: z.enum(['Tcp', 'Udp', '*']).default('Tcp'),
});

const AdminRule = z.strictObject({
  name: text,
  priority: z.int().min(1).max(4096),
  access: z.enum(['Allow', 'Deny', 'AlwaysAllow']),
  source: text.default('*'),
  ports: text.default('*'),
  protocol: z.enum(['Tcp', 'Udp', 'Any']).default('Tcp'),
});

const Nic = z.strictObject({
  /** `network/subnet`, in the VM's own resource group or as `group:network/subnet`. */
  subnet: text,
  address: text,
  address6: text.optional(),
  /** Public addresses, if it has any. */
  public: text.optional(),
  public6: text.optional(),
  /** Name of a security group, in the VM's own resource group. */
  nsg: text.optional(),
  /** Names of application security groups that its addresses are in, in the VM's own resource group. */
  asgs: z.array(text).default([]),
});

const Vm = z.strictObject({
  name: text,
  /** Name of one of the scenario's resource groups. */
  group: text,
  os: z.enum(['Linux', 'Windows']).default('Linux'),
  running: z.boolean().default(true),
  classic: z.boolean().default(false),
  tags: z.record(z.string(), z.string()).default({}),
  nics: z.array(Nic).default([]),
  /** Ports that get a socket although no JIT policy guards them. */
  ports: z.array(port).default([]),
});

const JitPort = z.strictObject({
  number: port,
  protocol: z.enum(['TCP', 'UDP', '*']).default('*'),
  source: z.union([text, z.array(text)]).default('*'),
  longest: text.default('PT3H'),
});

const Policy = z.strictObject({
  name: text.default('default'),
  group: text,
  location: text.optional(),
  /** `vm` in the policy's own group, or `group/vm`. */
  vms: z.record(z.string(), z.array(JitPort)),
  /** Where its deny rules begin: 4096, or 1000 where they must beat older rules. */
  denyPriority: z.int().min(100).max(4096).default(4096),
});

const Nat = z.strictObject({ name: text, source: text, port, toAddress: text, toPort: port });

const Firewall = z.strictObject({
  name: text,
  group: text,
  address: text,
  public: text,
  /** Id of a firewall policy, or the name of one of the scenario's; under it Defender changes nothing. */
  policy: text.optional(),
  nat: z.array(Nat).default([]),
});

const FirewallPolicy = z.strictObject({
  name: text,
  group: text,
  /** Groups of rules that somebody else made, with NAT rules for the first firewall under the policy. */
  groups: z
    .array(z.strictObject({ name: text, priority: z.int().min(100).max(65_000), nat: z.array(Nat) }))
    .default([]),
});

/** What exists in a sandbox at its start, in few words; `build.ts` makes ARM documents of it. */
export const ScenarioSchema = z.strictObject({
  /** By a name used within the scenario only. */
  subscriptions: z.record(
    z.string(),
    z.strictObject({
      id: z.guid(),
      name: text,
      plan: z.enum(['P2', 'P1', 'Free']).default('P2'),
      /** The caller's own unless it is of another. */ tenant: z.guid().optional(),
    }),
  ),
  groups: z.record(z.string(), z.strictObject({ subscription: text, name: text.optional(), location: text })),
  networks: z.array(
    z.strictObject({
      name: text,
      group: text,
      space: z.array(text),
      subnets: z.record(
        z.string(),
        /** `nextHop`: where its route table sends everything. */
        z.strictObject({ prefix: text, nsg: text.optional(), nextHop: text.optional() }),
      ),
      /** Networks that it is peered with: `network`, or `group:network`. */
      peers: z.array(text).default([]),
      /** Of a virtual network manager: they outrank every security group. */
      adminRules: z.array(AdminRule).default([]),
    }),
  ),
  nsgs: z.array(
    z.strictObject({
      ...{ name: text, group: text, rules: z.array(Rule).default([]) },
      /** Ends connections that a removed rule had let in. */
      flushConnection: z.boolean().default(false),
    }),
  ),
  vms: z.array(Vm),
  policies: z.array(Policy),
  firewalls: z.array(Firewall).default([]),
  firewallPolicies: z.array(FirewallPolicy).default([]),
  /** Whether every region of a subscription has its Network Watcher. */
  networkWatchers: z.boolean().default(false),
  /** Loopback address to the public address that it stands for; 127.0.0.1 is this machine. */
  sources: z.record(z.string(), z.string()).default({}),
  /** What the caller may do; everything when left out. */
  permissions: z
    .strictObject({ actions: z.array(text), notActions: z.array(text).default([]) })
    .default({ actions: ['*'], notActions: [] }),
});

/** As written in a file or in code: defaults may be left out. */
export type Scenario = z.input<typeof ScenarioSchema>;
/** With every default filled in. */
export type FullScenario = z.output<typeof ScenarioSchema>;

/** Checks a scenario. Throws all that is wrong with it, each with its place. */
export function readScenario(given: unknown): FullScenario {
  const read = ScenarioSchema.safeParse(given);
  if (read.success) return read.data;
  throw new Error(`The scenario cannot be used:\n${z.prettifyError(read.error)}`);
}
