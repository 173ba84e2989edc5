import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/ports/store.ts';
import { createSqliteStore, type SqliteOptions } from '../../src/store/sqlite/store.ts';

/** An embedded store in a folder of its own, and what a test needs around it. */
export interface Temporary {
  readonly file: string;
  readonly store: Store;
  /** Another handle on the same file. */
  again(options?: Omit<SqliteOptions, 'file'>): Promise<Store>;
  /** Closes every handle and removes the folder. */
  remove(): Promise<void>;
}

export async function temporaryStore(): Promise<Temporary> {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-store-'));
  const file = join(folder, 'ajar.db');
  const handles: Store[] = [];
  const again: Temporary['again'] = async (options = {}) => {
    const store = createSqliteStore({ file, ...options });
    handles.push(store);
    return store;
  };
  const remove = async (): Promise<void> => {
    await Promise.all(handles.map((handle) => handle.close()));
    await rm(folder, { recursive: true });
  };
  return { file, store: await again(), again, remove };
}
