import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quarterOf } from '../../src/cli/quarter.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { event, minute, opened } from '../store/samples.ts';
import { ajarHere } from './in-process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-report-'));
  const store = createSqliteStore({ file: join(folder, 'ajar.db') });
  await opened(store, 'aj-000001');
  await store.record(event('refused', { at: minute(9), detail: 'You cannot approve your own request.' }));
  await store.seal();
  await store.close();
});
afterEach(() => rm(folder, { recursive: true }));

const audit = (...args: readonly string[]) =>
  ajarHere(['audit', 'report', ...args], { cwd: folder, env: { AJAR_DATA: folder } });

describe('ajar audit report', () => {
  it('says first that the log verifies, then what happened in the quarter', async () => {
    const { code, out } = await audit('--quarter', '2026Q1');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('Report of 2026-01-01T00:00:00.000Z to 2026-04-01T00:00:00.000Z (UTC)');
    expect(out.split('\n')[1]).toContain('The audit log is whole up to event 3');
    expect(out).toMatch(/# self-approval\n2026-03-02T10:09/);
  });

  it('is empty for another quarter, in every form', async () => {
    const { out } = await audit('--quarter', '2026Q3', '--json');
    expect(JSON.parse(out)).toMatchObject({ verified: true, since: '2026-07-01T00:00:00.000Z' });
    expect((await audit('--since', '2026-07-01', '--csv')).out).toMatch(/^section,what,count/);
    expect(out).not.toContain('aj-000001');
  });

  it('reports a broken log all the same, says so first, and ends with 1', async () => {
    const db = new DatabaseSync(join(folder, 'ajar.db'));
    db.exec(
      "DROP TRIGGER event_never_changes; UPDATE event SET bytes = replace(bytes, 'approve', 'approvE') WHERE seq = 3",
    );
    db.close();
    const { code, out } = await audit('--quarter', '2026Q1');
    expect(code).toBe(1);
    expect(out.split('\n')[1]).toContain('THE LOG DOES NOT VERIFY');
    expect(out).toContain('# access');
  });

  it.each([
    [[], 'Say either --quarter'],
    [['--quarter', '2026Q1', '--since', '7d'], 'Say either --quarter'],
    [['--quarter', '2026Q1', '--until', '2026-02-15'], '--until only with that'],
    [['--since', '2026-02-30'], 'a date such as 2026-01-31'],
    [['--quarter', '2026'], 'such as 2026Q4'],
    [['--since', '2026-02-01', '--until', '2026-01-01'], 'before --until'],
  ])('refuses %j with a sentence', async (args, sentence) => {
    const { code, err } = await audit(...args);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  it('knows where a quarter begins and ends', () => {
    expect(quarterOf('2026q4')).toEqual({ since: new Date('2026-10-01'), until: new Date('2027-01-01') });
  });
});
