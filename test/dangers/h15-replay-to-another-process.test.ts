import { expect, it } from 'vitest';
import { Conflict } from '../../src/ports/store.ts';
import { along, cancelled, event, fresh, minute, pending } from '../store/samples.ts';
import { temporaryStore } from '../store/temporary.ts';

const once = { key: 'teams:activity-1', answer: { sentence: 'Cancelled.', refused: false } };

it('H15: the same delivery, to whichever instance and for whichever request, acts once', async () => {
  const { store, again, remove } = await temporaryStore();
  const ids = ['aj-000001', 'aj-000002', 'aj-000003', 'aj-000004'];
  const other = await again();
  const tries = ids.map(async (id, n) => {
    const stored = await store.create(fresh(pending(id)), along(pending(id), 'asked'));
    const request = cancelled(stored.request);
    return (n % 2 ? store : other).save({ ...stored, request }, along(request, 'cancel', { once }));
  });
  const results = await Promise.allSettled(tries);
  const lost = results.filter((result) => result.status === 'rejected');
  expect(lost.map(({ reason }) => reason instanceof Conflict)).toEqual([true, true, true]);
  expect(await store.list({ statuses: ['cancelled'], limit: 9 })).toHaveLength(1);
  expect(await other.answered(once.key)).toEqual(once.answer);
  await remove();
});

it('H15: a delivery is still known after a restart, and a day later', async () => {
  const { store, again, remove } = await temporaryStore();
  await store.record(event('refused'), once);
  await store.close();
  const later = await again();
  await later.record(event('refused', { at: minute(24 * 60) }));
  await expect(later.record(event('refused', { at: minute(24 * 60) }), once)).rejects.toThrow(Conflict);
  await remove();
});
