import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AuditKind } from '../../src/access/audit-event.ts';
import { type AccessRequest, isEnded, STEPS } from '../../src/access/request.ts';
import { Conflict } from '../../src/ports/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { along, cancelled, closed, closing, fresh, open, opening, pending } from '../store/samples.ts';
import { temporaryStore } from '../store/temporary.ts';

type Change = readonly [AuditKind, (request: AccessRequest) => AccessRequest];

const CHANGES: readonly Change[] = [
  ['approve', (request) => opening(request)],
  ['opened', open],
  ['close', closing],
  ['closed', closed],
  ['cancel', cancelled],
  ['asked', ({ id }) => pending(id)],
];

/** A clean-up job, a late click, a second instance: each with any change, at the present version or an older one. */
const attempts = fc.array(
  fc.record({ change: fc.constantFrom(...CHANGES), back: fc.constantFrom(0, 0, 0, 1) }),
  {
    maxLength: 12,
  },
);

it('H12: whoever writes what and when, a request moves only along its table, and never once it has ended', {
  timeout: 20_000,
}, async () => {
  const { store, remove } = await temporaryStore();
  let number = 0;
  await fc.assert(
    fc.asyncProperty(attempts, async (tries) => {
      number += 1;
      const id = `aj-${String(number).padStart(6, '0')}`;
      let now = await store.create(fresh(pending(id)), along(pending(id), 'asked'));
      let saves = 1;
      for (const { change, back } of tries) {
        const request = change[1](now.request);
        const trying = store.save(
          { ...now, request, version: now.version - back },
          along(request, change[0]),
        );
        const saved = await trying.catch((error: unknown) => error);
        const reachable: readonly string[] = Object.values(STEPS[now.request.status]).flat();
        const allowed = back === 0 && !isEnded(now.request);
        const moves = request.status === now.request.status || reachable.includes(request.status);
        if (allowed && moves) {
          saves += 1;
          now = {
            ...now,
            version: now.version + 1,
            request,
            work: isEnded(request) ? { attempt: 0 } : now.work,
          };
          expect(saved).toEqual(now);
        } else expect(saved).toBeInstanceOf(allowed ? StoreError : Conflict);
        expect(await store.find(id)).toEqual(now);
      }
      expect(await store.events({ request: id, limit: 99 })).toHaveLength(saves);
    }),
    { numRuns: 40 },
  );
  await remove();
});
