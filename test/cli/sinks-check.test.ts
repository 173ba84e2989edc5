import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeKeys } from '../../src/audit/keys.ts';
import { keyOf } from '../../src/audit/sinks/cursor.ts';
import { auditChecks } from '../../src/cli/sinks-check.ts';
import { readConfig } from '../../src/config.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { event } from '../store/samples.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-checks-'));
});
afterEach(() => rm(folder, { recursive: true }));

const checks = (more: Readonly<Record<string, string>> = {}) =>
  auditChecks(readConfig({ AJAR_DATA: folder, AJAR_AUDIT_FILE: join(folder, 'a.jsonl'), ...more }));

async function filled(at: Date, cursor?: object): Promise<void> {
  const store = createSqliteStore({ file: join(folder, 'ajar.db') });
  await store.record(event('refused', { at }));
  await store.seal();
  if (cursor) await store.exchange(keyOf('file'), undefined, cursor);
  await store.close();
}

describe('the doctor', () => {
  it('says whether anything vouches for the log, and shows no key', async () => {
    expect((await checks())[0]).toMatchObject({
      ok: 'unknown',
      fix: expect.stringContaining('audit keygen'),
    });
    const key = makeKeys().private;
    const signed = await checks({ AJAR_AUDIT_KEY: key, AJAR_KEEP_DAYS: '90' });
    expect(signed[0]).toMatchObject({ ok: true, found: 'checkpoints are signed, kept for 90 days' });
    expect(JSON.stringify(signed)).not.toContain('PRIVATE');
  });

  it('has nothing against a copy before there is a log', async () => {
    expect((await checks())[1]).toMatchObject({ what: 'audit copy file', ok: true });
  });

  it('says of each copy how far it is, and why it is behind', async () => {
    await filled(new Date('2026-01-01'), { seq: 0, why: 'a.jsonl cannot be written (ENOSPC).', failures: 3 });
    expect((await checks())[1]).toMatchObject({
      ...{ ok: false, found: expect.stringContaining('lacks what happened since 2026-01-01') },
    });
    expect((await checks())[1]?.found).toContain('ENOSPC');
  });

  it('calls a copy good that has everything, or is behind by less than the setting', async () => {
    await filled(new Date(), { seq: 1 });
    expect((await checks())[1]).toMatchObject({ ok: true, found: 'has everything, up to event 1' });
    await filled(new Date());
    expect((await checks())[1]).toMatchObject({ ok: true, found: expect.stringContaining('up to 1') });
  });
});
