import type { AuditEvent, AuditKind, NewEvent } from '../access/audit-event.ts';
import { AJAR } from '../access/person.ts';
import type { Consequences } from '../access/setup/setup.ts';
import type { Vm } from '../access/vm.ts';
import type { Clock } from '../ports/clock.ts';
import { CloudError } from '../ports/provider.ts';
import type { Store } from '../ports/store.ts';

/** What would become of one VM, with what follows for people who are not asked. */
export interface ChangePlan<C> extends Consequences {
  readonly vm: Vm;
  /** None where nothing is to be done, or nothing can be. */
  readonly changes: readonly C[];
  /** What could not be read, so that somebody may lose access of whom nothing is known. */
  readonly unread: readonly string[];
  /** Why it cannot be done. */
  readonly faults: readonly string[];
  /** Why it is left as it is, which is no fault. */
  readonly left?: string;
}

/** A plan without anything in it, for a VM of which nothing is to be done or told. */
export const NOTHING = { changes: [], losing: [], exposing: [], unread: [], faults: [] };

/** Somebody loses access, stays let in or gets in, or it cannot be told: a person must have seen that. */
export const mustBeAccepted = ({ losing, exposing, unread }: ChangePlan<unknown>): boolean =>
  losing.length + exposing.length + unread.length > 0;

/** What became of one VM; `would`: nothing was to be done yet. */
export interface Outcome<C> {
  readonly plan: ChangePlan<C>;
  readonly state: 'would' | 'done' | 'left' | 'held' | 'failed';
  /** Why it was left, held or failed; what to know of what was done. */
  readonly note: string;
}

/** What carrying out takes beside the plan. */
export interface Consent<C> {
  readonly store: Store;
  readonly clock: Clock;
  /** sha256 of the policy of this installation. */
  readonly policy: string;
  readonly accept: boolean;
  /** In the words of whoever typed it. */
  readonly reason: string;
  readonly kinds: Readonly<Record<'ordered' | 'written' | 'failed', AuditKind>>;
  /** What is to be done, for the audit log. */
  readonly order: string;
  about(changes: readonly C[]): Pick<AuditEvent, 'ports' | 'sources'>;
  /** Throws `CloudError`. */
  write(vm: Vm, change: C): Promise<{ readonly traces: readonly string[]; readonly note?: string }>;
}

/** What is known before anything is done. */
export function foreseen<C>(plan: ChangePlan<C>): Outcome<C> {
  if (plan.left !== undefined) return { plan, state: 'left', note: plan.left };
  if (plan.faults.length > 0) return { plan, state: 'failed', note: plan.faults.join(' ') };
  return { plan, state: 'would', note: '' };
}

/** Does it: the order is in the audit log before Azure is asked, and its outcome after. */
export async function carryOutWith<C>(consent: Consent<C>, plan: ChangePlan<C>): Promise<Outcome<C>> {
  const before = foreseen(plan);
  if (before.state !== 'would') return before;
  if (mustBeAccepted(plan) && !consent.accept) {
    await record(consent, plan, 'refused', HELD, []);
    return { plan, state: 'held', note: HELD };
  }
  const { kinds, order } = consent;
  await record(consent, plan, kinds.ordered, order, []);
  const traces: string[] = [];
  let done = 0;
  try {
    const notes: string[] = [];
    for (const change of plan.changes) {
      const written = await consent.write(plan.vm, change);
      done += 1;
      traces.push(...written.traces);
      if (written.note !== undefined) notes.push(written.note);
    }
    await record(consent, plan, kinds.written, notes.join(' '), traces);
    return { plan, state: 'done', note: notes.join(' ') };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const note = `${error.message}${done > 0 ? ` ${done} of ${plan.changes.length} were done before that.` : ''}`;
    await record(consent, plan, kinds.failed, note, [...traces, error.trace ?? []].flat());
    return { plan, state: 'failed', note };
  }
}

const HELD = 'Not done: what follows from it was not accepted (--accept).';

/** The user of an operating system is no identity: Ajar itself acts, as whoever may run it, and the reason is what was typed. */
async function record<C>(
  { store, clock, policy, reason, about }: Consent<C>,
  { vm, changes }: ChangePlan<C>,
  kind: AuditKind,
  detail: string,
  traces: readonly string[],
): Promise<void> {
  const event: NewEvent = {
    ...{ at: clock.now(), kind, actor: AJAR, app: 'ajar', vms: [vm.id], rules: [], policy, traces },
    ...about(changes),
    detail: ['At the command line', detail, reason].filter((text) => text !== '').join(': '),
  };
  await store.record(event);
}
