import { whyUnsupported } from '../access/protection.ts';
import { exposing } from '../access/setup/exposing.ts';
import type { JitRule } from '../access/setup/jit-rule.ts';
import { losing } from '../access/setup/losing.ts';
import { ruleFaults, sameRules } from '../access/setup/rule-faults.ts';
import type { Vm } from '../access/vm.ts';
import type { JitSetup, JitStanding } from '../ports/jit-setup.ts';
import { CloudError } from '../ports/provider.ts';
import { type ChangePlan, NOTHING } from './consent.ts';
import { changedRules, isSame, type JitWish, newRules } from './jit-wish.ts';

export type JitVerb = 'enable' | 'edit' | 'disable';

/** One policy with what it is to keep of the VM, and what it keeps. */
export interface JitChange {
  readonly policyId: string;
  readonly rules: readonly JitRule[];
  readonly before: readonly JitRule[];
}

/** What would become of one VM. */
export type JitPlan = ChangePlan<JitChange>;

/** Looks at one VM and says what would be done. What cannot be looked at is a fault of this VM, not of the others. */
export async function planFor(setup: JitSetup, vm: Vm, verb: JitVerb, wish: JitWish): Promise<JitPlan> {
  const why = verb === 'enable' ? whyUnsupported(vm.protection) : undefined;
  if (why !== undefined) return { ...NOTHING, vm, left: why };
  try {
    return planOn(await setup.look(vm), verb, wish);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { ...NOTHING, vm, faults: [error.message] };
  }
}

function planOn(standing: JitStanding, verb: JitVerb, wish: JitWish): JitPlan {
  const { vm, network } = standing;
  const left = leftOf(standing, verb);
  const wanted = changesOf(standing, verb, wish);
  const changes = wanted.filter(({ rules, before }) => !sameRules(rules, before));
  if (left !== undefined) return { ...NOTHING, vm, left };
  if (changes.length === 0) return { ...NOTHING, vm, left: 'It is so already.' };
  const all = (of: 'rules' | 'before'): readonly JitRule[] => wanted.flatMap((change) => change[of]);
  const fresh = all('rules').filter((rule) => !all('before').some((other) => isSame(rule, other)));
  const dropped = all('before').filter((rule) => !all('rules').some((other) => isSame(rule, other)));
  return {
    ...{ vm, changes, losing: losing(network, fresh), exposing: exposing(network, dropped) },
    unread: fresh.length + dropped.length > 0 ? network.unread : [],
    faults: [
      ...changes.flatMap(({ rules, before }) => ruleFaults(rules, before)),
      ...(verb === 'edit' && all('rules').length === 0
        ? ['Nothing would be kept any more: "ajar jit disable" takes the VM out.']
        : []),
    ],
  };
}

function leftOf({ policies }: JitStanding, verb: JitVerb): string | undefined {
  if (verb === 'enable')
    return policies.length > 0
      ? 'It is under just-in-time access already; "ajar jit edit" changes it.'
      : undefined;
  return policies.length === 0 ? 'No JIT policy names it.' : undefined;
}

/** A VM may be in several policies: it leaves all of them, and new ports go into one. */
function changesOf(
  { vm, policies, policyId }: JitStanding,
  verb: JitVerb,
  wish: JitWish,
): readonly JitChange[] {
  if (verb === 'enable') return [{ policyId, rules: newRules(vm, wish), before: [] }];
  return policies.map(({ id, rules: before }) => ({
    policyId: id,
    rules: verb === 'disable' ? [] : changedRules(vm, before, wish, id === policyId),
    before,
  }));
}
