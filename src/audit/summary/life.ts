import type { AuditEvent } from '../../access/audit-event.ts';
import { AJAR, type Person } from '../../access/person.ts';

/** What the log tells of one request, as far as it was read. */
export interface Life {
  readonly id: string;
  readonly vms: readonly string[];
  readonly ports: readonly string[];
  readonly asked?: { readonly at: Date; readonly by: Person };
  readonly breakGlass: boolean;
  /** Whoever approved; nobody where every rule lets it be by itself. */
  readonly approvers: readonly Person[];
  readonly openedAt?: Date;
  readonly until?: Date;
  readonly closedAt?: Date;
  /** Failures to close, the last reason of which is kept. */
  readonly stuck: readonly { readonly at: Date; readonly why: string }[];
  readonly review?: { readonly at: Date; readonly by: Person; readonly found: string };
}

export const newLife = (id: string): Life => ({
  ...{ id, vms: [], ports: [], breakGlass: false, approvers: [], stuck: [] },
});

/** The life with one more event; what it does not know of changes nothing. */
export function lived(before: Life, event: AuditEvent): Life {
  const life = { ...before, vms: event.vms, ports: event.ports };
  switch (event.kind) {
    case 'asked':
    case 'brokeGlass':
      return { ...life, asked: { at: event.at, by: event.actor }, breakGlass: event.kind === 'brokeGlass' };
    case 'approve':
      return event.actor.id === AJAR.id ? life : { ...life, approvers: [...life.approvers, event.actor] };
    case 'opened':
      return { ...life, openedAt: event.at, ...(event.until && { until: event.until }) };
    case 'closed':
      return { ...life, closedAt: event.at };
    case 'closeFailed':
      return { ...life, stuck: [...life.stuck, { at: event.at, why: event.detail }] };
    case 'reviewed':
      return { ...life, review: { at: event.at, by: event.actor, found: event.detail } };
    default:
      return before;
  }
}
