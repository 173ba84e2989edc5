import { describe, expect, it } from 'vitest';
import { eventFromBytes } from '../../../src/audit/event-bytes.ts';
import { GENESIS, sealOf } from '../../../src/audit/seal.ts';
import type { LogLine, Store } from '../../../src/ports/store.ts';
import { along, event, fresh, grant, minute, opened, pending } from '../../store/samples.ts';
import type { Here } from './opened.ts';

async function linesOf(store: Store): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of store.log()) lines.push(line);
  return lines;
}

const refusal = (detail: string, minutes = 0) => event('refused', { detail, at: minute(minutes) });

export function auditContract(here: Here): void {
  describe('the audit log', () => {
    it('answers events whole, newest first, by request, VM and time', async () => {
      const { store } = here();
      const vms = [grant('web-02').vm.id];
      const told = event('drift', {
        at: minute(5),
        until: minute(9),
        vms,
        ticket: 'INC-1',
        entitled: 'why',
        traces: ['t'],
      });
      await opened(store, 'aj-000001');
      await store.record(told);
      expect(await store.events({ limit: 1 })).toEqual([told]);
      expect((await store.events({ request: 'aj-000001', limit: 9 })).map(({ kind }) => kind)).toEqual([
        'approve',
        'asked',
      ]);
      expect(await store.events({ vm: vms[0]!.toUpperCase(), limit: 9 })).toEqual([told]);
      expect(await store.events({ since: minute(5), limit: 9 })).toEqual([told]);
      expect(await store.events({ since: minute(6), limit: 9 })).toEqual([]);
    });

    it('finds by each filter, and by several at once, just what reading the whole log finds', async () => {
      const { store } = here();
      const ids = ['web-01', 'web-02', 'Web-03'].map((name) => grant(name).vm.id);
      for (let n = 0; n < 24; n++)
        await store.record(
          event('refused', {
            // Clocks go backwards at times.
            at: minute((n * 7) % 24),
            vms: ids.slice(n % 4, (n % 4) + (n % 3)),
            detail: `r${n} ${ids[0]} aj-000001`,
            ...(n % 5 === 0 ? {} : { request: `aj-00000${n % 5}` }),
          }),
        );
      const all = (await linesOf(store)).map(({ bytes, beside }) => eventFromBytes(bytes, beside)).reverse();
      const [requests, vms] = [
        [undefined, 'aj-000001', 'aj-000009'],
        [undefined, ...ids, 'web-01'],
      ];
      for (const request of requests)
        for (const vm of vms)
          for (const since of [undefined, minute(-1), minute(12), minute(99)]) {
            const chosen = all.filter(
              (one) =>
                (request === undefined || one.request === request) &&
                (vm === undefined || one.vms.some((id) => id.toLowerCase() === vm.toLowerCase())) &&
                (since === undefined || one.at >= since),
            );
            const filter = {
              ...(request === undefined ? {} : { request }),
              ...(vm === undefined ? {} : { vm }),
              ...(since === undefined ? {} : { since }),
            };
            expect(await store.events({ ...filter, limit: 99 })).toEqual(chosen);
            expect(await store.events({ ...filter, limit: 2 })).toEqual(chosen.slice(0, 2));
          }
      expect((await store.faults?.()) ?? []).toEqual([]);
    });

    it('numbers events without gaps over concurrent writers, refused writes and both handles', async () => {
      const { store, again } = here();
      const other = await again();
      const first = await store.create(fresh(pending()), along(pending(), 'asked'));
      const writes = Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).record(refusal(`r${n}`)));
      const lost = store.create(fresh(first.request), along(first.request, 'asked'));
      await Promise.allSettled([...writes, lost]);
      expect((await linesOf(store)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 21 }, (_, n) => n + 1),
      );
    });

    it('seals each event over the seal before it and the stored bytes, once', async () => {
      const { store } = here();
      await store.record(refusal('one ☃'));
      await store.record(refusal('two'));
      expect((await linesOf(store)).some(({ seal }) => seal !== undefined)).toBe(false);
      expect(await store.seal()).toBe(2);
      expect(await store.seal()).toBe(0);
      await store.record(refusal('three'));
      const [one, two, three] = await linesOf(store);
      expect(one?.seal).toBe(sealOf(GENESIS, one!.bytes));
      expect(two?.seal).toBe(sealOf(one!.seal!, two!.bytes));
      expect(three).toEqual({ seq: 3, bytes: three!.bytes, beside: three!.beside });
      expect(JSON.parse(one!.bytes)).toMatchObject({ v: 2, at: minute(0).toISOString() });
      expect(one!.beside?.detail?.slice(32)).toBe('"one ☃"');
    });

    it('makes one chain with several sealers at work', async () => {
      const { store, again } = here();
      const sealers = [store, await again(), await again()];
      for (let n = 0; n < 30; n++) await store.record(refusal(`r${n}`));
      const counts = await Promise.all(sealers.map((sealer) => sealer.seal()));
      expect(counts.reduce((a, b) => a + b)).toBe(30);
      let previous = GENESIS;
      for (const { bytes, seal } of await linesOf(store)) {
        expect(seal).toBe(sealOf(previous, bytes));
        previous = seal!;
      }
    });

    it('reads a long log page by page while it grows and is sealed, as it was at the beginning', async () => {
      const { store, again } = here();
      const other = await again();
      for (let n = 0; n < 1_100; n++) await other.record(refusal(`r${n}`));
      await other.seal();
      await other.record(refusal('unsealed'));
      const lines: LogLine[] = [];
      for await (const line of store.log()) {
        if (line.seq === 2) await other.record(refusal('came later'));
        if (line.seq === 3) await other.seal();
        lines.push(line);
      }
      expect(lines).toHaveLength(1_101);
      expect(lines.findIndex(({ seal }) => seal === undefined)).toBe(1_100);
    });
  });
}
