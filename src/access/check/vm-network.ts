import type { Vm } from '../vm.ts';

/** One inbound rule, whoever made it, with one-or-many fields made many. */
export interface InboundRule {
  readonly name: string;
  /** The name of the security group, or of the network manager's rule collection, that it stands in. */
  readonly of: string;
  readonly priority: number;
  /** `always`: a network manager's rule that no security group can overrule. */
  readonly access: 'allow' | 'deny' | 'always';
  /** `tcp`, `udp`, `*`, or another word that is neither. */
  readonly protocol: string;
  /**
   * CIDRs, `*`, service tags as Azure writes them, application security groups as `asg:<resource id>` in lower case, and a
   * network manager's groups as `group:<name>`; of firewalls `ipgroup:<name>`, and `unread:<name>` where nothing is known.
   */
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** `22`, `20-30`, `*`. */
  readonly ports: readonly string[];
  /** Set where it is only about what comes from some ports: which ones a client has, nobody knows beforehand. */
  readonly fromSome?: true;
  /** Set where Defender's just-in-time access or Ajar itself made it: for an opening, or to shut a port where nothing else does. */
  readonly madeBy?: 'jit' | 'ajar' | 'baseline';
  /** True of those that every security group has and nobody can remove. */
  readonly isDefault?: true;
  /** What people call it where it is no security group's: `NAT rule`. */
  readonly called?: string;
}

/** A rule of a firewall or of a load balancer that leads from an address of its own to ports of the VM. */
export interface Forward {
  readonly by: 'firewall' | 'balancer';
  /** Whom it takes in, and the ports of the VM that it leads to; its `of` names the firewall or the load balancer. */
  readonly rule: InboundRule;
  /** Where people connect to: `203.0.113.40:40022`. */
  readonly at: string;
  /** Whether that is on the Internet. */
  readonly isPublic: boolean;
  /** Whom the rules before the VM see, as CIDRs, where it is not whoever comes: a firewall puts its own addresses in their place. */
  readonly seenAs?: readonly string[];
  /** A load balancer of the old kind lets in by itself, where no security group is before the VM. */
  readonly kind?: 'standard' | 'basic' | 'unknown';
}

/** A security group before an address. */
export interface Group {
  readonly name: string;
  readonly guards: 'subnet' | 'interface';
  /** Undefined where they could not be read: then nothing that depends on them can be told. */
  readonly rules: readonly InboundRule[] | undefined;
  /** Set where Azure ends established connections when a rule of the group goes (`flushConnection`). */
  readonly flushes?: true;
}

/** One way into a VM: a private address of one of its interfaces, and all that stands before it. */
export interface Entrance {
  readonly address: string;
  /** A standard public address is shut without a security group, a basic one is not. */
  readonly publicAddress?: { readonly address: string; readonly kind: 'standard' | 'basic' | 'unknown' };
  readonly groups: readonly Group[];
  /** A virtual network manager's security admin rules, which outrank the groups; undefined where they could not be read. */
  readonly adminRules: readonly InboundRule[] | undefined;
  /** Application security groups that the address is in, as resource ids in lower case. */
  readonly memberOf: readonly string[];
  /** Addresses that are in application security groups, by the group's id: some, as of a while ago. */
  readonly members?: ReadonlyMap<string, readonly string[]>;
  /** The address space of its virtual network and of those that are peered with it, as CIDRs; undefined where it could not be read. */
  readonly space: readonly string[] | undefined;
  /** Load balancers that lead here, and their NAT rules: names. */
  readonly balancers: readonly string[];
  /** What leads here from elsewhere. One that could not be read is there with ports that cannot be told. */
  readonly forwards: readonly Forward[];
  /** Other ways in that its network has. */
  readonly ways: readonly Way[];
}

/** Told by the subnets that Azure reserves for them; `routes` is a route table of its own. */
export type Way = 'bastion' | 'gateway' | 'firewall' | 'routes';

/** A VM with all that decides who may reach its ports. */
export interface VmNetwork {
  readonly vm: Pick<Vm, 'name' | 'power' | 'jit'> & Partial<Pick<Vm, 'vmId'>>;
  readonly entrances: readonly Entrance[];
  /** What could not be read, each as a sentence with what to do. */
  readonly unread: readonly string[];
}
