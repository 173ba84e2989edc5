import type { AuditEvent } from '../../access/audit-event.ts';
import { SELF_APPROVAL } from '../../access/may-step.ts';
import { type Life, lived, newLife } from './life.ts';
import { TOPICS } from './topics.ts';

/** From `since` up to before `until`. */
export interface Period {
  readonly since: Date;
  readonly until: Date;
}

/** What a report is made of: everything that the log tells of a period. */
export interface Summary {
  readonly period: Period;
  /** Of requests that live in it, and of those before: `lives` has each once. */
  readonly lives: readonly Life[];
  readonly events: readonly AuditEvent[];
  readonly selfApprovals: readonly AuditEvent[];
  readonly refusals: readonly AuditEvent[];
  /** Openings that nobody asked Ajar for. */
  readonly outside: readonly AuditEvent[];
}

/** Reads the events up to the end of the period, oldest first; those before it are needed for what was open at its start. */
export async function summaryOf(events: AsyncIterable<AuditEvent>, period: Period): Promise<Summary> {
  const lives = new Map<string, Life>();
  const within: AuditEvent[] = [];
  for await (const event of events) {
    if (event.at >= period.until) continue;
    const { request } = event;
    if (request !== undefined && TOPICS[event.kind] === 'access')
      lives.set(request, lived(lives.get(request) ?? newLife(request), event));
    if (event.at >= period.since) within.push(event);
  }
  const refusals = within.filter(({ kind }) => TOPICS[kind] === 'refusals');
  return {
    ...{ period, events: within, lives: [...lives.values()] },
    selfApprovals: refusals.filter(isSelfApproval),
    refusals: refusals.filter((event) => !isSelfApproval(event)),
    outside: within.filter(isOutside),
  };
}

const isSelfApproval = ({ detail }: AuditEvent): boolean =>
  (SELF_APPROVAL as readonly string[]).includes(detail);

/** A difference with ports that belongs to no request: somebody opened them elsewhere. */
const isOutside = ({ kind, request, ports }: AuditEvent): boolean =>
  kind === 'drift' && request === undefined && ports.length > 0;
