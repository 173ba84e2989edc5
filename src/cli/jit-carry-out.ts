import type { AuditEvent, AuditKind } from '../access/audit-event.ts';
import { AJAR } from '../access/person.ts';
import { formatPort } from '../access/port.ts';
import type { Clock } from '../ports/clock.ts';
import type { JitSetup } from '../ports/jit-setup.ts';
import { CloudError } from '../ports/provider.ts';
import type { Store } from '../ports/store.ts';
import { type JitPlan, type JitVerb, mustBeAccepted } from './jit-plan.ts';

/** What became of one VM; `would`: nothing was to be done yet. */
export interface JitOutcome {
  readonly plan: JitPlan;
  readonly state: 'would' | 'done' | 'left' | 'held' | 'failed';
  /** Why it was left, held or failed; what to know of what was done. */
  readonly note: string;
}

/** What carrying out takes beside the plan. */
export interface Carrying {
  readonly setup: JitSetup;
  readonly store: Store;
  readonly clock: Clock;
  readonly verb: JitVerb;
  readonly accept: boolean;
  /** In the words of whoever typed it. */
  readonly reason: string;
}

/** What is known before anything is done. */
export function foreseen(plan: JitPlan): JitOutcome {
  if (plan.left !== undefined) return { plan, state: 'left', note: plan.left };
  if (plan.faults.length > 0) return { plan, state: 'failed', note: plan.faults.join(' ') };
  return { plan, state: 'would', note: '' };
}

/** Does it: the order is in the audit log before Azure is asked, and its outcome after. */
export async function carryOut(carrying: Carrying, plan: JitPlan): Promise<JitOutcome> {
  const before = foreseen(plan);
  if (before.state !== 'would') return before;
  if (mustBeAccepted(plan) && !carrying.accept) {
    await record(carrying, plan, 'refused', HELD, []);
    return { plan, state: 'held', note: HELD };
  }
  await record(carrying, plan, 'jitOrdered', ORDERS[carrying.verb], []);
  const traces: string[] = [];
  try {
    const notes: string[] = [];
    for (const change of plan.changes) {
      const written = await carrying.setup.write({ vm: plan.vm, ...change });
      traces.push(...written.traces);
      if (written.note !== undefined) notes.push(written.note);
    }
    await record(carrying, plan, 'jitWritten', notes.join(' '), traces);
    return { plan, state: 'done', note: notes.join(' ') };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    await record(carrying, plan, 'jitFailed', error.message, [...traces, error.trace ?? []].flat());
    return { plan, state: 'failed', note: error.message };
  }
}

const HELD = 'Not done: what follows from it was not accepted (--accept).';

const ORDERS: Readonly<Record<JitVerb, string>> = {
  enable: 'to be put under just-in-time access',
  edit: 'its just-in-time access is to be changed',
  disable: 'to be taken out of just-in-time access',
};

/** The user of an operating system is no identity: Ajar itself acts, as whoever may run it, and the reason is what was typed. */
async function record(
  { store, clock, reason }: Carrying,
  { vm, changes }: JitPlan,
  kind: Extract<AuditKind, 'refused' | 'jitOrdered' | 'jitWritten' | 'jitFailed'>,
  detail: string,
  traces: readonly string[],
): Promise<void> {
  const rules = changes.flatMap((change) => (change.rules.length > 0 ? change.rules : change.before));
  const event: AuditEvent = {
    ...{ at: clock.now(), kind, actor: AJAR, app: 'ajar', vms: [vm.id], rules: [], traces },
    ports: [...new Set(rules.map(formatPort))],
    sources: [...new Set(rules.flatMap(({ sources }) => sources))],
    detail: ['At the command line', detail, reason].filter((text) => text !== '').join(': '),
  };
  await store.record(event);
}
