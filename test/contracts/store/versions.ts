import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../src/access/grant.ts';
import type { AccessRequest } from '../../../src/access/request.ts';
import type { NewRecord, StoredRecord } from '../../../src/ports/store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { along, closing, event, fresh, grant, minute, NOW, opening, pending } from '../../store/samples.ts';
import type { Here } from './opened.ts';

/** A request as an Ajar writes it that knows more than this one. */
const newer = (): AccessRequest => {
  const held: Grant & { readonly lane: object } = { ...grant(), lane: { at: NOW } };
  const request: AccessRequest & { readonly mood: object } = {
    ...pending(),
    grants: [held],
    mood: { at: NOW },
  };
  return request;
};

/** A step of this Ajar, which makes every grant anew from what it knows. */
const known = (request: AccessRequest): AccessRequest => ({ ...opening(request), grants: [grant()] });

const bulletin: NewRecord<'bulletin'> & { readonly body: { readonly colour: string } } = {
  ...{ kind: 'bulletin', id: 'drift/1', work: { attempt: 0, dueAt: NOW } },
  body: { status: 'told', at: NOW, loud: false, title: 'T', sentences: ['One.'], colour: 'red' },
};

const told = { event: event('drift', { request: 'drift/1' }) };

export function versionsContract(here: Here): void {
  describe('an older Ajar beside a newer', () => {
    it('hands on what it does not know of a request and of its grants, through every step', async () => {
      const { store, again } = here();
      let stored = await store.create(fresh(newer()), along(newer(), 'asked'));
      const next = known(stored.request);
      stored = await store.save({ ...stored, request: next }, along(next, 'approve'));
      const leased = {
        ...stored,
        request: known(stored.request),
        work: { attempt: 1, leaseUntil: minute(5) },
      };
      stored = await store.lease(leased, NOW);
      stored = await store.release({
        ...stored,
        request: known(stored.request),
        work: { attempt: 1, dueAt: NOW },
      });
      const end = closing(stored.request);
      await store.save({ ...stored, request: end }, along(end, 'close'));
      expect((await (await again()).find('aj-000001'))?.request).toEqual({
        ...end,
        grants: [{ ...grant(), lane: { at: NOW } }],
        mood: { at: NOW },
      });
    });

    it('hands on what it does not know of a record', async () => {
      const { store } = here();
      const made = await store.createRecord(bulletin, told);
      const { colour: _, ...body } = bulletin.body;
      const next: StoredRecord<'bulletin'> = {
        ...bulletin,
        version: made.version,
        body: { ...body, sentences: ['Two.'] },
      };
      const saved = await store.saveRecord(next, told);
      await store.holdRecord({ ...next, version: saved.version, work: { attempt: 1 } });
      expect((await store.findRecord('drift/1'))?.body).toEqual({ ...bulletin.body, sentences: ['Two.'] });
    });

    it('lets go of what it knows and a step leaves out', async () => {
      const { store } = here();
      const stored = await store.create(fresh(pending()), along(pending(), 'asked'));
      const request = opening(stored.request);
      const saved = await store.save({ ...stored, request }, along(request, 'approve'));
      expect(saved.request).not.toHaveProperty('lapsesAt');
    });

    it('lists as many as were asked for, however many others it cannot read', async () => {
      const { store, makeNewer } = here();
      const ids = ['aj-000001', 'aj-000002', 'aj-000003', 'aj-000004'];
      for (const [n, id] of ids.entries()) {
        const asked = { ...pending(id), askedAt: minute(n) };
        await store.create(fresh(asked, minute(60 + n)), along(asked, 'asked'));
        await store.createRecord({ ...bulletin, id: `drift/${n}` }, { event: event('drift') });
      }
      for (const each of ['aj-000004', 'aj-000002', 'drift/3', 'drift/1']) await makeNewer(each);
      const listed = await store.list({ statuses: ['pending'], limit: 2 });
      expect(listed.map(({ request }) => request.id)).toEqual(['aj-000003', 'aj-000001']);
      const records = await store.listRecords({ kind: 'bulletin', limit: 2 });
      expect(records.map(({ id }) => id)).toEqual(['drift/2', 'drift/0']);
    });

    it('leaves alone what it could only misread, says so, and does the rest', async () => {
      const { store, makeNewer } = here();
      const first = await store.create(fresh(pending('aj-000001')), along(pending('aj-000001'), 'asked'));
      const second = await store.create(fresh(pending('aj-000002')), along(pending('aj-000002'), 'asked'));
      const record = await store.createRecord(bulletin, told);
      await makeNewer('aj-000001');
      await makeNewer('drift/1');
      const sentence = 'was written by a newer Ajar (format 99, this program knows 1)';
      await expect(store.find('aj-000001')).rejects.toThrow(sentence);
      await expect(store.findRecord('drift/1')).rejects.toThrow(sentence);
      const request = opening(first.request);
      await expect(store.save({ ...first, request }, along(request, 'approve'))).rejects.toThrow(StoreError);
      await expect(
        store.lease({ ...first, work: { attempt: 1, leaseUntil: minute(5) } }, NOW),
      ).rejects.toThrow(sentence);
      await expect(store.saveRecord(record as StoredRecord<'bulletin'>, told)).rejects.toThrow(sentence);
      await expect(store.drop('drift/1')).rejects.toThrow(sentence);
      expect(await store.due(NOW, 9)).toEqual([second]);
      expect(await store.dueRecords(NOW, 9)).toEqual([]);
      expect(await store.list({ limit: 9 })).toEqual([second]);
      expect(await store.events({ limit: 9 })).toHaveLength(3);
    });

    it('H8: puts off for itself alone what it cannot read: the newer one beside it is told when it is due', async () => {
      const { store, again, makeNewer } = here();
      await store.create(fresh(pending(), minute(1)), along(pending(), 'asked'));
      await makeNewer('aj-000001');
      expect(await store.due(minute(1), 9)).toEqual([]);
      expect(await store.nextDue()).toEqual(minute(6));
      expect(await (await again()).nextDue()).toEqual(minute(1));
    });
  });
}
