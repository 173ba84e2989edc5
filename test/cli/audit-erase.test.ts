import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA, BLAKE, HANA, RILEY } from '../../sandbox/demo/people.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { along, event, fresh, pending } from '../store/samples.ts';
import { ajarHere } from './in-process.ts';

let folder: string;
const file = () => join(folder, 'ajar.db');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-erase-'));
  const store = createSqliteStore({ file: file() });
  await store.record(event('refused', { detail: 'her very own words' }));
  await store.record(event('refused', { actor: { id: BLAKE.id, name: BLAKE.name } }));
  await store.remember(`addresses/${ADA.id}`, ['203.0.113.9/32']);
  await store.remember(`teams/person/${ADA.id}`, { service: 's', conversation: 'a:her-own-chat' });
  await store.remember('teams/place/a:her-own-chat', { service: 's', conversation: 'a:her-own-chat' });
  await store.seal();
  await store.close();
});
afterEach(() => rm(folder, { recursive: true }));

const env = () => ({
  AJAR_DATA: folder,
  AJAR_REQUESTERS: ADA.id,
  AJAR_APPROVERS: BLAKE.id,
  AJAR_ADMINS: RILEY.id,
});
const audit = (...args: readonly string[]) => ajarHere(['audit', ...args], { cwd: folder, env: env() });
const erase = (person: string, ...more: readonly string[]) =>
  audit('erase', '--person', person, '--admin', RILEY.id, ...more);

async function newest() {
  const store = createSqliteStore({ file: file() });
  const [told] = await store.events({ limit: 1 });
  await store.close();
  return told;
}

const bytes = async () =>
  (await readFile(file(), 'latin1')) + (await readFile(`${file()}-wal`, 'latin1').catch(() => ''));

describe('ajar audit erase', () => {
  it('says what would go and changes nothing, then does it with --yes, and the log verifies and shows it', async () => {
    for (const dry of [[], ['--dry-run']]) {
      const asked = await erase(ADA.id.toUpperCase(), ...dry);
      expect(asked).toMatchObject({ code: 0, err: '' });
      expect(asked.out).toContain(
        'Would erase what is personal beside 1 event, what has ended of theirs (0), and what is remembered of them (3)',
      );
      expect(await bytes()).toContain('her very own words');
    }
    const done = await erase(ADA.id, '--yes');
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Erased: what is personal beside 1 event/),
    });
    for (const word of ['her very own words', ADA.id, ADA.name, '203.0.113.9', 'her-own-chat'])
      expect(await bytes()).not.toContain(word);
    expect(await newest()).toMatchObject({ kind: 'erased', actor: { id: RILEY.id } });
    const verified = await audit('verify');
    expect(verified).toMatchObject({
      code: 0,
      out: expect.stringContaining('erased, as the log says itself: 3'),
    });
    const table = await audit('export', '--format', 'csv');
    expect(table.out).toContain('refused,(erased),(erased),console');
    expect(table.out).toContain(BLAKE.name);
    expect((await audit('report', '--since', '2026-01-01')).out).toContain('(erased)');
  });

  it('says of a second time, and of somebody unknown, that nothing is there, and writes no name down', async () => {
    await erase(ADA.id, '--yes');
    for (const person of [ADA.id, HANA.id]) {
      const again = await erase(person, '--yes');
      expect(again).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('Nothing that can be erased'),
      });
      const told = await newest();
      expect(told).toMatchObject({ kind: 'refused', actor: { id: RILEY.id } });
      expect(JSON.stringify(told)).not.toContain(person);
    }
  });

  it('is refused to who is no admin, with an event', async () => {
    const { code, err } = await audit('erase', '--person', ADA.id, '--admin', BLAKE.id, '--yes');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('has to be an admin') });
    expect(await newest()).toMatchObject({ kind: 'refused', actor: { id: BLAKE.id } });
    expect(await bytes()).toContain('her very own words');
  });

  it('is refused for somebody who has something open, with an event that names nobody', async () => {
    const store = createSqliteStore({ file: file() });
    await store.create(fresh(pending()), along(pending(), 'asked'));
    await store.close();
    const { code, err } = await erase(ADA.id, '--yes');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('has not ended: aj-000001') });
    const told = await newest();
    expect(told).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(told)).not.toContain(ADA.id);
  });

  it.each([['Ada Auditor'], ['ada@example.com']])('takes no %s for a person', async (person) => {
    const { code, err } = await erase(person, '--yes');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('Entra object id') });
  });
});
