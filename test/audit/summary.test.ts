import { describe, expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import type { AuditEvent, NewEvent } from '../../src/access/audit-event.ts';
import { AJAR } from '../../src/access/person.ts';
import { csvOfReport, jsonOfReport, textOfReport } from '../../src/audit/summary/forms.ts';
import { type ReportRow, rowsOf } from '../../src/audit/summary/rows.ts';
import { summaryOf } from '../../src/audit/summary/summary.ts';
import { createWorld } from '../fakes/world.ts';
import { event, minute } from '../store/samples.ts';

const VM = '/subscriptions/s/resourcegroups/r/providers/microsoft.compute/virtualmachines/vm-prod-01';
const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
const ALL = { since: new Date(0), until: minute(100_000) };

async function report(
  events: readonly AuditEvent[],
  period = ALL,
  now = ALL.until,
): Promise<readonly ReportRow[]> {
  async function* each() {
    yield* events;
  }
  return rowsOf(await summaryOf(each(), period), now);
}

const of = (rows: readonly ReportRow[], section: string): readonly ReportRow[] =>
  rows.filter((row) => row.section === section);
const counts = (rows: readonly ReportRow[], section: string) =>
  Object.fromEntries(of(rows, section).map(({ what, count }) => [what, count]));

const about = { request: 'aj-000001', vms: [VM], ports: ['3389/tcp'], sources: ['203.0.113.7/32'] };
const at = (minutes: number, kind: AuditEvent['kind'], more: Partial<NewEvent> = {}): NewEvent =>
  event(kind, { ...about, at: minute(minutes), ...more });

/** Asked by Riley, approved by Avery, open from minute 2 to 62. */
const LIFE = [
  at(0, 'asked', { actor: RILEY }),
  at(1, 'approve', { actor: AVERY }),
  at(2, 'opened', { actor: AJAR, until: minute(62) }),
  at(62, 'expire', { actor: AJAR, until: minute(62) }),
  at(62, 'closed', { actor: AJAR, until: minute(62) }),
];

describe('the report', () => {
  it('counts what was opened by VM, port, person and approver, and for how long', async () => {
    const rows = await report(LIFE);
    expect(counts(rows, 'access')).toMatchObject({
      'asked for': 1,
      opened: 1,
      'of them approved by rule alone': 0,
    });
    expect(of(rows, 'access').find(({ what }) => what === 'real time')?.detail).toContain('longest 1 h');
    for (const [by, what] of [
      ['VM', 'vm-prod-01'],
      ['port', '3389/tcp'],
      ['person', RILEY.name],
      ['approver', AVERY.name],
    ])
      expect(counts(rows, `opened by ${by}`)).toEqual({ [what!]: 1 });
    expect(of(rows, 'open past the end')).toEqual([]);
  });

  it('calls what nobody approved approved by rule alone, and break-glass never that', async () => {
    const auto = LIFE.with(1, at(1, 'approve', { actor: AJAR }));
    expect(counts(await report(auto), 'access')).toMatchObject({ 'of them approved by rule alone': 1 });
    const glass = auto.with(0, at(0, 'brokeGlass', { actor: RILEY }));
    expect(counts(await report(glass), 'access')).toMatchObject({ 'of them approved by rule alone': 0 });
  });

  it('counts the approvals that were confirmed by sign-in', async () => {
    const signed = LIFE.with(1, at(1, 'approve', { actor: AVERY, confirmed: 'sign-in' }));
    expect(counts(await report(signed), 'access')).toMatchObject({ 'approvals confirmed by sign-in': 1 });
    expect(counts(await report(LIFE), 'access')).toMatchObject({ 'approvals confirmed by sign-in': 0 });
  });

  it('names every break-glass, and loudly what nobody has reviewed', async () => {
    const glass = [at(0, 'brokeGlass', { actor: RILEY }), at(1, 'reviewOpened'), ...LIFE.slice(2)];
    const [open] = of(await report(glass), 'break-glass');
    expect(open).toMatchObject({ what: 'NOT REVIEWED', request: 'aj-000001', who: RILEY.name });
    const [reviewed] = of(
      await report([...glass, at(90, 'reviewed', { actor: BLAKE, detail: 'in order' })]),
      'break-glass',
    );
    expect(reviewed).toMatchObject({ what: 'reviewed', detail: `vm-prod-01: ${BLAKE.name} found in order` });
  });

  it('names what stayed open past its end and by how much, closed since or not', async () => {
    const late = LIFE.with(4, at(75, 'closed', { until: minute(62) }));
    expect(of(await report(late), 'open past the end')).toMatchObject([
      { what: 'closed, 13 min after its end' },
    ]);
    const never = await report(LIFE.slice(0, 3), { ...ALL, until: minute(182) });
    expect(of(never, 'open past the end')).toMatchObject([{ what: 'not yet closed, 2 h after its end' }]);
    const running = await report(LIFE.slice(0, 3), { ...ALL, until: minute(30) });
    expect(of(running, 'open past the end')).toEqual([]);
  });

  it('takes nothing that is open now for open past its end, however long its period goes on', async () => {
    const open = LIFE.slice(0, 3);
    expect(of(await report(open, ALL, minute(30)), 'open past the end')).toEqual([]);
    expect(of(await report(open, ALL, minute(122)), 'open past the end')).toMatchObject([
      { what: 'not yet closed, 1 h after its end' },
    ]);
  });

  it('tells failures to close, openings from outside, changes of the policy and who has left', async () => {
    const rows = await report([
      ...LIFE.slice(0, 4),
      at(62, 'closeFailed', { detail: 'Azure is busy.' }),
      at(122, 'closeFailed', { detail: 'A lock is on it.' }),
      event('drift', { at: minute(5), vms: [VM], ports: ['22'], detail: 'Mallory opened it, outside Ajar.' }),
      event('drift', { at: minute(5), ports: [], detail: 'The directory is silent.' }),
      event('policyTaken', { at: minute(6), detail: 'The policy a became b.' }),
      at(7, 'left', { detail: 'Riley has left.' }),
    ]);
    expect(of(rows, 'failed to close')).toMatchObject([{ count: 2, detail: 'vm-prod-01: A lock is on it.' }]);
    expect(of(rows, 'opened from outside')).toMatchObject([
      { detail: '22 vm-prod-01 Mallory opened it, outside Ajar.' },
    ]);
    expect(of(rows, 'policy')).toMatchObject([{ what: 'policyTaken' }]);
    expect(of(rows, 'leavers')).toHaveLength(1);
  });

  it('counts an access in the period in which it was opened, whenever it was asked for', async () => {
    const period = { since: minute(2), until: minute(40) };
    const rows = await report(LIFE, period);
    expect(counts(rows, 'access')).toMatchObject({ 'asked for': 0, opened: 1 });
    expect(counts(rows, 'opened by person')).toEqual({ [RILEY.name]: 1 });
    expect(of(await report(LIFE, { since: minute(3), until: minute(40) }), 'opened by person')).toEqual([]);
  });

  it('counts refusals of one kind together, whoever and whatever they are about', async () => {
    const refused = (detail: string) => event('refused', { detail });
    const rows = await report([
      refused('No rule lets you ask for 22/tcp on vm-a1. Ask an admin.'),
      refused('No rule lets you ask for 3389/tcp on vm-b2. Ask an admin.'),
      refused('aj-7k2m9q has lapsed: nobody answered in time.'),
    ]);
    expect(of(rows, 'refused').map(({ count }) => count)).toEqual([2, 1]);
  });

  it('knows tries to approve one’s own from the flow itself', async () => {
    const world = createWorld();
    await world.say(AVERY, ASK);
    const pending = await world.request();
    await world.flow.clicked({
      ...{
        key: 'k',
        person: AVERY,
        place: world.stage.room(AVERY.id),
        message: 'm1',
        verb: 'approve',
        fields: {},
      },
      ...{ request: pending.id, terms: pending.terms },
    });
    const events = [...(await world.store.events({ limit: 99 }))].reverse();
    const rows = await report(events);
    expect(of(rows, 'self-approval')).toMatchObject([{ who: AVERY.name, request: pending.id }]);
    expect(of(rows, 'refused')).toEqual([]);
  });
});

describe('its forms', () => {
  const rows: readonly ReportRow[] = [
    { section: 'refused', what: '=1+1', count: 1, who: '＝cmd', detail: ' @x' },
  ];
  const heading = { period: ALL, verified: false, lines: ['The audit log is broken at event 3.'] };

  it('say first whether the log verifies', () => {
    expect(textOfReport(heading, rows).split('\n').slice(1, 3)).toEqual([
      'THE LOG DOES NOT VERIFY: nothing below is proven.',
      'The audit log is broken at event 3.',
    ]);
    expect(csvOfReport(heading, rows).split('\r\n')[1]).toContain('NOT VERIFIED');
    expect(JSON.parse(jsonOfReport(heading, rows))).toMatchObject({ verified: false, rows });
  });

  it('H23: run nothing in a spreadsheet', () => {
    expect(csvOfReport(heading, rows).split('\r\n')[2]).toBe("refused,'=1+1,1,,,'＝cmd,' @x");
  });
});
