import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/access/audit-event.ts';
import { eventBytes } from '../../src/audit/event-bytes.ts';
import { type ExportFormat, exportLog } from '../../src/audit/export.ts';
import { NotAnExport, readJsonLines } from '../../src/audit/json-lines.ts';
import { GENESIS, sealOf } from '../../src/audit/seal.ts';
import type { LogLine } from '../../src/ports/store.ts';
import { event, minute } from '../store/samples.ts';

async function* logOf(...events: readonly AuditEvent[]): AsyncGenerator<LogLine> {
  for (const [n, told] of events.entries()) {
    const bytes = eventBytes(told);
    yield { seq: n + 1, bytes, ...(n === 0 ? { seal: sealOf(GENESIS, bytes) } : {}) };
  }
}

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const exported = async (format: ExportFormat, ...events: readonly AuditEvent[]): Promise<string> =>
  (await all(exportLog(logOf(...events), format))).join('');

const FULL = event('approve', {
  request: 'aj-000001',
  status: 'opening',
  vms: ['/s/a', '/s/b'],
  ports: ['22/tcp', '3389/tcp'],
  until: minute(60),
  detail: 'said "go", \nthen left; done',
  ticket: 'INC-1',
  policy: 'abc',
  entitled: 'approver in ops',
  traces: ['t1', 't2'],
  confirmed: 'sign-in',
});

describe('a CSV export', () => {
  it('has every column of every event, in one line each', async () => {
    const { data, errors } = Papa.parse<Record<string, string>>((await exported('csv', FULL)).trimEnd(), {
      header: true,
    });
    expect(errors).toEqual([]);
    expect(data).toEqual([
      {
        seq: '1',
        at: '2026-03-02T10:00:00.000Z',
        kind: 'approve',
        'actor id': FULL.actor.id,
        'actor name': 'Ada Auditor',
        app: 'console',
        request: 'aj-000001',
        status: 'opening',
        vms: '/s/a /s/b',
        ports: '22/tcp 3389/tcp',
        sources: '203.0.113.7/32',
        until: '2026-03-02T11:00:00.000Z',
        detail: 'said "go",  then left; done',
        ticket: 'INC-1',
        rules: 'web',
        policy: 'abc',
        entitled: 'approver in ops',
        traces: 't1 t2',
        confirmed: 'sign-in',
        seal: sealOf(GENESIS, eventBytes(FULL)),
      },
    ]);
  });

  it('has the header alone for an empty log, and empty cells for what is not set', async () => {
    expect(await exported('csv')).toMatch(/^seq,at,.*,seal\r\n$/);
    expect((await exported('csv', event('refused'), event('refused'))).trimEnd()).toMatch(/,web,c{64},,,,$/);
  });
});

describe('a JSON lines export', () => {
  it('reads back as the stored lines, byte for byte', async () => {
    const nasty = event('refused', { detail: '}\u2028"event":{"seal":null}' });
    const lines = await all(exportLog(logOf(FULL, nasty), 'jsonl'));
    const read = await all(readJsonLines(each(lines.map((line) => line.trimEnd()))));
    expect(read).toEqual(await all(logOf(FULL, nasty)));
    expect(JSON.parse(lines[0]!)).toMatchObject({
      seq: 1,
      event: { at: FULL.at.toISOString(), kind: 'approve' },
    });
  });

  it.each([
    ['{"seq":1}'],
    [''],
    ['seq,at'],
    ['{"seq":1,"seal":"ABC","event":{}}'],
  ])('is refused when a line is %j, with its number', async (line) => {
    const [good] = await all(exportLog(logOf(FULL), 'jsonl'));
    const reading = all(readJsonLines(each([good!.trimEnd(), line])));
    await expect(reading).rejects.toThrow(NotAnExport);
    await expect(all(readJsonLines(each([good!.trimEnd(), line])))).rejects.toThrow('Line 2');
  });
});
