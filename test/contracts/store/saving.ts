import { describe, expect, it } from 'vitest';
import type { AccessRequest } from '../../../src/access/request.ts';
import { Conflict } from '../../../src/ports/store.ts';
import {
  along,
  cancelled,
  closed,
  closing,
  copy,
  event,
  fresh,
  open,
  opened,
  opening,
  pending,
} from '../../store/samples.ts';
import type { Here } from './opened.ts';

export function savingContract(here: Here): void {
  describe('saving', () => {
    it('answers a new request as it was given, with a version, and finds it again from another handle', async () => {
      const { store, again } = here();
      const stored = await store.create(fresh(pending()), along(pending(), 'asked'));
      expect(stored).toEqual({ ...fresh(pending()), version: stored.version });
      expect(await (await again()).find('aj-000001')).toEqual(stored);
      expect(await store.find('aj-zzzzzz')).toBeUndefined();
    });

    it('keeps every state of a request whole, dates included', async () => {
      const { store } = here();
      let stored = await opened(store, 'aj-000001');
      for (const [change, kind] of [
        [open, 'opened'],
        [closing, 'expire'],
        [closed, 'closed'],
      ] as const) {
        const request = change(stored.request);
        stored = await store.save({ ...stored, request }, along(request, kind));
        expect((await store.find('aj-000001'))?.request).toEqual(request);
      }
    });

    it('refuses an id that is taken and writes nothing', async () => {
      const { store } = here();
      await opened(store, 'aj-000001');
      const twice = store.create(fresh(pending()), along(pending(), 'asked', { copies: [copy('new')] }));
      await expect(twice).rejects.toThrow(Conflict);
      expect(await store.events({ limit: 9 })).toHaveLength(2);
      expect(await store.copies('aj-000001')).toEqual([]);
    });

    it('raises the version with every save and refuses the older one', async () => {
      const { store } = here();
      const first = await store.create(fresh(pending()), along(pending(), 'asked'));
      const request = opening(first.request);
      const second = await store.save({ ...first, request }, along(request, 'approve'));
      expect(second.version).toBeGreaterThan(first.version);
      const late = cancelled(first.request);
      await expect(store.save({ ...first, request: late }, along(late, 'cancel'))).rejects.toThrow(Conflict);
      expect((await store.find('aj-000001'))?.request.status).toBe('opening');
    });

    it('H7: lets exactly one of 50 concurrent savers win, with one event', async () => {
      const { store, again } = here();
      const stores = [store, await again(), await again()];
      const first = await store.create(fresh(pending()), along(pending(), 'asked'));
      const request = opening(first.request);
      const tries = Array.from({ length: 50 }, (_, n) =>
        stores[n % 3]!.save({ ...first, request }, along(request, 'approve')),
      );
      const results = await Promise.allSettled(tries);
      const lost = results.filter((result) => result.status === 'rejected');
      expect(lost).toHaveLength(49);
      expect(lost.every((result) => result.reason instanceof Conflict)).toBe(true);
      expect((await store.events({ limit: 9 })).map(({ kind }) => kind)).toEqual(['approve', 'asked']);
    });

    it('writes request, event, copies and answer together or not at all', async () => {
      const { store } = here();
      const once = { key: 'k', answer: { sentence: 'Approved.', refused: false } };
      const first = await store.create(fresh(pending()), along(pending(), 'asked', { once }));
      const request = opening(first.request);
      const beside = along(request, 'approve', { once, copies: [copy('approval')] });
      await expect(store.save({ ...first, request }, beside)).rejects.toThrow(Conflict);
      expect(await store.find('aj-000001')).toEqual(first);
      expect(await store.copies('aj-000001')).toEqual([]);
      expect(await store.events({ limit: 9 })).toHaveLength(1);
    });

    it('refuses a save of a request that was never created', async () => {
      const lost = { ...fresh(pending()), version: 1 };
      await expect(here().store.save(lost, along(pending(), 'asked'))).rejects.toThrow(Conflict);
    });

    it('H12: never changes an ended request, not even at its present version', async () => {
      const { store } = here();
      const first = await store.create(fresh(pending()), along(pending(), 'asked'));
      const end = cancelled(first.request);
      const ended = await store.save({ ...first, request: end }, along(end, 'cancel'));
      const revived: AccessRequest = opening(ended.request);
      const revive = store.save({ ...ended, request: revived }, along(revived, 'approve'));
      await expect(revive).rejects.toThrow(Conflict);
      await expect(store.save(ended, along(end, 'drift'))).rejects.toThrow(Conflict);
      await expect(store.release(ended)).rejects.toThrow(Conflict);
      expect(await store.find('aj-000001')).toEqual(ended);
    });

    it('H12: refuses a move that the table of steps does not have', async () => {
      const { store } = here();
      const first = await store.create(fresh(pending()), along(pending(), 'asked'));
      const jump = open(first.request);
      await expect(store.save({ ...first, request: jump }, along(jump, 'opened'))).rejects.toThrow(
        'no step leads',
      );
      expect(await store.find('aj-000001')).toEqual(first);
    });

    it('refuses a live request that nobody would look at again, and an event of another request', async () => {
      const { store } = here();
      const blind = { ...fresh(pending()), work: { attempt: 0 } };
      await expect(store.create(blind, along(pending(), 'asked'))).rejects.toThrow('dueAt');
      const alien = { event: event('asked', { request: 'aj-other0' }) };
      await expect(store.create(fresh(pending()), alien)).rejects.toThrow('aj-other0');
      expect(await store.find('aj-000001')).toBeUndefined();
    });
  });
}
