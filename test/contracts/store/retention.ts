import { describe, expect, it } from 'vitest';
import { sealOf } from '../../../src/audit/seal.ts';
import type { LogLine, Store } from '../../../src/ports/store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { along, copy, event, fresh, minute, opened, pending } from '../../store/samples.ts';
import type { Here } from './opened.ts';

async function linesOf(store: Store, after?: number): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of store.log(after)) lines.push(line);
  return lines;
}

const refusal = (detail: string) => event('refused', { detail, at: minute(0) });

async function filled(store: Store, count: number): Promise<readonly LogLine[]> {
  for (let n = 0; n < count; n++) await store.record(refusal(`r${n}`));
  await store.seal();
  return linesOf(store);
}

export function retentionContract(here: Here): void {
  describe('retention', () => {
    it('reads the log from after an event on', async () => {
      const { store } = here();
      const all = await filled(store, 5);
      expect(await linesOf(store, 3)).toEqual(all.slice(3));
      expect(await linesOf(store, 5)).toEqual([]);
      expect(await linesOf(store, 99)).toEqual([]);
    });

    it('drops the oldest lines with the event that says so, and goes on counting and sealing over what was dropped', async () => {
      const { store, again } = here();
      const all = await filled(store, 5);
      await store.prune(3, refusal('pruned'));
      const other = await again();
      await other.record(refusal('later'));
      await other.seal();
      const left = await linesOf(store);
      expect(left.map(({ seq }) => seq)).toEqual([4, 5, 6, 7]);
      expect(left.slice(0, 2)).toEqual(all.slice(3));
      expect(left[2]?.seal).toBe(sealOf(all[4]!.seal!, left[2]!.bytes));
      expect((await other.events({ limit: 99 })).map(({ detail }) => detail)).toEqual([
        ...['later', 'pruned'],
        ...['r4', 'r3'],
      ]);
      expect((await other.faults?.()) ?? []).toEqual([]);
    });

    it('lets two drop the same lines at once', async () => {
      const { store, again } = here();
      await filled(store, 3);
      const other = await again();
      await Promise.all([store, other].map((each) => each.prune(2, refusal('pruned'))));
      expect((await linesOf(store)).map(({ seq }) => seq)).toEqual([3, 4, 5]);
    });

    it('says to whoever reads the log that it was dropped meanwhile, rather than leave lines out', async () => {
      const { store, again } = here();
      await filled(store, 1_100);
      const other = await again();
      const read: number[] = [];
      const reading = async (): Promise<void> => {
        for await (const { seq } of store.log()) {
          read.push(seq);
          if (seq === 2) await other.prune(900, refusal('pruned'));
        }
      };
      await expect(reading()).rejects.toThrow(
        'up to 900 of the audit log were dropped as old while it was read',
      );
      expect(read).toEqual(Array.from({ length: read.length }, (_, n) => n + 1));
      expect((await linesOf(store))[0]?.seq).toBe(901);
    });

    it('drops what stands beside the lines with them', async () => {
      const { store, again } = here();
      await filled(store, 3);
      await store.prune(2, refusal('pruned'));
      const [first] = await linesOf(await again());
      expect(first?.beside?.detail).toContain('r2');
    });

    it('never drops the last sealed line, nor one that is not sealed', async () => {
      const { store } = here();
      await filled(store, 3);
      await store.record(refusal('not sealed'));
      for (const upTo of [3, 4, 99])
        await expect(store.prune(upTo, refusal('pruned'))).rejects.toThrow(StoreError);
      expect(await linesOf(store)).toHaveLength(4);
      await store.prune(2, refusal('pruned'));
      expect((await linesOf(store)).map(({ seq }) => seq)).toEqual([3, 4, 5]);
    });

    it('drops an ended request with its copies, once', async () => {
      const { store } = here();
      const asked = along(pending(), 'asked', { copies: [copy('approval')] });
      const { request, version, home, work } = await store.create(fresh(pending()), asked);
      const ended = { ...request, status: 'cancelled', by: request.requester, endedAt: minute(2) } as const;
      await store.save({ request: ended, version, home, work }, along(ended, 'cancel'));
      expect(await store.drop(ended.id)).toBe(true);
      expect(await store.find(ended.id)).toBeUndefined();
      expect(await store.copies(ended.id)).toEqual([]);
      expect(await store.behind(minute(999), 9)).toEqual([]);
      expect(await store.list({ requester: request.requester.id, limit: 9 })).toEqual([]);
      expect(await store.list({ vm: request.grants[0]!.vm.id, limit: 9 })).toEqual([]);
      expect(await store.drop(ended.id)).toBe(false);
    });

    it('H8: never drops a request that has not ended', async () => {
      const { store } = here();
      const { request } = await opened(store, 'aj-000001');
      expect(await store.drop(request.id)).toBe(false);
      expect((await store.find(request.id))?.request.status).toBe(request.status);
    });

    it('drops what was told with its copies', async () => {
      const { store } = here();
      const body = { status: 'told', at: minute(0), loud: false, title: 'T', sentences: ['S.'] } as const;
      const told = { kind: 'bulletin', id: 'drift/1', body, work: { attempt: 0 } } as const;
      await store.createRecord(told, { event: refusal('told'), copies: [copy('bulletin')] });
      expect(await store.drop('drift/1')).toBe(true);
      expect(await store.findRecord('drift/1')).toBeUndefined();
      expect(await store.copies('drift/1')).toEqual([]);
    });
  });
}
