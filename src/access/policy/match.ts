import type { Port } from '../port.ts';
import type { Vm } from '../vm.ts';
import { breakGlassOf } from './break-glass.ts';
import { coversPort, fitVm, isIn } from './fit.ts';
import { isOnlyBreakGlass, type PortRange, type Rule } from './rule.ts';
import { inFileOrder, rulesNear } from './rule-index.ts';
import { type Bare, noRule, type Terms, termsOf } from './terms.ts';
import type { Who } from './who.ts';

/** What is asked for. */
export interface Asked extends Terms {
  readonly vms: readonly Vm[];
  readonly ports: readonly Port[];
  readonly breakGlass?: true;
}

export interface Matching {
  /** The rules, in file order, that are about any part of what is asked. */
  readonly rules: readonly Rule[];
  /** Set when some part of it is given by none of them. */
  readonly bare?: Bare;
}

/**
 * The rules that hold for what is asked. A rule holds as soon as it is about some part of it: one VM, one port, a source that
 * it shares an address with, a minute of the time. And every part (each VM with each port, from each source, at each instant)
 * has to be given by a rule that is about the whole of that part.
 */
export function rulesFor(rules: readonly Rule[], who: Who, asked: Asked): Matching {
  const { vms, ports, breakGlass } = asked;
  const found = new Set<Rule>();
  const terms = termsOf(asked);
  const isNothing = vms.length === 0 || ports.length === 0;
  let bare: Bare | undefined = isNothing
    ? { say: 'A request names a VM and a port.', part: 'ports' }
    : undefined;
  for (const vm of vms) {
    const about = rulesNear(rules, who, vm).filter(
      (rule) => fitVm(rule.match, vm) !== 'none' && (breakGlass || !isOnlyBreakGlass(rule)),
    );
    for (const port of ports.flatMap(halves)) {
      const here = about.filter((rule) => coversPort(rule.match, port));
      for (const rule of here) if (terms.hold(rule)) found.add(rule);
      const giving = here.filter((rule) => gives(rule, who, vm, breakGlass));
      bare ??= giving.length === 0 ? noRule(port, vm, asked) : terms.gap(giving, port, vm);
    }
  }
  return { rules: inFileOrder(rules, found), ...(bare === undefined ? {} : { bare }) };
}

/** Whether a rule that may be about a VM gives something there: what cannot be told gives nothing. */
const gives = (rule: Rule, who: Who, vm: Vm, breakGlass?: true): boolean =>
  rule.deny === undefined &&
  fitVm(rule.match, vm) === 'all' &&
  (breakGlass ? breakGlassOf(rule, who) !== undefined : !isOnlyBreakGlass(rule));

/** Ports with any protocol, taken apart into tcp and udp: each half needs a rule of its own. */
export const halves = (port: Port): readonly Port[] =>
  port.protocol === '*'
    ? [
        { number: port.number, protocol: 'tcp' },
        { number: port.number, protocol: 'udp' },
      ]
    : [port];

/** Whether some rule lets these people ask for some port of a VM, whatever for and however. */
export function givesSome(rules: readonly Rule[], who: Who, vm: Vm): boolean {
  const about = rulesNear(rules, who, vm).filter((rule) => fitVm(rule.match, vm) !== 'none');
  // One that forbids some hours or sources leaves others.
  const denials = about.filter(({ deny, match }) => deny !== undefined && isAlways(match));
  return about.some(
    (rule) => (gives(rule, who, vm) || gives(rule, who, vm, true)) && leavesPort(rule, denials),
  );
}

/** Whether what a rule says holds at any time, from any source and for any length. */
export const isAlways = ({ sources, times, duration }: Rule['match']): boolean =>
  sources === undefined && times === undefined && duration === undefined;

const EVERY_PORT: readonly PortRange[] = [{ from: 1, to: 65_535, protocol: '*' }];

/** Whether a rule is about some port that none of the others is about. */
function leavesPort(rule: Rule, others: readonly Rule[]): boolean {
  const taken = others.flatMap((other) => other.match.ports ?? EVERY_PORT);
  return (rule.match.ports ?? EVERY_PORT).some(({ from, to, protocol }) => {
    // The first port that is left, if any, is the range's own first or the one after a taken range.
    const numbers = [from, ...taken.map((range) => range.to + 1)].filter((n) => from <= n && n <= to);
    return numbers.some((number) =>
      halves({ number, protocol }).some((port) => !taken.some((range) => isIn(range, port))),
    );
  });
}
