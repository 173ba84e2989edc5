import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.ts';
import { along, closing, copy, fresh, minute, NOW, opened, pending } from '../store/samples.ts';
import { type Temporary, temporaryStore } from '../store/temporary.ts';

let here: Temporary;
beforeEach(async () => {
  here = await temporaryStore();
});
afterEach(() => here.remove());

/** What a fault of the disk or of a later version would leave behind, done by hand. */
function byHand(sql: string): void {
  const db = new DatabaseSync(here.file);
  db.exec(sql);
  db.close();
}

it('H8: requests that end in the same instant are all due, whoever asks', async () => {
  const ids = ['aj-000001', 'aj-000002', 'aj-000003'];
  for (const id of ids) await here.store.create(fresh(pending(id), minute(60)), along(pending(id), 'asked'));
  await here.store.close();
  const found = await (await here.again()).due(minute(60), 9);
  expect(found.map(({ request }) => request.id)).toEqual(ids);
});

it('H8: a change whose audit event cannot be written does not happen, and the request stays due as it was', async () => {
  const before = await opened(here.store, 'aj-000001');
  byHand("CREATE TRIGGER broken BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no room'); END");
  const request = closing(before.request);
  const work = { attempt: 0, dueAt: minute(90) };
  const saving = here.store.save(
    { ...before, request, work },
    along(request, 'close', { copies: [copy('alert')] }),
  );
  await expect(saving).rejects.toThrow(StoreError);
  expect(await here.store.due(NOW, 9)).toEqual([before]);
  expect(await here.store.copies('aj-000001')).toEqual([]);
});

it('H8: one request that cannot be read delays no other, and is told again only minutes later', async () => {
  const told: string[] = [];
  const store = await here.again({ unreadable: (id) => told.push(id) });
  const ids = ['aj-000001', 'aj-000002', 'aj-000003'];
  for (const id of ids) await store.create(fresh(pending(id)), along(pending(id), 'asked'));
  byHand("UPDATE request SET body = '{' WHERE id = 'aj-000001'");
  const found = await store.due(NOW, 2);
  expect(found.map(({ request }) => request.id)).toEqual(['aj-000002', 'aj-000003']);
  expect(told).toEqual(['aj-000001']);
  await store.due(minute(4), 9);
  expect(told).toHaveLength(1);
  await store.due(minute(5), 9);
  expect(told).toHaveLength(2);
});

it('H8: a live request that nothing would ever wake is not saved', async () => {
  const before = await opened(here.store, 'aj-000001');
  const request = closing(before.request);
  const saving = here.store.save({ ...before, request, work: { attempt: 0 } }, along(request, 'close'));
  await expect(saving).rejects.toThrow('dueAt');
  await expect(here.store.release({ ...before, work: { attempt: 0 } })).rejects.toThrow('dueAt');
  expect(await here.store.due(NOW, 9)).toEqual([before]);
});
