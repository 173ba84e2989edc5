import { describe, expect, it } from 'vitest';
import type { Copy, Store, Stored } from '../../../src/ports/store.ts';
import { along, cancelled, copy, fresh, minute, NOW, pending } from '../../store/samples.ts';
import type { Here } from './opened.ts';

async function shown(store: Store): Promise<{ readonly stored: Stored; readonly first: Copy }> {
  const stored = await store.create(
    fresh(pending()),
    along(pending(), 'asked', { copies: [copy('approval')] }),
  );
  const [first] = await store.copies('aj-000001');
  return { stored, first: first! };
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

    it('never move backwards: an older drawing told late adds only the message', async () => {
      const { store } = here();
      const { stored, first } = await shown(store);
      await store.drew({ ...first, drawn: stored.version, hash: 'new' });
      await store.drew({ ...first, message: 'm1', hash: 'old', attempt: 3, notBefore: minute(9) });
      const [kept] = await store.copies('aj-000001');
      expect(kept).toEqual({ ...first, message: 'm1', drawn: stored.version, hash: 'new' });
      expect(await store.behind(minute(99), 9)).toEqual([]);
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
