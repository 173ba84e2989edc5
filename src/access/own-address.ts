import { contains, saySource, sizeOf } from './address.ts';
import type { Networks } from './policy/source-cap.ts';
import type { VmRef } from './vm.ts';

/** How the address that somebody comes from suits the VMs that they want to reach. */
export interface AddressLook {
  /** A CIDR of one address. */
  readonly source: string;
  /** Why it cannot be used; missing where it can. */
  readonly unfit?: string;
  /** The family that it would take, where that is what does not fit. */
  readonly wants?: 4 | 6;
  /** What the person should know before it is used, each a sentence. */
  readonly warnings: readonly string[];
}

/** Where the VM is told apart by its addresses; nothing here is looked up. */
type Reached = Pick<VmRef, 'name' | 'publicAddresses' | 'privateAddresses'>;

/** Which families of addresses can reach a VM: those of its public addresses, or of its private ones where it has no other. */
function familiesOf({ publicAddresses, privateAddresses }: Reached): readonly (4 | 6)[] {
  const all = publicAddresses.length > 0 ? publicAddresses : privateAddresses;
  return [...new Set(all.map((address): 4 | 6 => (address.includes(':') ? 6 : 4)))];
}

/** The family that reaches all of them, where it is one alone. */
export function onlyFamily(vms: readonly Reached[]): 4 | 6 | undefined {
  const families = [...new Set(vms.flatMap(familiesOf))];
  return families.length === 1 ? families[0] : undefined;
}

/** None has a public address: people come to it through a VPN or a Bastion. */
export const isPrivate = (vms: readonly Reached[]): boolean =>
  vms.length > 0 && vms.every(({ publicAddresses }) => publicAddresses.length === 0);

/** Shared by a phone network among its customers: RFC 6598. */
const CARRIER = '100.64.0.0/10';
/** Never where somebody comes from over a network, with what it means that it was seen. */
const NOWHERE = ['127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10', '0.0.0.0/8', '::/128'];
const INSIDE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];

const isIn = (source: string, ranges: readonly string[]): boolean =>
  ranges.some((range) => contains(range, source));

/** Looks at an address before it is handed over: what the policy allows is judged afterwards, like any typed source. */
export function lookAtAddress(source: string, vms: readonly Reached[], networks: Networks): AddressLook {
  if (isIn(source, NOWHERE)) return { source, unfit: BEHIND_PROXY, warnings: [] };
  const { family } = sizeOf(source);
  const other = vms.find((vm) => {
    const families = familiesOf(vm);
    return families.length > 0 && !families.includes(family);
  });
  if (other)
    return { source, wants: family === 4 ? 6 : 4, unfit: wrongFamily(source, other, family), warnings: [] };
  return { source, warnings: [...byNetwork(source, networks), ...byKind(source, vms)] };
}

const BEHIND_PROXY =
  'Ajar cannot tell the address that you come from: it sees only a proxy of its own. Whoever runs Ajar has to set AJAR_TRUSTED_PROXIES. Until then, type your address in the chat.';

const wrongFamily = (source: string, { name }: Reached, family: 4 | 6): string =>
  `You came over IPv${family} (${saySource(source)}), and ${name} has only IPv${family === 4 ? 6 : 4} addresses: a port opened for this address would not let you in.`;

function byNetwork(source: string, networks: Networks): readonly string[] {
  return Object.entries(networks).flatMap(([name, { cidrs, shared, phone }]) => {
    if (!isIn(source, cidrs)) return [];
    if (phone) return [onPhone(source, `of the phone network "${name}"`)];
    if (!shared) return [];
    return [
      `${saySource(source)} is of "${name}", which is shared with others (a proxy, or many people behind one address): the port opens for all of them.`,
    ];
  });
}

function byKind(source: string, vms: readonly Reached[]): readonly string[] {
  if (isIn(source, [CARRIER]))
    return [onPhone(source, 'of a phone network or another carrier that shares it')];
  if (isIn(source, INSIDE) && !isPrivate(vms))
    return [
      `${saySource(source)} is an address inside your own network: a VM that you reach over the internet sees another one.`,
    ];
  return [];
}

const onPhone = (source: string, what: string): string =>
  `${saySource(source)} is ${what}: many people have it at once, and you have another soon.`;
