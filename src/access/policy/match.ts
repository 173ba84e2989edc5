import { isGuid } from '../guid.ts';
import { formatPort, type Port } from '../port.ts';
import type { Vm } from '../vm.ts';
import { fitsOne } from './name-pattern.ts';
import type { Match, PortRange, Rule } from './rule.ts';

/** The rules, in file order, that are about one of these VMs and ports; `bare` is a sentence when none is about one of them. */
export function rulesFor(
  rules: readonly Rule[],
  groups: ReadonlySet<string>,
  vms: readonly Vm[],
  ports: readonly Port[],
): { readonly rules: readonly Rule[]; readonly bare?: string } {
  const found = new Set<Rule>();
  let bare = vms.length > 0 && ports.length > 0 ? undefined : 'A request names a VM and a port.';
  for (const vm of vms) {
    const about = rules.filter((rule) => isAbout(rule, vm, groups));
    for (const port of ports.flatMap(halves)) {
      const covering = about.filter((rule) => coversPort(rule, port));
      for (const rule of covering) found.add(rule);
      if (covering.length === 0) bare ??= noRule(port, vm);
    }
  }
  return { rules: rules.filter((rule) => found.has(rule)), ...(bare === undefined ? {} : { bare }) };
}

const noRule = (port: Port, vm: Vm): string =>
  `No rule of the policy lets you ask for ${formatPort(port)} on ${vm.name}. Ask an Ajar admin whether there should be one.`;

/** Ports with any protocol, taken apart into tcp and udp: each half needs a rule of its own. */
const halves = (port: Port): readonly Port[] =>
  port.protocol === '*'
    ? [
        { number: port.number, protocol: 'tcp' },
        { number: port.number, protocol: 'udp' },
      ]
    : [port];

/** Whether a rule is about this VM when someone in these groups asks. */
export const isAbout = ({ match }: Rule, vm: Vm, groups: ReadonlySet<string>): boolean =>
  fits(match.requesters, (names) => names.some((name) => groups.has(name))) &&
  fits(match.vms, (patterns) => fitsOne(patterns, vm.name)) &&
  fits(match.resourceGroups, (patterns) => fitsOne(patterns, vm.resourceGroup)) &&
  fits(match.subscriptions, (patterns) => patterns.some((pattern) => isSubscription(pattern, vm))) &&
  hasTags(match, vm);

/** Whether a rule is about this port, tcp or udp. */
const coversPort = ({ match }: Rule, port: Port): boolean =>
  fits(match.ports, (ranges) => ranges.some((range) => isIn(range, port)));

const fits = <T>(wanted: T | undefined, test: (wanted: T) => boolean): boolean =>
  wanted === undefined || test(wanted);

const isIn = (range: PortRange, { number, protocol }: Port): boolean =>
  range.from <= number && number <= range.to && (range.protocol === '*' || range.protocol === protocol);

/** An id is compared with ids only: anybody may name a subscription like another's id. */
const isSubscription = (pattern: string, vm: Vm): boolean =>
  isGuid(pattern)
    ? pattern.toLowerCase() === vm.subscriptionId.toLowerCase()
    : fitsOne([pattern], vm.subscriptionName);

/** Values are compared without case: `env=Prod` must not slip past a rule for `prod`. */
const hasTags = (match: Match, vm: Vm): boolean =>
  match.tags.every(({ key, patterns }) =>
    Object.entries(vm.tags).some(
      ([name, value]) => name.toLowerCase() === key.toLowerCase() && fitsOne(patterns, value),
    ),
  );

const EVERY_PORT: readonly PortRange[] = [{ from: 1, to: 65_535, protocol: '*' }];

/** Whether a rule is about some port that none of the others is about. */
export function leavesPort(rule: Rule, others: readonly Rule[]): boolean {
  const taken = others.flatMap((other) => other.match.ports ?? EVERY_PORT);
  return (rule.match.ports ?? EVERY_PORT).some(({ from, to, protocol }) => {
    // The first port that is left, if any, is the range's own first or the one after a taken range.
    const numbers = [from, ...taken.map((range) => range.to + 1)].filter((n) => from <= n && n <= to);
    return numbers.some((number) =>
      halves({ number, protocol }).some((port) => !taken.some((range) => isIn(range, port))),
    );
  });
}
