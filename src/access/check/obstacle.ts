import { saySource } from '../address.ts';
import type { Grant } from '../grant.ts';
import { formatPort } from '../port.ts';
import { type Addresses, addressesOf, both, isNobody, NOBODY } from './addresses.ts';
import { evaluate, mayEnter } from './evaluate.ts';
import { type Aim, PRIVATE } from './match.ts';
import type { Entrance, VmNetwork } from './vm-network.ts';
import { shutBy } from './words.ts';

/**
 * Why nothing will connect although the port is open, as a sentence; undefined where something may. Only what is certain is
 * said: what cannot be told is no obstacle.
 */
export function obstacleTo(
  grant: Pick<Grant, 'opens' | 'source' | 'vm'>,
  network: VmNetwork,
): string | undefined {
  const why = whyNot(grant, network);
  const what = `${formatPort(grant.opens)} on ${grant.vm.name}`;
  return why && `${what} is open, but nothing will connect, because ${why}`;
}

function whyNot(
  { opens, source, vm }: Pick<Grant, 'opens' | 'source' | 'vm'>,
  network: VmNetwork,
): string | undefined {
  if (network.vm.power === 'stopped') return `${vm.name} is stopped. Start it.`;
  const from = addressesOf(source) ?? NOBODY;
  const { entrances } = network;
  if (entrances.length === 0 || isNobody(from)) return undefined;
  const aims = entrances.flatMap((entrance) => aimsAt(entrance, opens));
  if (aims.every((aim) => mayEnter(aim, from) === 'no')) {
    const opinions = aims.map(evaluate);
    const by = shutBy({
      wouldAllow: opinions.flatMap(({ wouldAllow }) => wouldAllow),
      denied: opinions.flatMap(({ denied }) => denied),
    });
    return `the rules before it do not let ${saySource(source)} in. ${by}`;
  }
  return entrances.every((entrance) => isOutOfReach(entrance, from))
    ? `${vm.name} has no public address, and ${saySource(source)} is outside its network. Come through a VPN or Azure Bastion.`
    : undefined;
}

const aimsAt = (entrance: Entrance, { number, protocol }: Grant['opens']): readonly Aim[] =>
  (protocol === '*' ? (['tcp', 'udp'] as const) : [protocol]).map((each) => ({
    ...{ entrance, from: number, to: number, protocol: each },
  }));

/** Nobody outside can send anything to it: other ways in might, whose addresses Ajar does not know. */
const isOutOfReach = ({ publicAddress, balancers, ways, space }: Entrance, from: Addresses): boolean =>
  space !== undefined &&
  !publicAddress &&
  balancers.length === 0 &&
  !ways.includes('gateway') &&
  !ways.includes('firewall') &&
  [PRIVATE, ...space.map((cidr) => addressesOf(cidr) ?? NOBODY)].every((set) => isNobody(both(from, set)));
