import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/ports/store.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { storeContract } from '../contracts/store.ts';

storeContract('the embedded store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-store-'));
  const handles: Store[] = [];
  const again = async (): Promise<Store> => {
    const store = createSqliteStore({ file: join(folder, 'ajar.db') });
    handles.push(store);
    return store;
  };
  const remove = async (): Promise<void> => {
    await Promise.all(handles.map((handle) => handle.close()));
    await rm(folder, { recursive: true });
  };
  return { store: await again(), again, remove };
});
