import { describe, expect, it } from 'vitest';
import { ADA } from '../../../sandbox/demo/people.ts';
import { Conflict, type NewRecord, type Store, type StoredRecord } from '../../../src/ports/store.ts';
import { along, copy, event, fresh, minute, NOW, pending } from '../../store/samples.ts';
import type { Here } from './opened.ts';

const bulletin = (id: string, dueAt?: Date): NewRecord<'bulletin'> => ({
  kind: 'bulletin',
  id,
  body: { status: 'told', at: NOW, loud: false, title: `About ${id}`, sentences: ['One.'] },
  work: { attempt: 0, ...(dueAt ? { dueAt } : {}) },
});

const drift = (id: string) => ({ event: event('drift', { request: id, actor: ADA }) });

const made = (store: Store, id: string, dueAt?: Date): Promise<StoredRecord<'bulletin'>> =>
  store.createRecord(bulletin(id, dueAt), drift(id));

const changed = (record: StoredRecord<'bulletin'>): StoredRecord<'bulletin'> => ({
  ...record,
  body: { ...record.body, sentences: ['Two.'] },
});

export function recordsContract(here: Here): void {
  describe('records beside requests', () => {
    it('are kept with their dates, and are there for another process', async () => {
      const { store, again } = here();
      const record = await made(store, 'drift/1');
      expect(record).toMatchObject({ ...bulletin('drift/1'), version: 1 });
      expect(await (await again()).findRecord('drift/1')).toEqual(record);
      expect(await store.findRecord('drift/2')).toBeUndefined();
    });

    it('are saved with their event, their answer and their copies, or not at all', async () => {
      const { store } = here();
      const once = { key: 'click-1', answer: { sentence: 'Done.', refused: false } };
      await store.createRecord(bulletin('drift/1'), { ...drift('drift/1'), once, copies: [copy('a')] });
      expect(await store.answered('click-1')).toEqual(once.answer);
      expect(await store.copies('drift/1')).toHaveLength(1);
      const twice = store.createRecord(bulletin('drift/2'), {
        ...drift('drift/2'),
        once,
        copies: [copy('a')],
      });
      await expect(twice).rejects.toThrow(Conflict);
      expect(await store.findRecord('drift/2')).toBeUndefined();
      expect(await store.copies('drift/2')).toEqual([]);
      expect(await store.events({ limit: 9 })).toHaveLength(1);
    });

    it('keep their cards up to date while only a deed begins or is put off', async () => {
      const { store } = here();
      const record = await store.createRecord(bulletin('drift/1'), {
        ...drift('drift/1'),
        copies: [copy('a')],
      });
      const [first] = await store.copies('drift/1');
      await store.drew({ ...first!, message: 'm1', drawn: record.version });
      const held = await store.holdRecord({ ...record, work: { attempt: 1, dueAt: minute(1) } });
      expect(await store.behind(NOW, 9)).toEqual([]);
      expect(await store.copies('drift/1')).toMatchObject([{ drawn: held.version }]);
      await store.saveRecord(changed(held), drift('drift/1'));
      expect(await store.behind(NOW, 9)).toHaveLength(1);
    });

    it('H7: of two that make the same one, one is told that it exists', async () => {
      const { store } = here();
      await made(store, 'drift/1');
      await expect(made(store, 'drift/1')).rejects.toThrow(Conflict);
      expect(await store.events({ limit: 9 })).toHaveLength(1);
    });

    it('never share an id with a request, whichever came first', async () => {
      const { store } = here();
      await store.create(fresh(pending('aj-000001')), along(pending('aj-000001'), 'asked'));
      await expect(made(store, 'aj-000001')).rejects.toThrow(Conflict);
      await made(store, 'aj-000002');
      const request = store.create(fresh(pending('aj-000002')), along(pending('aj-000002'), 'asked'));
      await expect(request).rejects.toThrow(Conflict);
    });

    it('H7: of two that change the same version, the second is refused and writes nothing', async () => {
      const { store } = here();
      const record = await made(store, 'drift/1');
      const saved = await store.saveRecord(changed(record), drift('drift/1'));
      expect(saved).toMatchObject({ version: 2, body: { sentences: ['Two.'] } });
      await expect(store.saveRecord(changed(record), drift('drift/1'))).rejects.toThrow(Conflict);
      expect(await store.events({ limit: 9 })).toHaveLength(2);
    });

    it('have their copies behind until they are drawn, and again when they change', async () => {
      const { store } = here();
      const record = await store.createRecord(bulletin('drift/1'), {
        ...drift('drift/1'),
        copies: [copy('a')],
      });
      const [first] = await store.behind(NOW, 9);
      await store.drew({ ...first!, message: 'm1', drawn: record.version });
      expect(await store.behind(NOW, 9)).toEqual([]);
      await store.saveRecord(changed(record), drift('drift/1'));
      expect((await store.behind(NOW, 9)).map(({ message }) => message)).toEqual(['m1']);
    });

    it('H8: are named when their time has come, oldest first, and not while they are leased', async () => {
      const { store } = here();
      await made(store, 'drift/1', minute(2));
      const second = await made(store, 'drift/2', minute(1));
      await made(store, 'drift/3');
      expect(await store.nextDue()).toEqual(minute(1));
      expect((await store.dueRecords(minute(2), 9)).map(({ id }) => id)).toEqual(['drift/2', 'drift/1']);
      await store.holdRecord({ ...second, work: { attempt: 1, dueAt: minute(1), leaseUntil: minute(5) } });
      expect((await store.dueRecords(minute(2), 9)).map(({ id }) => id)).toEqual(['drift/1']);
      expect((await store.dueRecords(minute(5), 1)).map(({ id }) => id)).toEqual(['drift/1']);
    });

    it('change nothing but bookkeeping without an event, and never a version that somebody else saved', async () => {
      const { store } = here();
      const record = await made(store, 'drift/1', NOW);
      await expect(store.holdRecord(changed(record))).rejects.toThrow('without an audit event');
      const held = await store.holdRecord({ ...record, work: { attempt: 1, dueAt: minute(9) } });
      expect(held).toMatchObject({ version: 2, work: { attempt: 1, dueAt: minute(9) } });
      await expect(store.holdRecord(record)).rejects.toThrow(Conflict);
    });

    it('are listed by kind and status, the newest first, within the limit', async () => {
      const { store } = here();
      for (const id of ['drift/1', 'drift/2', 'drift/3']) await made(store, id);
      const listed = await store.listRecords({ kind: 'bulletin', limit: 2 });
      expect(listed.map(({ id }) => id)).toEqual(['drift/3', 'drift/2']);
      expect(await store.listRecords({ kind: 'bulletin', statuses: [], limit: 9 })).toEqual([]);
      expect(await store.listRecords({ kind: 'bulletin', statuses: ['told'], limit: 9 })).toHaveLength(3);
    });
  });
}
