import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { along, fresh, NOW, opened, pending } from '../store/samples.ts';
import { temporaryStore } from '../store/temporary.ts';

const CLICKER = fileURLToPath(new URL('../store/clicker.ts', import.meta.url));

/** Another process that approves, or begins the deed of, what it read; answers `won` or `lost`. */
async function clicker(file: string, deed: 'approve' | 'lease'): Promise<string> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLICKER, file, deed]);
  child.stderr.pipe(process.stderr);
  return text(child.stdout);
}

const race = (file: string, deed: 'approve' | 'lease'): Promise<readonly string[]> =>
  Promise.all([1, 2, 3, 4].map(() => clicker(file, deed)));

it('H7: of four processes that approve one request, one does, with one event', {
  timeout: 20_000,
}, async () => {
  const { store, file, remove } = await temporaryStore();
  await store.create(fresh(pending()), along(pending(), 'asked'));
  expect([...(await race(file, 'approve'))].sort()).toEqual(['lost', 'lost', 'lost', 'won']);
  expect((await store.events({ limit: 9 })).map(({ kind }) => kind)).toEqual(['approve', 'asked']);
  await remove();
});

it('H7: of four processes that begin one deed, one does', { timeout: 20_000 }, async () => {
  const { store, file, remove } = await temporaryStore();
  const before = await opened(store, 'aj-000001');
  expect([...(await race(file, 'lease'))].sort()).toEqual(['lost', 'lost', 'lost', 'won']);
  const after = await store.find('aj-000001');
  expect(after).toMatchObject({ version: before.version + 1, work: { attempt: 1 } });
  expect(await store.due(NOW, 9)).toEqual([]);
  await remove();
});
