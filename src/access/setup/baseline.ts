import { addressesOf, isWithin } from '../check/addresses.ts';
import { type Aim, isAbout, PROBES } from '../check/match.ts';
import { listOf } from '../check/names.ts';
import type { Entrance, InboundRule, VmNetwork } from '../check/vm-network.ts';
import { formatPort, type Port } from '../port.ts';
import { exposing } from './exposing.ts';
import { fateBy } from './fate.ts';
import { type Denying, type Loss, losing, transportsOf } from './losing.ts';

/** It is put after every allow rule that somebody made, and before Azure's own. */
const BASELINE: Denying = {
  fateOf: (piece, aim) => fateBy(piece, aim, ({ isDefault }) => (isDefault ? 'denied' : 'stays')),
  becomes: {
    denied: "Ajar's baseline comes before that: it ends for connections made after that.",
    unsure: "Whether Ajar's baseline comes before that cannot be told.",
    stays: "Ajar's baseline does not come before that, for it overrules no rule of others: it stays open.",
  },
};

/** Everybody who reaches these ports now by a rule that is no opening, and what becomes of that once a deny rule of Ajar's own shuts them. */
export const losingByBaseline = (network: VmNetwork, ports: readonly Port[]): readonly Loss[] => [
  ...losing(network, ports, BASELINE),
  ...network.entrances.flatMap((entrance) => probesOf(entrance, ports)),
];

/** Who gets in once the named deny rules are gone. */
export const exposingWithout = (
  network: VmNetwork,
  ports: readonly Port[],
  names: ReadonlySet<string>,
): readonly string[] => exposing(network, ports, ({ name }) => names.has(name.toLowerCase()));

/** No person comes from there, so that no look at who reaches a port has them; a balancer whose probes fail sends nobody. */
function probesOf(entrance: Entrance, ports: readonly Port[]): readonly Loss[] {
  const ending = ports.filter(({ number, protocol }) =>
    transportsOf(protocol).some((each) => isEnding({ entrance, from: number, to: number, protocol: each })),
  );
  if (entrance.balancers.length === 0 || ending.length === 0) return [];
  const names = ending.map(formatPort);
  const who = `probes of ${listOf(entrance.balancers)}`;
  return [
    {
      ...{ rules: [], ports: names, who: [who], fate: 'denied' },
      sentence: `${listOf(names)} is open to ${who}, by Azure's default rule AllowAzureLoadBalancerInBound. Ajar's baseline comes before that: where they probe that port they fail, and the load balancer sends nobody there any more.`,
      mend: 'Where that port is probed, make a rule that allows the service tag AzureLoadBalancer before it.',
    },
  ];
}

/** Let in by every group, and by one of them only because of Azure's own rule. */
function isEnding(aim: Aim): boolean {
  const deciding = aim.entrance.groups.map(({ rules = [] }) => decidingOf(rules, aim));
  return (
    deciding.every((rule) => rule?.access === 'allow') && deciding.some((rule) => rule?.isDefault === true)
  );
}

const decidingOf = (rules: readonly InboundRule[], aim: Aim): InboundRule | undefined =>
  [...rules]
    .sort((a, b) => a.priority - b.priority)
    .find((rule) => isAbout(rule, aim) === 'yes' && rule.sources.some(meansProbes));

function meansProbes(source: string): boolean {
  const tag = source.toLowerCase();
  const range = addressesOf(source);
  return ['*', 'any', 'azureloadbalancer'].includes(tag) || (range !== undefined && isWithin(PROBES, range));
}
