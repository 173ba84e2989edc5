import { describe, expect, it } from 'vitest';
import type { AccessRequest } from '../../../src/access/request.ts';
import type { Store } from '../../../src/ports/store.ts';
import {
  along,
  cancelled,
  closed,
  closing,
  copy,
  fresh,
  minute,
  NOW,
  open,
  opening,
  pending,
} from '../../store/samples.ts';
import type { Here } from './opened.ts';

type As = (request: AccessRequest) => AccessRequest;

/** A request that went this way, and is to be looked at by then. */
async function put(store: Store, id: string, way: readonly As[], dueAt = NOW): Promise<void> {
  const asked = pending(id, id);
  let stored = await store.create(fresh(asked, dueAt), along(asked, 'asked'));
  for (const as of way) {
    const request = as(stored.request);
    stored = await store.save({ ...stored, request, work: { attempt: 0, dueAt } }, along(request, 'opened'));
  }
}

const OPEN: readonly As[] = [opening, open];
const CLOSING: readonly As[] = [...OPEN, closing];

export function censusContract(here: Here): void {
  describe('the census', () => {
    it('counts what is unfinished by its status, and the cards that are behind', async () => {
      const { store, again } = here();
      expect(await store.census(NOW)).toEqual({
        requests: { pending: 0, approved: 0, opening: 0, open: 0, closing: 0 },
        cards: 0,
      });
      await store.create(fresh(pending('aj-000001'), NOW), along(pending('aj-000001'), 'asked'));
      await put(store, 'aj-000002', OPEN, minute(60));
      await put(store, 'aj-000003', OPEN, minute(60));
      await put(store, 'aj-000004', CLOSING);
      await put(store, 'aj-000005', [...CLOSING, closed]);
      await put(store, 'aj-000006', [cancelled]);
      await store.addCopies('aj-000001', [copy('approval')]);
      expect(await (await again()).census(NOW)).toEqual({
        requests: { pending: 1, approved: 0, opening: 0, open: 2, closing: 1 },
        cards: 1,
      });
    });

    it('names the earliest end that has passed of what is not closed, whether it is closing or nobody looked at it', async () => {
      const { store } = here();
      await put(store, 'aj-000001', CLOSING, minute(99));
      expect((await store.census(minute(60))).pastEnd).toBeUndefined();
      expect((await store.census(minute(61))).pastEnd).toEqual(minute(60));
      const early = (request: AccessRequest) => ({ ...open(request), until: minute(30) }) as AccessRequest;
      await put(store, 'aj-000002', [opening, early], minute(30));
      expect((await store.census(minute(61))).pastEnd).toEqual(minute(30));
      expect((await store.census(minute(30))).pastEnd).toBeUndefined();
    });

    it('forgets what was closed', async () => {
      const { store } = here();
      await put(store, 'aj-000001', [...CLOSING, closed]);
      expect((await store.census(minute(99))).pastEnd).toBeUndefined();
    });
  });
}
