import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Store } from '../../../src/ports/store.ts';
import { createSqliteStore } from '../../../src/store/sqlite/store.ts';
import { NO_REDIS, startRedis } from '../../store/redis-server.ts';
import { dieAlone } from './matrix.ts';
import { emptyRedis, openRedis } from './over-redis.ts';
import { STORIES } from './stories.ts';

const CHILD = path.join(import.meta.dirname, 'child.ts');

/** A place for a store, how it is opened there, and how it is opened where nothing was kept yet. */
interface Site {
  readonly place: string;
  readonly open: () => Store | Promise<Store>;
  readonly empty: () => Store | Promise<Store>;
}

const SITES: Readonly<Record<string, () => Promise<Site>>> = {
  SQLite: async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ajar-honest-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const place = path.join(folder, 'ajar.db');
    const open = (): Store => createSqliteStore({ file: place });
    return { place, open, empty: () => createSqliteStore({ file: path.join(folder, 'other.db') }) };
  },
  Redis: async () => {
    const server = await startRedis();
    onTestFinished(() => server.remove());
    return { place: server.url, open: () => openRedis(server), empty: () => emptyRedis(server) };
  },
};

/** Everything that a store holds of a story, as another process finds it. */
async function heldIn(store: Store) {
  // Not the lines themselves: each has salts of its own.
  const log = await store.events({ limit: 1_000 });
  const requests = await store.list({ limit: 100 });
  const copies = await Promise.all(requests.map(({ request }) => store.copies(request.id)));
  await store.close();
  return { log, requests, copies };
}

for (const [name, site] of Object.entries(SITES)) {
  const left = name === 'Redis' ? NO_REDIS : undefined;
  describe.skipIf(left)(`over ${name} ${left ?? ''}`, () => {
    it.each([
      ['while it opens a port', 0, 30],
      ['while it closes one', 0, 95],
    ])(
      'a process that is killed (-9) %s leaves what the simulated death leaves',
      { timeout: 120_000 },
      async (_when, story, call) => {
        const { place, open, empty } = await site();
        const args = [CHILD, place, String(story), String(call)];
        const child = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args]);
        expect([child.signal, String(child.stderr)]).toEqual(['SIGKILL', '']);
        const held = await heldIn(await open());
        expect(held.log.length).toBeGreaterThan(0);
        const other = await empty();
        const deaths: string[] = [];
        const died = (at: string): void => void deaths.push(at);
        await dieAlone(STORIES[story]!, 22, { call, when: 'after' }, other, died);
        expect(deaths).toHaveLength(1);
        expect(held).toEqual(await heldIn(other));
      },
    );
  });
}
