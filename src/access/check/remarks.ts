import { saySource } from '../address.ts';
import { readBaselineName, shortIdOf } from '../setup/baseline-name.ts';
import { distinct, listOf, quoted } from './names.ts';
import type { VmNetwork, Way } from './vm-network.ts';

/** What matters whatever the rules say, and what could not be read, each as a sentence. */
export const remarksOn = (network: VmNetwork): readonly string[] => [
  ...powerOf(network),
  ...(network.vm.jit.length === 0 ? ['No JIT policy names this VM, as far as Ajar can see.'] : []),
  ...addressesOf(network),
  ...strangersOn(network),
  ...openingsOf(network),
  ...network.unread,
];

function powerOf({ vm }: VmNetwork): readonly string[] {
  switch (vm.power) {
    case 'running':
      return [];
    case 'stopped':
      return [`${vm.name} is stopped: nothing answers, whatever the rules say.`];
    case 'unknown':
      return ['Azure does not say whether it runs.'];
    default:
      return vm.power satisfies never;
  }
}

/** Where an opening is reached that Defender hands on from a firewall; whether it is let in behind, the ports say. */
function openingsOf({ vm, entrances }: VmNetwork): readonly string[] {
  const handed = entrances.flatMap(({ forwards }) =>
    forwards
      .filter(({ by, rule }) => by === 'firewall' && rule.madeBy === 'jit')
      .map(
        ({ at, rule }) =>
          `${at} leads to ${rule.ports.join(', ')} on ${vm.name} for ${listOf(rule.sources.map(saySource))}: just-in-time access made that rule of ${rule.of}.`,
      ),
  );
  return [...new Set(handed)];
}

/** The ways in beside the front door. */
function addressesOf({ entrances }: VmNetwork): readonly string[] {
  const ways = [...new Set(entrances.flatMap((entrance) => entrance.ways))];
  const balancers = [...new Set(entrances.flatMap((entrance) => entrance.balancers))];
  const isPublic = entrances.some(({ publicAddress }) => publicAddress);
  return [
    ...(entrances.length > 0 && !isPublic
      ? ['It has no public address of its own: what the rules allow is reached from inside its network only.']
      : []),
    ...(balancers.length > 0
      ? [`It is reached through ${balancers.join(', ')} as well; the same rules decide over that.`]
      : []),
    ...ways.map((way) => WAYS[way]),
  ];
}

/** Made for who had the address before, such as a VM that was made anew under this name. */
function strangersOn({ vm, entrances }: VmNetwork): readonly string[] {
  if (vm.vmId === undefined) return [];
  const own = shortIdOf(vm.vmId);
  const rules = entrances.flatMap((entrance) =>
    entrance.groups.flatMap((group) =>
      (group.rules ?? []).filter((rule) => {
        const named = readBaselineName(rule.name);
        return named && named.vm !== own && rule.destinations.includes(entrance.address);
      }),
    ),
  );
  return distinct(rules).map(
    (rule) =>
      `${quoted(rule)} was made for another VM that had this address; ${vm.name} may have been made anew. "ajar nsg baseline" with --remove takes it out, and without makes one for this VM.`,
  );
}

const WAYS: Readonly<Record<Way, string>> = {
  bastion:
    'Azure Bastion is in its network: whoever may use it comes from inside, which a rule for the Internet does not see.',
  gateway: 'A VPN or ExpressRoute gateway is in its network: whoever comes through it comes from inside.',
  firewall:
    'An Azure Firewall is in its network: its NAT rules are followed where they can be read. What its network and application rules let through from other networks is not.',
  routes:
    'Its subnet has a route table, which is not followed: where answers go, and whether they get back, it decides.',
};
