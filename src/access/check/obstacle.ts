import { saySource } from '../address.ts';
import type { Grant } from '../grant.ts';
import { formatPort } from '../port.ts';
import { type Addresses, addressesOf, allOf, both, isNobody, NOBODY } from './addresses.ts';
import { evaluate, evaluateDirect, mayEnter } from './evaluate.ts';
import { passed } from './lead-in.ts';
import { type Aim, isAbout, PRIVATE } from './match.ts';
import { listOf, quoted } from './names.ts';
import { balancedTo, isOutside } from './reached.ts';
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
  const stopped = stoppedBehindFirewall(aims, from);
  if (stopped !== undefined) return stopped;
  return aims.every((aim) => isOutOfReach(aim, from))
    ? `${vm.name} has no public address, and ${saySource(source)} is outside its network. Come through a VPN or Azure Bastion.`
    : undefined;
}

const aimsAt = (entrance: Entrance, { number, protocol }: Grant['opens']): readonly Aim[] =>
  (protocol === '*' ? (['tcp', 'udp'] as const) : [protocol]).map((each) => ({
    ...{ entrance, from: number, to: number, protocol: each },
  }));

/** Nobody there can send anything to the VM's own address: other ways in might, whose addresses Ajar does not know. */
const isOutOfReach = (aim: Aim, from: Addresses): boolean =>
  aim.entrance.forwards.every(({ rule }) => isAbout(rule, aim) === 'no') &&
  !aim.entrance.ways.includes('firewall') &&
  isCutOff(aim, from);

const isCutOff = (aim: Aim, from: Addresses): boolean => {
  const { space, ways } = aim.entrance;
  if (space === undefined || isOutside(aim) || balancedTo(aim).length > 0 || ways.includes('gateway'))
    return false;
  return [PRIVATE, allOf(space)].every((set) => isNobody(both(from, set)));
};

/**
 * A firewall leads there, and the rules before the VM let in whoever asked; but what they see is the firewall's own address,
 * which they keep out. So Defender leaves it behind a firewall, and the people wait in vain.
 */
function stoppedBehindFirewall(aims: readonly Aim[], from: Addresses): string | undefined {
  const led = aims.flatMap((aim) =>
    aim.entrance.forwards
      .filter(({ by, rule }) => by === 'firewall' && isAbout(rule, aim) === 'yes')
      .map((forward) => ({
        forward,
        certainty: passed(evaluateDirect(aim), allOf(forward.seenAs ?? [])).certainty,
      })),
  );
  const [first] = led;
  if (!first || !aims.every((aim) => isCutOff(aim, from)) || led.some(({ certainty }) => certainty !== 'no'))
    return undefined;
  const { rule, seenAs = [], at } = first.forward;
  const groups = listOf([
    ...new Set(aims.flatMap(({ entrance }) => entrance.groups.map(({ name }) => name))),
  ]);
  return `${quoted(rule)} leads there from ${at}, but the security groups (${groups}) see the firewall's own addresses (${seenAs.join(', ')}) and keep them out. Let these in on the port.`;
}
