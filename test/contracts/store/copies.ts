import { describe, expect, it } from 'vitest';
import type { Copy, Store, Stored } from '../../../src/ports/store.ts';
import {
  along,
  cancelled,
  closing,
  copy,
  fresh,
  grant,
  minute,
  NOW,
  opened,
  pending,
} from '../../store/samples.ts';
import type { Here } from './opened.ts';

async function shown(store: Store): Promise<{ readonly stored: Stored; readonly first: Copy }> {
  const stored = await store.create(
    fresh(pending()),
    along(pending(), 'asked', { copies: [copy('approval')] }),
  );
  const [first] = await store.copies('aj-000001');
  return { stored, first: first! };
}

/** A request that may hold its port, with one card that is up to date. */
async function held(store: Store, id: string, vm?: string): Promise<Stored> {
  const stored = await opened(store, id, vm);
  await store.addCopies(id, [copy('approval')]);
  const [first] = await store.copies(id);
  await store.drew({ ...first!, message: 'm1', drawn: stored.version, hash: 'h' });
  return stored;
}

export function copiesContract(here: Here): void {
  describe('copies', () => {
    it('are made with the request and are behind until they are drawn', async () => {
      const { store } = here();
      const { stored, first } = await shown(store);
      expect(first).toEqual({ ...copy('approval'), request: 'aj-000001', drawn: 0, attempt: 0 });
      expect(await store.behind(NOW, 9)).toEqual([first]);
      const drawn = { ...first, message: 'm1', drawn: stored.version, hash: 'h' };
      await store.drew(drawn);
      expect(await store.behind(NOW, 9)).toEqual([]);
      expect(await store.copies('aj-000001')).toEqual([drawn]);
    });

    it('are behind again when their request moves on, also when it ends', async () => {
      const { store } = here();
      const { stored, first } = await shown(store);
      await store.drew({ ...first, message: 'm1', drawn: stored.version });
      const request = cancelled(stored.request);
      const ended = await store.save({ ...stored, request }, along(request, 'cancel'));
      expect((await store.behind(NOW, 9)).map(({ slot, message }) => [slot, message])).toEqual([
        ['approval', 'm1'],
      ]);
      await store.drew({ ...first, message: 'm1', drawn: ended.version });
      expect(await store.behind(NOW, 9)).toEqual([]);
    });

    it('stay up to date with a deed that only begins and ends, and are behind with what it learnt', async () => {
      const { store } = here();
      const before = await held(store, 'aj-000001');
      const begun = await store.lease({ ...before, work: { attempt: 1, leaseUntil: minute(5) } }, NOW);
      expect(await store.behind(NOW, 9)).toEqual([]);
      const ended = await store.release({ ...begun, work: { attempt: 1, dueAt: minute(1) } });
      expect(await store.behind(NOW, 9)).toEqual([]);
      expect(await store.copies('aj-000001')).toMatchObject([{ drawn: ended.version, hash: 'h' }]);
      const learnt = { ...ended.request, grants: [grant('web-01', 'sent')] };
      const next = await store.release({ ...ended, request: learnt });
      expect(await store.behind(NOW, 9)).toMatchObject([{ drawn: ended.version }]);
      await store.lease({ ...next, work: { attempt: 2, leaseUntil: minute(5) } }, NOW);
      expect(await store.behind(NOW, 9)).toMatchObject([{ drawn: ended.version }]);
    });

    it('of others are behind when somebody begins or ceases to hold a port beside them', async () => {
      const { store } = here();
      await held(store, 'aj-000001');
      await held(store, 'aj-000002', 'web-02');
      const beside = await opened(store, 'aj-000003');
      expect(await store.behind(NOW, 9)).toMatchObject([{ request: 'aj-000001' }]);
      const [first] = await store.copies('aj-000001');
      await store.drew(first!);
      expect(await store.behind(NOW, 9)).toEqual([]);
      const request = closing({ ...beside.request, grants: [grant('web-01', 'closed')] });
      await store.save({ ...beside, request }, along(request, 'closed'));
      expect(await store.behind(NOW, 9)).toMatchObject([{ request: 'aj-000001' }]);
    });

    it('that ask for approval are behind when somebody begins or ceases to hold the port that is asked for', async () => {
      const { store } = here();
      const { first } = await shown(store);
      await store.drew({ ...first, message: 'm1', drawn: 1 });
      await opened(store, 'aj-000002', 'web-02');
      expect(await store.behind(NOW, 9)).toEqual([]);
      const beside = await opened(store, 'aj-000003');
      expect(await store.behind(NOW, 9)).toMatchObject([{ request: 'aj-000001', message: 'm1' }]);
      await store.drew({ ...first, message: 'm1', drawn: 1 });
      const request = closing({ ...beside.request, grants: [grant('web-01', 'closed')] });
      await store.save({ ...beside, request }, along(request, 'closed'));
      expect(await store.behind(NOW, 9)).toMatchObject([{ request: 'aj-000001', message: 'm1' }]);
    });

    it('that exist are left as they are, however they are added', async () => {
      const { store } = here();
      const { stored, first } = await shown(store);
      const drawn = { ...first, message: 'm1', drawn: stored.version };
      await store.drew(drawn);
      const beside = along(stored.request, 'drift', { copies: [copy('approval'), copy('notice')] });
      await store.save(stored, beside);
      await store.addCopies('aj-000001', [copy('approval'), copy('more')]);
      const copies = await store.copies('aj-000001');
      expect(copies.map(({ slot }) => slot).sort()).toEqual(['approval', 'more', 'notice']);
      expect(copies.find(({ slot }) => slot === 'approval')).toEqual(drawn);
    });

    it('wait after a failed try', async () => {
      const { store } = here();
      const { first } = await shown(store);
      const tried = { ...first, attempt: 1, notBefore: minute(1) };
      await store.drew(tried);
      expect(await store.behind(NOW, 9)).toEqual([]);
      expect(await store.behind(minute(1), 9)).toEqual([tried]);
    });

    it('that were given up are not tried again, and the reason is kept', async () => {
      const { store } = here();
      const { first } = await shown(store);
      await store.drew({ ...first, lost: 'the bot was removed' });
      expect(await store.behind(minute(99), 9)).toEqual([]);
      expect(await store.nextDue()).toEqual(NOW);
      expect((await store.copies('aj-000001'))[0]?.lost).toBe('the bot was removed');
    });

    it('never move backwards: an older drawing that failed late adds only the message', async () => {
      const { store } = here();
      const { stored, first } = await shown(store);
      await store.drew({ ...first, drawn: stored.version, hash: 'new' });
      await store.drew({ ...first, message: 'm1', hash: 'old', attempt: 3, notBefore: minute(9) });
      const [kept] = await store.copies('aj-000001');
      expect(kept).toEqual({ ...first, message: 'm1', drawn: stored.version, hash: 'new' });
      expect(await store.behind(minute(99), 9)).toEqual([]);
    });

    it('lag behind again where an older drawing was shown after a newer one', async () => {
      const { store } = here();
      const { stored, first } = await shown(store);
      const { place } = first;
      await store.drew({ ...first, message: 'm1', drawn: stored.version, hash: 'new' });
      await store.drew({ ...first, place: { ...place, conversation: 'old' }, message: 'm1', hash: 'old' });
      const lagging = { ...first, message: 'm1', hash: 'old' };
      expect(await store.behind(NOW, 9)).toEqual([lagging]);
      await store.drew({ ...lagging, drawn: stored.version, hash: 'new' });
      expect(await store.behind(NOW, 9)).toEqual([]);
    });

    it('keep a message that a later report leaves out, and take a place that was found out since', async () => {
      const { store } = here();
      const { stored, first } = await shown(store);
      await store.drew({ ...first, message: 'm1', drawn: stored.version });
      const place = { ...first.place, conversation: 'private' };
      await store.drew({ ...first, place, drawn: stored.version });
      expect((await store.copies('aj-000001'))[0]).toMatchObject({ message: 'm1', place });
    });

    it('are answered within the limit, and belong to their request alone', async () => {
      const { store } = here();
      await shown(store);
      await store.addCopies('aj-000001', [copy('b'), copy('c')]);
      expect(await store.behind(NOW, 2)).toHaveLength(2);
      expect(await store.copies('aj-000002')).toEqual([]);
    });
  });
}
