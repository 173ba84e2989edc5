import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import { NO_REDIS, startRedis } from '../store/redis-server.ts';
import { along, fresh, NOW, opened, pending } from '../store/samples.ts';
import { temporaryStore } from '../store/temporary.ts';

const CLICKER = fileURLToPath(new URL('../store/clicker.ts', import.meta.url));

/** Another process that approves, or begins the deed of, what it read; answers `won` or `lost`. */
async function clicker(place: string, deed: 'approve' | 'lease'): Promise<string> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLICKER, place, deed]);
  child.stderr.pipe(process.stderr);
  return text(child.stdout);
}

const race = (place: string, deed: 'approve' | 'lease'): Promise<readonly string[]> =>
  Promise.all([1, 2, 3, 4].map(() => clicker(place, deed)));

/** Where the processes meet. */
interface Meeting {
  readonly store: Store;
  readonly place: string;
  remove(): Promise<void>;
}

async function onFile(): Promise<Meeting> {
  const { store, file, remove } = await temporaryStore();
  return { store, place: file, remove };
}

async function onRedis(): Promise<Meeting> {
  const server = await startRedis();
  const store = await createRedisStore({ url: server.url });
  const remove = async (): Promise<void> => {
    await store.close();
    await server.remove();
  };
  return { store, place: server.url, remove };
}

describe.each([
  ['one file', undefined, onFile],
  [`one Redis ${NO_REDIS ?? ''}`, NO_REDIS, onRedis],
])('over %s', (_, leftOut, meet) => {
  it.skipIf(leftOut)(
    'H7: of four processes that approve one request, one does, with one event',
    {
      timeout: 60_000,
    },
    async () => {
      const { store, place, remove } = await meet();
      await store.create(fresh(pending()), along(pending(), 'asked'));
      expect([...(await race(place, 'approve'))].sort()).toEqual(['lost', 'lost', 'lost', 'won']);
      expect((await store.events({ limit: 9 })).map(({ kind }) => kind)).toEqual(['approve', 'asked']);
      await remove();
    },
  );

  it.skipIf(leftOut)('H7: of four processes that begin one deed, one does', { timeout: 60_000 }, async () => {
    const { store, place, remove } = await meet();
    const before = await opened(store, 'aj-000001');
    expect([...(await race(place, 'lease'))].sort()).toEqual(['lost', 'lost', 'lost', 'won']);
    const after = await store.find('aj-000001');
    expect(after).toMatchObject({ version: before.version + 1, work: { attempt: 1 } });
    expect(await store.due(NOW, 9)).toEqual([]);
    await remove();
  });
});
