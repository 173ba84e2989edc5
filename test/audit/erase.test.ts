import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA, BLAKE, HANA, RILEY } from '../../sandbox/demo/people.ts';
import type { AuditKind, NewEvent } from '../../src/access/audit-event.ts';
import { erase, planErase } from '../../src/audit/erase.ts';
import { eventBytes } from '../../src/audit/event-bytes.ts';
import { planPrune, prune } from '../../src/audit/retention.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import type { LogLine, Stored } from '../../src/ports/store.ts';
import {
  along,
  cancelled,
  closed,
  closing,
  copy,
  event,
  fresh,
  minute,
  NOW,
  open,
  opening,
  pending,
} from '../store/samples.ts';
import { type Temporary, temporaryStore } from '../store/temporary.ts';

const DAY = 24 * 60;
const AFTER = minute(31 * DAY);

let here: Temporary;
beforeEach(async () => {
  here = await temporaryStore();
});
afterEach(() => here.remove());

const by = ({ id, name }: { id: string; name: string }) => ({ id, name });

/** ADA asks, BLAKE approves, and it is closed. */
async function access(id: string, last: 'open' | 'closed' = 'closed'): Promise<Stored> {
  const asked = pending(id);
  const copies = [{ ...copy('approval'), place: { ...copy('').place, privateTo: HANA.id } }];
  let stored = await here.store.create(fresh(asked), along(asked, 'asked', { copies }));
  const ways: readonly (readonly [
    AuditKind,
    (request: Stored['request']) => Stored['request'],
    Partial<NewEvent>,
  ])[] = [
    ['approve', opening, { actor: by(BLAKE), detail: 'fine with me' }],
    ['opened', open, { actor: { id: 'ajar', name: 'Ajar' }, detail: '' }],
    ['expire', closing, { actor: { id: 'ajar', name: 'Ajar' }, detail: '' }],
    ['closed', closed, { actor: { id: 'ajar', name: 'Ajar' }, detail: '' }],
  ];
  for (const [kind, change, said] of last === 'open' ? ways.slice(0, 2) : ways) {
    const request = change(stored.request);
    const beside = along(request, kind);
    stored = await here.store.save({ ...stored, request }, { event: { ...beside.event, ...said } });
  }
  return stored;
}

const plan = (id: string, now = AFTER) => planErase({ store: here.store, clock: { now: () => now } }, id);

async function gone(id: string): Promise<void> {
  const planned = await plan(id);
  if ('refused' in planned) throw new Error(planned.refused);
  const deps = { store: here.store, clock: { now: () => AFTER }, policy: () => 'p' };
  expect(await erase(deps, planned.plan, by(RILEY))).toBeUndefined();
}

async function linesOf(): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of here.store.log()) lines.push(line);
  return lines;
}

const shown = async () =>
  (await here.store.events({ request: 'aj-000001', limit: 9 })).map(({ kind, actor, sources, detail }) => [
    ...[kind, actor.name, sources[0], detail],
  ]);

describe('erasing a person', () => {
  it('takes what is theirs of their requests, and leaves who else had a hand in them', async () => {
    await access('aj-000001');
    await gone(ADA.id);
    expect(await shown()).toEqual([
      ['closed', 'Ajar', '(erased)', ''],
      ['expire', 'Ajar', '(erased)', ''],
      ['opened', 'Ajar', '(erased)', ''],
      ['approve', 'Blake Approver', '(erased)', '(erased)'],
      ['asked', '(erased)', '(erased)', '(erased)'],
    ]);
    expect(await here.store.find('aj-000001')).toBeUndefined();
    expect(await here.store.copies('aj-000001')).toEqual([]);
    expect(await verifyLog(here.store.log())).toMatchObject({ ok: true, unsealed: 0 });
  });

  it('of an approver leaves the requester’s words and addresses', async () => {
    await access('aj-000001');
    await gone(BLAKE.id);
    const all = await shown();
    expect(all[3]).toEqual(['approve', '(erased)', '203.0.113.7/32', '(erased)']);
    expect(all[4]).toEqual(['asked', 'Ada Auditor', '203.0.113.7/32', expect.stringContaining('because of')]);
  });

  it('takes the words in which others speak of them, and no others', async () => {
    await here.store.record(event('refused', { actor: by(BLAKE), detail: 'for Ada Auditor, who waits' }));
    await here.store.record(event('refused', { actor: by(BLAKE), detail: `of ${ADA.id}` }));
    await here.store.record(event('refused', { actor: by(BLAKE), detail: 'Ada Auditorium is closed' }));
    await here.store.record(event('asked', { actor: by(ADA) }));
    await gone(ADA.id);
    const details = (await here.store.events({ limit: 9 })).map(({ detail }) => detail).slice(1);
    expect(details).toEqual(['(erased)', 'Ada Auditorium is closed', '(erased)', '(erased)']);
  });

  it('says in an event that somebody was, by whom, and not whom', async () => {
    await access('aj-000001');
    await gone(ADA.id);
    const last = (await linesOf()).at(-1)!;
    const [told] = await here.store.events({ limit: 1 });
    expect(told).toMatchObject({ kind: 'erased', actor: by(RILEY) });
    expect(told?.detail).toMatch(/^Personal values beside 5 events were erased, and 1 ended .*: erasure of /);
    expect(told?.detail).toContain('actor 1; sources 1-5; detail 1-2');
    for (const word of [ADA.id, ADA.name, 'aj-000001', '203.0.113.7'])
      expect(JSON.stringify(last)).not.toContain(word);
  });

  it('can be done to the admin who had others erased', async () => {
    await access('aj-000001');
    await gone(ADA.id);
    const later = { store: here.store, clock: { now: () => minute(70 * DAY) } };
    const planned = await planErase(later, RILEY.id);
    expect(planned).toMatchObject({ plan: { lines: [{ fields: ['actor'] }] } });
  });

  it('finds nothing a second time', async () => {
    await access('aj-000001');
    await gone(ADA.id);
    expect(await plan(ADA.id)).toEqual({
      plan: { lines: [], ids: [], mentions: [ADA.id], older: 0, remembered: 0 },
    });
  });

  it('counts lines of before, which keep what they have', async () => {
    await access('aj-000001');
    const db = new (await import('node:sqlite')).DatabaseSync(here.file);
    db.prepare('INSERT INTO event (seq, bytes) VALUES (6, ?)').run(eventBytes(event('refused')));
    db.close();
    expect(await plan(ADA.id)).toMatchObject({ plan: { older: 1 } });
    await gone(ADA.id);
    expect(await verifyLog(here.store.log())).toMatchObject({ ok: true, erased: 8 });
    expect((await here.store.events({ limit: 2 }))[1]?.actor.name).toBe(ADA.name);
  });

  it('is refused while they have a part in anything that has not ended, as requester, approver, or asked in private', async () => {
    await access('aj-000001', 'open');
    for (const { id } of [ADA, BLAKE, HANA])
      expect(await plan(id)).toEqual({ refused: expect.stringContaining('has not ended: aj-000001') });
    expect(await plan(RILEY.id)).toHaveProperty('plan');
  });

  it('is refused while anything of theirs is of the last 30 days, and says from when on it can be', async () => {
    await access('aj-000001');
    expect(await plan(ADA.id, minute(30 * DAY - 1))).toEqual({
      refused: expect.stringContaining(`erase from ${minute(30 * DAY).toISOString()} on`),
    });
    expect(await plan(ADA.id, minute(30 * DAY))).toHaveProperty('plan');
  });

  it('leaves others’ ended requests alone in which they had no part', async () => {
    await access('aj-000001');
    const asked = { ...pending('aj-000002'), requester: by(HANA) };
    const stored = await here.store.create(fresh(asked), along(asked, 'asked'));
    const end = { ...cancelled(stored.request), by: by(HANA) } as Stored['request'];
    await here.store.save({ ...stored, request: end }, along(end, 'cancel'));
    await gone(BLAKE.id);
    expect(await here.store.find('aj-000001')).toBeUndefined();
    expect(await here.store.find('aj-000002')).toBeDefined();
  });

  it('goes with pruning: what is left of the log verifies, whichever came first', async () => {
    await access('aj-000001');
    await here.store.record(event('started', { at: minute(5) }));
    await here.store.seal();
    await gone(ADA.id);
    const deps = { store: here.store, clock: { now: () => AFTER }, sinks: [], policy: () => 'p' };
    await prune(deps, await planPrune(deps, minute(1)));
    expect(await verifyLog(here.store.log())).toMatchObject({ ok: true, dropped: 5 });
  });

  it('broken off after the log ends whole when it is done again', async () => {
    await access('aj-000001');
    const deps = { store: { ...here.store, drop: () => Promise.reject(new Error('cut off')) } };
    const planned = await plan(ADA.id);
    if ('refused' in planned) throw new Error(planned.refused);
    const how = { ...deps, clock: { now: () => NOW }, policy: () => 'p' };
    await expect(erase(how, planned.plan, by(RILEY))).rejects.toThrow('cut off');
    await gone(ADA.id);
    expect(await here.bytes()).not.toContain(ADA.id);
    expect(await verifyLog(here.store.log())).toMatchObject({ ok: true });
  });
});
