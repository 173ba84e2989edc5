import type { AuditEvent, AuditKind } from '../../access/audit-event.ts';
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

/** The life with one more event; what is not in the table changes nothing of it. */
export const lived = (before: Life, event: AuditEvent): Life => {
  const change = CHANGES[event.kind];
  return change ? { ...before, vms: event.vms, ports: event.ports, ...change(event, before) } : before;
};

type Change = (event: AuditEvent, before: Life) => Partial<Life>;

const asked =
  (breakGlass: boolean): Change =>
  ({ at, actor }) => ({ asked: { at, by: actor }, breakGlass });

const CHANGES: Readonly<Partial<Record<AuditKind, Change>>> = {
  asked: asked(false),
  brokeGlass: asked(true),
  approve: ({ actor }, { approvers }) => (actor.id === AJAR.id ? {} : { approvers: [...approvers, actor] }),
  opened: ({ at, until }) => ({ openedAt: at, ...(until && { until }) }),
  closed: ({ at }) => ({ closedAt: at }),
  closeFailed: ({ at, detail }, { stuck }) => ({ stuck: [...stuck, { at, why: detail }] }),
  reviewed: ({ at, actor, detail }) => ({ review: { at, by: actor, found: detail } }),
};
