import { describe, expect, it } from 'vitest';
import type { CloudDeed } from '../../src/access/activity/deed.ts';
import { isAllOurs, summaryOf } from '../../src/access/activity/history.ts';
import { type ActivityRow, joinActivity } from '../../src/access/activity/join.ts';
import type { AuditEvent, AuditKind } from '../../src/access/audit-event.ts';

const VM = '/subscriptions/a/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-prod-01';
const OTHER = VM.replace('vm-prod-01', 'vm-prod-02');
const at = (minute: number, second = 0): Date => new Date(Date.UTC(2026, 2, 2, 12, minute, second));

const deed = (more: Partial<CloudDeed> = {}): CloudDeed => ({
  ...{ at: at(1), kind: 'jit-open', resource: '/p/default', name: 'default', group: '', outcome: 'accepted' },
  ...{ by: 'ajar', caller: 'app', app: 'client', trace: 'trace-1' },
  ...more,
});

const event = (kind: AuditKind, minute: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  ...{ at: at(minute), kind, actor: { id: 'ada', name: 'Ada' }, app: 'ajar', request: 'aj-7k2m9q' },
  ...{ vms: [VM], ports: ['22/tcp'], sources: [], detail: '', rules: [], traces: [] },
  ...more,
});

const join = (deeds: readonly CloudDeed[], events: readonly AuditEvent[]): readonly ActivityRow[] =>
  joinActivity(VM, deeds, events);
const only = (one: CloudDeed, events: readonly AuditEvent[] = []): ActivityRow | undefined =>
  join([one], events).find((row) => row.deed);
const allOurs = (rows: readonly ActivityRow[], unread: readonly string[] = []): boolean =>
  isAllOurs({ vm: 'vm-prod-01', from: at(0), rows, unread });

describe("Azure's log and Ajar's, joined", () => {
  it('are one row where a deed of ours has the correlation id that an event kept', () => {
    const asked = event('asked', 0);
    const opened = event('opened', 2, { traces: ['trace-0', 'trace-1'] });
    const closed = event('closed', 9, { traces: ['trace-0', 'trace-1', 'trace-2'] });
    const rows = join([deed()], [closed, opened, asked]);
    expect(rows.map(({ event: own, tie }) => [own?.kind, tie])).toEqual([
      ['closed', undefined],
      ['opened', 'trace'],
      ['asked', undefined],
    ]);
    expect(rows[1]).toMatchObject({ origin: 'ajar', deed: { kind: 'jit-open' }, at: at(1) });
  });

  it('tie a deletion to the closing, though the opening is the first to know the same request', () => {
    const opened = event('opened', 2, { traces: ['trace-2'] });
    const closed = event('closed', 9, { traces: ['trace-2'] });
    expect(only(deed({ kind: 'rule-delete', trace: 'trace-2' }), [opened, closed])?.event).toBe(closed);
  });

  it('tie by our justification where the correlation id is lost, within minutes alone', () => {
    const marked = deed({ trace: 'lost', justification: 'ajar aj-7k2m9q for Riley' });
    expect(only(marked, [event('opened', 3)])).toMatchObject({ origin: 'ajar', tie: 'justification' });
    expect(only(marked, [event('opened', 30)])).toMatchObject({ origin: 'unexplained' });
  });

  it('tie by time where nothing else does', () => {
    expect(only(deed({ trace: 'lost' }), [event('opened', 3)])).toMatchObject({
      origin: 'ajar',
      tie: 'time',
    });
    expect(only(deed({ trace: 'lost' }), [event('opened', 30)])).toMatchObject({ origin: 'unexplained' });
    expect(only(deed({ trace: 'lost' }), [event('approve', 2)])).toMatchObject({ origin: 'unexplained' });
  });

  it('leave out what Ajar did for another VM behind the same group', () => {
    const theirs = event('opened', 2, { vms: [OTHER], traces: ['trace-1'] });
    expect(join([deed({ kind: 'rule-write' })], [theirs])).toEqual([]);
  });

  it("leave Defender's own to Defender", () => {
    expect(only(deed({ by: 'defender' }), [event('opened', 2)])).toMatchObject({ origin: 'defender' });
  });
});

describe('who acted outside of Ajar', () => {
  const events = [event('opened', 2, { traces: ['trace-1'] })];

  it('is told, and that it is not all ours', () => {
    const rows = join([deed({ by: 'other', caller: 'olly@contoso.com', trace: 'x' })], events);
    expect(rows.find((row) => row.deed)).toMatchObject({ origin: 'outside' });
    expect(allOurs(rows)).toBe(false);
    expect(summaryOf({ vm: 'x', from: at(0), rows, unread: [] })).toBe('One thing was done outside of Ajar.');
  });

  it('is not hidden by a correlation id of ours: whoever calls may choose it', () => {
    const row = only(deed({ by: 'other' }), events);
    expect(row).toMatchObject({ origin: 'outside', claims: 'aj-7k2m9q' });
    expect(row?.event).toBeUndefined();
  });

  it('is not hidden by a justification that is written like ours', () => {
    const justification = 'ajar aj-7k2m9q for Riley';
    expect(only(deed({ by: 'other', trace: '', justification }), events)).toMatchObject({
      ...{ origin: 'outside', claims: 'aj-7k2m9q' },
    });
  });

  it('is not hidden by a deed of ours at the same minute', () => {
    expect(only(deed({ by: 'other', trace: '' }), events)?.origin).toBe('outside');
  });

  it("may be somebody with Ajar's identity: without a request of Ajar's it is unexplained", () => {
    const row = only(deed({ trace: 'x', kind: 'jit-write' }), events);
    expect(row?.origin).toBe('unexplained');
    expect(allOurs([row!])).toBe(false);
  });

  it('H11: is not known where the log names nobody, which is never nobody', () => {
    const row = only(deed({ by: 'unknown', caller: '', trace: 'x' }), events);
    expect(row?.origin).toBe('unknown');
    expect(allOurs([row!])).toBe(false);
    expect(only(deed({ by: 'unknown', trace: 'trace-1' }), events)?.origin).toBe('ajar');
  });

  it('H11: is nobody only where everything was read', () => {
    expect(allOurs([])).toBe(true);
    expect(allOurs([], ['The log could not be read.'])).toBe(false);
    const said = summaryOf({ vm: 'x', from: at(0), rows: [], unread: ['The log could not be read.'] });
    expect(said).toBe('Not everything could be read, so there may be more.');
  });
});
