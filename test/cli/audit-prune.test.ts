import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { event } from '../store/samples.ts';
import { ajarHere } from './in-process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-prune-'));
  const store = createSqliteStore({ file: join(folder, 'ajar.db') });
  for (const at of ['2020-01-01', '2020-02-01', '2020-03-01'])
    await store.record(event('refused', { at: new Date(at) }));
  await store.seal();
  await store.close();
});
afterEach(() => rm(folder, { recursive: true }));

const audit = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  ajarHere(['audit', ...args], { cwd: folder, env: { AJAR_DATA: folder, ...more } });

describe('ajar audit prune', () => {
  it('says what would go, and does it with --yes', async () => {
    const asked = await audit(['prune', '--before', '2020-02-15']);
    expect(asked).toMatchObject({ code: 0, out: expect.stringContaining('Would drop events up to 2') });
    const done = await audit(['prune', '--before', '2020-02-15', '--yes']);
    expect(done.out).toMatch(/Dropped the events up to 2.*The log goes on from 2:[0-9a-f]{64}/);
    const verified = await audit(['verify']);
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('It begins after event 2') });
    expect((await audit(['prune', '--before', '2020-02-15', '--yes'])).out).toContain(
      'Nothing is old enough',
    );
  });

  it('waits for a copy that lacks what would go', async () => {
    const file = { AJAR_AUDIT_FILE: join(folder, 'audit.jsonl') };
    const { code, out, err } = await audit(['prune', '--before', '2020-02-15', '--yes'], file);
    expect({ code, out }).toEqual({ code: 0, out: 'Nothing is old enough to go.\n' });
    expect(err).toContain('the sink "file" has the events up to 0 only');
  });

  it('keeps the last weeks, whatever is said', async () => {
    const { code, err } = await audit(['prune', '--before', '7d', '--yes']);
    expect(code).toBe(2);
    expect(err).toContain('At least 30 days are kept');
  });
});
