import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { event, minute, opened } from '../store/samples.ts';
import { ajar, spawnedAjar } from './terminal.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-audit-'));
  file = join(folder, 'ajar.db');
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs `ajar audit …` on that store. */
const audit = (args: readonly string[], how = ajar) =>
  how(['audit', ...args], { cwd: folder, env: { AJAR_DATA: folder } });

/** A store with a request's life begun, a refusal, and `more` further refusals. */
async function filled(more = 0): Promise<void> {
  const store = createSqliteStore({ file });
  await opened(store, 'aj-000001');
  await store.record(
    event('refused', { at: minute(10), detail: '=1+1', vms: ['/subscriptions/s/vm/web-02'] }),
  );
  for (let n = 0; n < more; n++) await store.record(event('refused', { detail: `r${n} ${'x'.repeat(200)}` }));
  await store.seal();
  await store.close();
}

describe('ajar audit export', () => {
  it('writes JSON lines by default, each event on its own line', async () => {
    await filled();
    const { code, out } = await audit(['export']);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(lines.map(({ seq, event: { kind } }) => [seq, kind])).toEqual([
      [1, 'asked'],
      [2, 'approve'],
      [3, 'refused'],
    ]);
    expect(lines.every(({ seal }) => /^[0-9a-f]{64}$/.test(seal))).toBe(true);
  });

  it('writes CSV to a file that only its owner reads', async () => {
    await filled();
    const output = join(folder, 'log.csv');
    expect(await audit(['export', '--format', 'csv', '--output', output])).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    const csv = await readFile(output, 'utf8');
    expect(csv.split('\r\n')).toHaveLength(5);
    expect(csv).toContain(",'=1+1,");
    expect((await stat(output)).mode & 0o777).toBe(0o600);
  });

  it.each([
    [['--request', 'AJ-000001'], 2],
    [['--vm', 'web-02'], 1],
    [['--vm', '/Subscriptions/s/VM/web-02'], 1],
    [['--since', '2026-03-02T10:05Z'], 1],
    [['--since', '2026-03-02'], 3],
    [['--since', '1m'], 0],
  ])('chooses events by %j', async (args, count) => {
    await filled();
    const { code, out } = await audit(['export', ...args]);
    expect({ code, count: out.split('\n').length - 1 }).toEqual({ code: 0, count });
  });

  it.each([
    [['--request', 'aj-zz'], '"aj-zz" is no request'],
    [['--request', 'aj-aaaaaa'], 'none of request aj-aaaaaa'],
    [['--vm', 'web-99', '--format', 'csv'], 'none about the VM "web-99"'],
  ])('says on standard error that nothing matches %j, which is no failure', async (args, sentence) => {
    await filled();
    const { code, out, err } = await audit(['export', ...args]);
    expect({ code, events: out.split('\n').slice(1).join('') }).toEqual({ code: 0, events: '' });
    expect(err).toContain(sentence);
  });

  it('says on standard error that the log is empty', async () => {
    await createSqliteStore({ file }).close();
    expect(await audit(['export'])).toEqual({
      ...{ code: 0, out: '' },
      err: 'ajar: The audit log holds no event yet.\n',
    });
  });

  it('ends quietly when its reader has seen enough', async () => {
    await filled(600);
    const { code, err, out } = await audit(['export'], (args, run) => spawnedAjar(args, run, 1));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').length).toBeLessThan(600);
  });

  it('works beside a process that goes on writing', async () => {
    await filled(200);
    const store = createSqliteStore({ file });
    let running = true;
    const writing = (async () => {
      while (running) {
        await store.record(event('refused'));
        await store.seal();
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const output = join(folder, 'log.jsonl');
    const exported = await audit(['export', '--output', output]);
    const verified = await audit(['verify', '--file', output]);
    running = false;
    await writing;
    await store.close();
    expect([exported.code, verified.code]).toEqual([0, 0]);
  });

  it.each([
    [['--since', 'yesterday'], 'Write 7d, 12h or 30m'],
    [['--since', '2026-03-02T10:05'], 'with its zone'],
    [['--format', 'xml'], 'csv, jsonl'],
    [['--output', '/'], 'cannot be'],
  ])('refuses %j with a sentence and exit code 2', async (args, sentence) => {
    await filled();
    const { code, out, err } = await audit(['export', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
  });
});

describe('ajar audit verify', () => {
  it('says how much is sealed and how much is not yet, since when, and which seal to keep', async () => {
    await filled();
    const store = createSqliteStore({ file });
    await store.record(event('drift', { at: minute(20) }));
    await store.close();
    const { code, out } = await audit(['verify']);
    const [first, , seal, open, ...rest] = out.split('\n');
    expect({ code, rest }).toEqual({ code: 0, rest: [''] });
    expect(first).toBe('The audit log is whole up to event 4: 3 sealed, 1 not sealed yet.');
    expect(seal).toMatch(/^3:[0-9a-f]{64}$/);
    expect(open).toContain('1, the oldest of 2026-03-02T10:20:00.000Z');
  });

  it('fails when a seal that was kept is not there, whether it was written down or put in a file', async () => {
    await filled();
    const seals = join(folder, 'seals');
    const { out } = await audit(['verify']);
    await writeFile(seals, out);
    const [seal = ''] = /^\d+:\w+$/m.exec(out) ?? [];
    for (const kept of [seals, seal]) expect((await audit(['verify', '--expect', kept])).code).toBe(0);
    const db = new DatabaseSync(file);
    db.exec('DROP TRIGGER event_stays; DELETE FROM event WHERE seq = 3');
    db.close();
    expect((await audit(['verify'])).code).toBe(0);
    const missed = await audit(['verify', '--expect', seals]);
    expect(missed).toMatchObject({ code: 1, err: '' });
    expect(missed.out).toContain('broken at event 3, which is not there');
  });

  it.each([
    ['3:abc', 'There is no seal in "3:abc"'],
    ['nowhere', 'cannot be read'],
  ])('refuses %j as a seal that was kept, with exit code 2', async (kept, sentence) => {
    await filled();
    const { code, out, err } = await audit(['verify', '--expect', kept]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });

  it('calls an export with a filter a part, with exit code 3, and checks the links that it has', async () => {
    await filled(2);
    const output = join(folder, 'part.jsonl');
    await writeFile(output, (await audit(['export'])).out.split('\n').slice(1, 4).join('\n'));
    const part = await audit(['verify', '--file', output]);
    expect(part.code).toBe(3);
    expect(part.out).toContain('a part of an audit log: 3 of the events 2 to 4');
    expect(part.out).toContain('2 of 3 sealed events continue');
    await writeFile(output, (await readFile(output, 'utf8')).replace('=1+1', '=1+2'));
    const harmed = await audit(['verify', '--file', output]);
    expect(harmed).toMatchObject({ code: 1, out: expect.stringContaining('broken at event 3') });
  });

  it('is not content with a whole chain when an index hides events from filters', async () => {
    await filled();
    const db: DatabaseSync & { enableDefensive?: (on: boolean) => void } = new DatabaseSync(file);
    db.enableDefensive?.(false);
    db.exec(`DROP INDEX event_request; CREATE INDEX event_request ON event (json_extract(bytes, '$.none'));
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, '$.none', '$.request') WHERE name = 'event_request'`);
    db.close();
    const { code, out } = await audit(['verify']);
    expect(code).toBe(1);
    expect(out).toContain('An index of the audit log does not match its events');
  });

  it('names the first broken link with exit code 1, in the store and in an export', async () => {
    await filled();
    const output = join(folder, 'log.jsonl');
    await audit(['export', '--output', output]);
    expect((await audit(['verify', '--file', output])).code).toBe(0);
    await writeFile(output, (await readFile(output, 'utf8')).replace('because', 'becausf'));
    const exported = await audit(['verify', '--file', output]);
    expect(exported.code).toBe(1);
    expect(exported.out).toContain('broken at event 1');
    const db = new DatabaseSync(file);
    db.exec(
      "DROP TRIGGER event_never_changes; UPDATE event SET bytes = replace(bytes, 'console', 'consolf') WHERE seq = 3",
    );
    db.close();
    const stored = await audit(['verify']);
    expect(stored.code).toBe(1);
    expect(stored.out).toContain('broken at event 3');
  });

  it('says so when there is no log, no store, or no export, with exit code 2', async () => {
    const missing = await audit(['verify']);
    expect(missing).toMatchObject({ code: 2, out: '' });
    expect(missing.err).toContain('There is no store at');
    await expect(stat(file)).rejects.toThrow('ENOENT');
    await createSqliteStore({ file }).close();
    expect(await audit(['verify'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('no audit log'),
    });
    const other = await audit(['verify', '--file', import.meta.filename]);
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('Line 1') });
    const nowhere = await audit(['verify', '--file', join(folder, 'none')]);
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read') });
    const inside = await audit(['verify', '--file', folder]);
    expect(inside).toMatchObject({ code: 2, err: expect.stringContaining('is a folder') });
    expect((await audit(['verify', '--wrong'])).code).toBe(2);
  });
});
