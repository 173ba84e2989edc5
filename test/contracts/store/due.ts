import { describe, expect, it } from 'vitest';
import type { Store, Stored } from '../../../src/ports/store.ts';
import { along, cancelled, copy, fresh, minute, NOW, opened, pending } from '../../store/samples.ts';
import type { Here } from './opened.ts';

const idsOf = (found: readonly Stored[]): readonly string[] => found.map(({ request }) => request.id);

const asked = (store: Store, id: string, dueAt: Date): Promise<Stored> =>
  store.create(fresh(pending(id, id), dueAt), along(pending(id, id), 'asked'));

export function dueContract(here: Here): void {
  describe('the due index', () => {
    it('H8: names every request whose time has come, oldest first, from any handle', async () => {
      const { store, again } = here();
      await asked(store, 'aj-000001', minute(2));
      await asked(store, 'aj-000002', minute(1));
      await asked(store, 'aj-000003', minute(2));
      await asked(store, 'aj-000004', minute(3));
      expect(idsOf(await (await again()).due(minute(2), 9))).toEqual(['aj-000002', 'aj-000001', 'aj-000003']);
      expect(idsOf(await store.due(minute(2), 2))).toEqual(['aj-000002', 'aj-000001']);
      expect(await store.due(NOW, 9)).toEqual([]);
    });

    it('answers whole requests that can be saved as they are', async () => {
      const { store } = here();
      const one = await asked(store, 'aj-000001', NOW);
      expect(await store.due(NOW, 9)).toEqual([one]);
    });

    it('leaves a leased request alone until the lease has passed, then names it, even without a dueAt', async () => {
      const { store } = here();
      const before = await opened(store, 'aj-000001');
      const begun = await store.lease({ ...before, work: { attempt: 1, leaseUntil: minute(5) } }, NOW);
      expect(begun.work).toEqual({ attempt: 1, leaseUntil: minute(5) });
      expect(await store.due(minute(4), 9)).toEqual([]);
      expect(idsOf(await store.due(minute(5), 9))).toEqual(['aj-000001']);
      expect(await store.nextDue()).toEqual(minute(5));
    });

    it('waits for a dueAt that lies behind the lease', async () => {
      const { store } = here();
      const before = await opened(store, 'aj-000001');
      await store.lease({ ...before, work: { attempt: 1, dueAt: minute(9), leaseUntil: minute(5) } }, NOW);
      expect(await store.due(minute(8), 9)).toEqual([]);
      expect(await store.nextDue()).toEqual(minute(9));
    });

    it('leaves out what somebody is at, and says what is next after an instant', async () => {
      const { store } = here();
      await asked(store, 'aj-000001', minute(1));
      await asked(store, 'aj-000002', minute(2));
      await asked(store, 'aj-000003', minute(3));
      const found = await store.due(minute(2), 1, new Set(['aj-000001']));
      expect(idsOf(found)).toEqual(['aj-000002']);
      expect(await store.due(minute(2), 9, new Set(['aj-000001', 'aj-000002']))).toEqual([]);
      expect(await store.nextDue()).toEqual(minute(1));
      expect(await store.nextDue(minute(1))).toEqual(minute(2));
      expect(await store.nextDue(minute(3))).toBeUndefined();
      await store.addCopies('aj-000001', [copy('approval')]);
      const [shown] = await store.copies('aj-000001');
      expect(await store.nextDue(minute(2))).toEqual(minute(3));
      await store.drew({ ...shown!, attempt: 1, notBefore: minute(2.5) });
      expect(await store.nextDue(minute(2))).toEqual(minute(2.5));
    });

    it('H8: names what may be open and is put off past an instant, the latest first, by its look or its lease', async () => {
      const { store } = here();
      await asked(store, 'aj-000001', minute(90));
      const two = await opened(store, 'aj-000002');
      const three = await opened(store, 'aj-000003', 'web-02');
      await opened(store, 'aj-000004', 'web-03');
      await store.release({ ...two, work: { attempt: 1, dueAt: minute(60) } });
      await store.lease({ ...three, work: { attempt: 1, leaseUntil: minute(70) } }, NOW);
      expect(idsOf(await store.putOff(minute(6), 9))).toEqual(['aj-000003', 'aj-000002']);
      expect(idsOf(await store.putOff(minute(60), 9))).toEqual(['aj-000003']);
      expect(idsOf(await store.putOff(minute(6), 1))).toEqual(['aj-000003']);
    });

    it('forgets an ended request, whatever its bookkeeping says', async () => {
      const { store } = here();
      const one = await asked(store, 'aj-000001', NOW);
      const request = cancelled(one.request);
      const ended = await store.save({ ...one, request }, along(request, 'cancel'));
      expect(ended.work).toEqual({ attempt: 0 });
      expect(await store.due(minute(99), 9)).toEqual([]);
      expect(await store.nextDue()).toBeUndefined();
    });

    it('knows the next instant over requests and copies, and none for an empty store', async () => {
      const { store } = here();
      expect(await store.nextDue()).toBeUndefined();
      const one = await asked(store, 'aj-000001', minute(7));
      expect(await store.nextDue()).toEqual(minute(7));
      await store.addCopies(one.request.id, [copy('approval')]);
      expect((await store.nextDue())!.getTime()).toBeLessThanOrEqual(NOW.getTime());
      const [shown] = await store.copies(one.request.id);
      await store.drew({ ...shown!, attempt: 1, notBefore: minute(3) });
      expect(await store.nextDue()).toEqual(minute(3));
      await store.drew({ ...shown!, drawn: one.version });
      expect(await store.nextDue()).toEqual(minute(7));
    });
  });
}
