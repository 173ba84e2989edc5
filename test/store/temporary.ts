import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../src/ports/store.ts';
import { createSqliteStore, type SqliteOptions } from '../../src/store/sqlite/store.ts';

/** An embedded store in a folder of its own, and what a test needs around it. */
export interface Temporary {
  readonly file: string;
  readonly store: Store;
  /** Another handle on the same file. */
  again(options?: Omit<SqliteOptions, 'file'>): Promise<Store>;
  /** What is stored under this id is from now on as an Ajar wrote it that this one cannot read. */
  makeNewer(id: string): Promise<void>;
  /** Every byte of the file and of those beside it, each as one character. */
  bytes(): Promise<string>;
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
  const makeNewer = async (id: string): Promise<void> => {
    const db = new DatabaseSync(file);
    for (const table of ['request', 'record'])
      db.prepare(`UPDATE ${table} SET format = 99 WHERE id = ?`).run(id);
    db.close();
  };
  const bytes = async (): Promise<string> => {
    const files = (await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1'));
    return (await Promise.all(files)).join('');
  };
  return { file, store: await again(), again, makeNewer, bytes, remove };
}
