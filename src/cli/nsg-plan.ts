import { formatPort, type Port } from '../access/port.ts';
import { exposingWithout, losingByBaseline } from '../access/setup/baseline.ts';
import type { Vm } from '../access/vm.ts';
import type { Baseline, BaselineRule } from '../ports/baseline.ts';
import { CloudError } from '../ports/provider.ts';
import { type ChangePlan, type Consent, carryOutWith, NOTHING, type Outcome } from './consent.ts';

export type BaselinePlan = ChangePlan<BaselineRule>;
export type BaselineOutcome = Outcome<BaselineRule>;
export type BaselineVerb = 'make' | 'remove';

/** Looks at a VM and says what making the baseline at these ports, or taking it out, would do. What cannot be looked at is a fault. */
export async function planBaseline(
  baseline: Baseline,
  vm: Vm,
  verb: BaselineVerb,
  ports: readonly Port[],
): Promise<BaselinePlan> {
  try {
    const standing = await baseline.look(vm, ports);
    const { network, missing, faults } = standing;
    const plan = { ...NOTHING, vm: standing.vm };
    if (verb === 'remove') {
      if (standing.standing.length === 0)
        return { ...plan, left: "There is none of Ajar's deny rules for it." };
      const names = new Set(standing.standing.map(({ name }) => name.toLowerCase()));
      const exposing = exposingWithout(network, ports, names);
      return { ...plan, changes: standing.standing, exposing, unread: network.unread };
    }
    if (faults.length > 0) return { ...plan, faults };
    if (missing.length === 0) return { ...plan, left: 'It is so already.' };
    const losing = losingByBaseline(network, ports);
    return { ...plan, changes: missing, losing, unread: network.unread };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { ...NOTHING, vm, faults: [error.message] };
  }
}

/** What carrying out takes beside the plan. */
export interface CarryingBaseline
  extends Pick<Consent<BaselineRule>, 'store' | 'clock' | 'policy' | 'accept' | 'reason'> {
  readonly baseline: Baseline;
  readonly verb: BaselineVerb;
}

/** Does it, one rule after the other. */
export const carryOutBaseline = (
  { baseline, verb, ...consent }: CarryingBaseline,
  plan: BaselinePlan,
): Promise<BaselineOutcome> =>
  carryOutWith(
    {
      ...consent,
      kinds: { ordered: 'baselineOrdered', written: 'baselineWritten', failed: 'baselineFailed' },
      order: ORDERS[verb],
      about: (rules) => ({ ports: [...new Set(rules.map(({ port }) => formatPort(port)))], sources: ['*'] }),
      write: (vm, rule) => (verb === 'make' ? baseline.write(vm, rule) : baseline.remove(rule)),
    },
    plan,
  );

const ORDERS: Readonly<Record<BaselineVerb, string>> = {
  make: "to be shut by deny rules of Ajar's own",
  remove: "Ajar's own deny rules are to be taken out",
};
