import type { NatRule } from '@azure/arm-network';
import { createTurns, type InTurn } from '../wire/turns.ts';
import { isCalm, ownGroup, ownRule } from './own-group.ts';
import type { Place } from './place.ts';
import type { PolicyRules } from './policy-rules.ts';

/** What one grant wants of its firewall policy: a rule to be there, or none of this name. */
export interface Wish {
  readonly name: string;
  readonly rule?: NatRule;
  readonly place: Place;
  /** The port of the VM, for saying what is in the way. */
  readonly number: number;
  readonly vm: string;
  readonly until: Date;
}

/** What became of a name that this process sent: on its way, or seen in place or gone while the policy was at rest. */
type Fate = 'going' | 'in' | 'out';

/** What waits for a firewall policy. Azure takes one change of it in some minutes, so that what comes meanwhile goes together in the next. */
export interface Queue {
  readonly inTurn: InTurn;
  ask(policyId: string, wishes: readonly Wish[]): void;
  /** Forgets wishes for a rule that were never sent. */
  withdraw(policyId: string, names: readonly string[]): void;
  /** Everything that is wanted now, the oldest first. */
  wanted(policyId: string): readonly Wish[];
  /** Says that a change with these names is being sent. */
  sending(policyId: string, names: readonly string[], at: Date): void;
  /** Says that Azure surely did not take it. */
  unsent(policyId: string, names: readonly string[]): void;
  /** Learns from a reading of a policy at rest what became of what was sent. */
  saw(rules: PolicyRules): void;
  /** Keeps a reading that was begun in its turn at this instant, until something is sent. */
  keep(rules: PolicyRules, begun: number): void;
  /** The one that is kept, if it was begun after this instant: it serves all who waited for it. */
  readSince(policyId: string, instant: number): PolicyRules | undefined;
  fate(policyId: string, name: string): Fate | undefined;
  /** When the change that is under way was begun here. */
  begunAt(policyId: string): Date | undefined;
}

/**
 * A wish for a rule is another deed's to carry out only while its own looks come, every 2 s: whoever closes the grant in
 * another process must not find it opened behind them. Real time, far below the 2 minutes after which "gone" is believed.
 */
const FRESH_MS = 10_000;

interface Waiting {
  readonly wishes: Map<string, { readonly wish: Wish; readonly at: number }>;
  readonly fates: Map<string, Fate>;
  begunAt: Date | undefined;
  /** By the clock of `performance.now()`. */
  latest: { readonly rules: PolicyRules; readonly begun: number } | undefined;
}

export function createQueue(): Queue {
  const policies = new Map<string, Waiting>();
  const of = (policyId: string): Waiting => {
    const known: Waiting = policies.get(policyId) ?? {
      wishes: new Map(),
      fates: new Map(),
      begunAt: undefined,
      latest: undefined,
    };
    policies.set(policyId, known);
    return known;
  };
  return {
    inTurn: createTurns(),
    ask(policyId, wishes) {
      for (const wish of wishes) of(policyId).wishes.set(wish.name, { wish, at: performance.now() });
    },
    withdraw(policyId, names) {
      for (const name of names) of(policyId).wishes.delete(name);
    },
    wanted: (policyId) =>
      [...of(policyId).wishes.values()]
        .filter(({ wish, at }) => !wish.rule || performance.now() - at < FRESH_MS)
        .map(({ wish }) => wish),
    sending(policyId, names, at) {
      for (const name of names) of(policyId).fates.set(name, 'going');
      of(policyId).begunAt = at;
      of(policyId).latest = undefined;
    },
    unsent(policyId, names) {
      for (const name of names) of(policyId).fates.delete(name);
    },
    readSince(policyId, instant) {
      const { latest } = of(policyId);
      return latest && latest.begun >= instant ? latest.rules : undefined;
    },
    keep(rules, begun) {
      of(rules.policyId).latest = { rules, begun };
    },
    saw(rules) {
      const policy = of(rules.policyId);
      const { fates } = policy;
      if (!isCalm(ownGroup(rules))) return;
      policy.begunAt = undefined;
      for (const name of fates.keys()) fates.set(name, ownRule(rules, name) ? 'in' : 'out');
    },
    fate: (policyId, name) => of(policyId).fates.get(name),
    begunAt: (policyId) => of(policyId).begunAt,
  };
}
