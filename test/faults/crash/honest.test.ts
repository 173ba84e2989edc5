import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSqliteStore } from '../../../src/store/sqlite/store.ts';
import { dieAt } from './matrix.ts';
import { STORIES } from './stories.ts';

const CHILD = path.join(import.meta.dirname, 'child.ts');

/** Everything that a store holds of a story, as another process finds it. */
async function heldIn(folder: string) {
  const store = createSqliteStore({ file: path.join(folder, 'ajar.db') });
  const log = await Array.fromAsync(store.log());
  const requests = await store.list({ limit: 100 });
  const copies = await Promise.all(requests.map(({ request }) => store.copies(request.id)));
  await store.close();
  return { log, requests, copies };
}

it.each([
  ['while it opens a port', 0, 30],
  ['while it closes one', 0, 95],
])(
  'a process that is killed (-9) %s leaves what the simulated death leaves',
  { timeout: 120_000 },
  async (_when, story, call) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ajar-honest-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [lived, left, killed] = ['lived', 'left', 'killed'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const each of [lived, killed]) mkdirSync(each);
    const death = await dieAt(STORIES[story]!, 22, call, 'after', {
      file: path.join(lived, 'ajar.db'),
      died: () => cpSync(lived, left, { recursive: true }), // before another process goes on with it
    });
    expect(death.at).toBeDefined();
    const args = [CHILD, path.join(killed, 'ajar.db'), String(story), String(call)];
    const child = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args]);
    expect(child.signal).toBe('SIGKILL');
    const held = await heldIn(killed);
    expect(held.log.length).toBeGreaterThan(0);
    expect(held).toEqual(await heldIn(left));
  },
);
