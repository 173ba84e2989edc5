import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
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
  ['while it is opened', 0, 30],
  ['while it is closed', 0, 95],
])(
  'a process that is killed (-9) %s leaves what the simulated death leaves',
  { timeout: 120_000 },
  async (_when, story, call) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ajar-honest-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const death = await dieAt(STORIES[story]!, 22, call, 'after', (at) =>
      cpSync(at, folder, { recursive: true }),
    );
    expect(death.at).toBeDefined();
    const child = spawnSync(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      CHILD,
      String(story),
      String(call),
    ]);
    expect(child.signal).toBe('SIGKILL');
    const left = child.stdout.toString();
    onTestFinished(() => rmSync(left, { recursive: true }));
    const held = await heldIn(left);
    expect(held.log.length).toBeGreaterThan(0);
    expect(held).toEqual(await heldIn(folder));
  },
);
