import { describe, expect, it } from 'vitest';
import { Conflict, type Stored } from '../../../src/ports/store.ts';
import { along, closing, grant, minute, NOW, opened } from '../../store/samples.ts';
import type { Here } from './opened.ts';

/** The same request with a lease of five minutes from `minutes` on, and its grants as sent. */
const leased = (stored: Stored, minutes = 0): Stored => ({
  ...stored,
  request: { ...stored.request, grants: stored.request.grants.map((held) => ({ ...held, state: 'sent' })) },
  work: { ...stored.work, attempt: stored.work.attempt + 1, leaseUntil: minute(minutes + 5) },
});

export function leasesContract(here: Here): void {
  describe('leasing', () => {
    it('writes grants and bookkeeping under a new version, without an event', async () => {
      const { store } = here();
      const before = await opened(store, 'aj-000001');
      const begun = await store.lease(leased(before), NOW);
      expect(begun).toEqual({ ...leased(before), version: begun.version });
      expect(begun.version).toBeGreaterThan(before.version);
      expect(await store.find('aj-000001')).toEqual(begun);
      expect(await store.events({ limit: 9 })).toHaveLength(2);
    });

    it('H7: begins a deed once, whether the second comes with the older version or the newer', async () => {
      const { store } = here();
      const before = await opened(store, 'aj-000001');
      const begun = await store.lease(leased(before), NOW);
      await expect(store.lease(leased(before), NOW)).rejects.toThrow(Conflict);
      await expect(store.lease(leased(begun, 1), minute(1))).rejects.toThrow(Conflict);
      expect(await store.find('aj-000001')).toEqual(begun);
    });

    it('gives an expired lease to the next', async () => {
      const { store } = here();
      const begun = await store.lease(leased(await opened(store, 'aj-000001')), NOW);
      const taken = await store.lease(leased(begun, 5), minute(5));
      expect(taken.work).toMatchObject({ attempt: 2, leaseUntil: minute(10) });
    });

    it('H9: lets one request at a time work on a target', async () => {
      const { store } = here();
      const one = await opened(store, 'aj-000001');
      const two = await opened(store, 'aj-000002');
      const begun = await store.lease(leased(one), NOW);
      await expect(store.lease(leased(two), NOW)).rejects.toThrow(Conflict);
      expect(await store.find('aj-000002')).toEqual(two);
      await store.release({ ...begun, work: { attempt: 1, dueAt: minute(1) } });
      expect((await store.lease(leased(two), NOW)).work.leaseUntil).toEqual(minute(5));
    });

    it('H9: takes a target whose lease has run out, and leaves other targets alone', async () => {
      const { store } = here();
      await store.lease(leased(await opened(store, 'aj-000001')), NOW);
      const two = await opened(store, 'aj-000002');
      const other = await opened(store, 'aj-000003', 'web-02');
      expect((await store.lease(leased(other), NOW)).work.attempt).toBe(1);
      expect((await store.lease(leased(two, 5), minute(5))).work.attempt).toBe(1);
    });

    it('H9: a save cannot begin a lease on a taken target either', async () => {
      const { store } = here();
      await store.lease(leased(await opened(store, 'aj-000001')), NOW);
      const two = await opened(store, 'aj-000002');
      const next = { ...leased(two), request: closing(two.request) };
      await expect(store.save(next, along(next.request, 'close'))).rejects.toThrow(Conflict);
      expect(await store.find('aj-000002')).toEqual(two);
    });

    it('keeps the lease of a deed under way through a save by somebody else', async () => {
      const { store } = here();
      const begun = await store.lease(leased(await opened(store, 'aj-000001')), NOW);
      const request = closing(begun.request);
      const saved = await store.save({ ...begun, request }, along(request, 'close'));
      expect(saved.work.leaseUntil).toEqual(minute(5));
      await expect(store.release(begun)).rejects.toThrow(Conflict);
    });

    it('ends the lease on release, whatever the caller left in it, without an event', async () => {
      const { store } = here();
      const begun = await store.lease(leased(await opened(store, 'aj-000001')), NOW);
      const seen = { ...begun.request, grants: [{ ...grant('web-01', 'sent'), traces: ['t'] }] };
      const work = { ...begun.work, dueAt: minute(2) };
      const done = await store.release({ ...begun, request: seen, work });
      expect(done.work).toEqual({ attempt: 1, dueAt: minute(2) });
      expect(done.request).toEqual(seen);
      expect(done.version).toBeGreaterThan(begun.version);
      await expect(store.release(begun)).rejects.toThrow(Conflict);
      expect(await store.events({ limit: 9 })).toHaveLength(2);
    });

    it('refuses bookkeeping that changes more than grants, and a lease without an end ahead', async () => {
      const { store } = here();
      const before = await opened(store, 'aj-000001');
      const moved = { ...leased(before), request: closing(before.request) };
      await expect(store.lease(moved, NOW)).rejects.toThrow('audit event');
      await expect(store.release(moved)).rejects.toThrow('audit event');
      await expect(store.lease(leased(before), minute(5))).rejects.toThrow('leaseUntil');
      expect(await store.find('aj-000001')).toEqual(before);
    });
  });
}
