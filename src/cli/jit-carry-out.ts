import { formatPort } from '../access/port.ts';
import type { JitSetup } from '../ports/jit-setup.ts';
import { type Consent, carryOutWith, type Outcome } from './consent.ts';
import type { JitChange, JitPlan, JitVerb } from './jit-plan.ts';

export type JitOutcome = Outcome<JitChange>;

/** What carrying out takes beside the plan. */
export interface Carrying
  extends Pick<Consent<JitChange>, 'store' | 'clock' | 'policy' | 'accept' | 'reason'> {
  readonly setup: JitSetup;
  readonly verb: JitVerb;
}

/** Does it, one policy after the other. */
export const carryOut = ({ setup, verb, ...consent }: Carrying, plan: JitPlan): Promise<JitOutcome> =>
  carryOutWith(
    {
      ...consent,
      kinds: { ordered: 'jitOrdered', written: 'jitWritten', failed: 'jitFailed' },
      order: ORDERS[verb],
      about,
      write: (vm, change) => setup.write({ vm, ...change }),
    },
    plan,
  );

const ORDERS: Readonly<Record<JitVerb, string>> = {
  enable: 'to be put under just-in-time access',
  edit: 'its just-in-time access is to be changed',
  disable: 'to be taken out of just-in-time access',
};

function about(changes: readonly JitChange[]) {
  const rules = changes.flatMap((change) => (change.rules.length > 0 ? change.rules : change.before));
  return {
    ports: [...new Set(rules.map(formatPort))],
    sources: [...new Set(rules.flatMap(({ sources }) => sources))],
  };
}
