import { describe, expect, it } from 'vitest';
import { ADA, BLAKE } from '../../../sandbox/demo/people.ts';
import type { AuditKind } from '../../../src/access/audit-event.ts';
import type { GrantState } from '../../../src/access/grant.ts';
import type { AccessRequest } from '../../../src/access/request.ts';
import {
  along,
  cancelled,
  closed,
  closing,
  fresh,
  grant,
  minute,
  open,
  opened,
  opening,
  pending,
} from '../../store/samples.ts';
import type { Here } from './opened.ts';

const TARGET = 'web-01/22';

export function readingContract(here: Here): void {
  describe('holders', () => {
    it('H9: are live requests that may hold the target open, other than the one that asks', async () => {
      const { store } = here();
      await store.create(fresh(pending('aj-000001')), along(pending('aj-000001'), 'asked'));
      await opened(store, 'aj-000002');
      await opened(store, 'aj-000003', 'web-02');
      expect(await store.holders(TARGET, 'aj-000009')).toEqual([{ request: 'aj-000002', until: minute(60) }]);
      expect(await store.holders(TARGET, 'aj-000002')).toEqual([]);
      expect(await store.holders('nothing', 'aj-000009')).toEqual([]);
    });

    it('H9: follow the request from opening through closing and go with its end', async () => {
      const { store } = here();
      let stored = await opened(store, 'aj-000001');
      const seen: number[] = [];
      const steps: readonly [(request: AccessRequest) => AccessRequest, AuditKind][] = [
        [open, 'opened'],
        [closing, 'expire'],
        [closed, 'closed'],
      ];
      for (const [change, kind] of steps) {
        const request = change(stored.request);
        stored = await store.save({ ...stored, request }, along(request, kind));
        seen.push((await store.holders(TARGET, '')).length);
      }
      expect(seen).toEqual([1, 1, 0]);
    });

    it.each<[GrantState, number]>([
      ['planned', 1],
      ['sent', 1],
      ['open', 1],
      ['doubtful', 1],
      ['failed', 0],
      ['closed', 0],
    ])('count a grant that is %s while opening %i times, from the moment it is written', async (state, count) => {
      const { store } = here();
      const stored = await opened(store, 'aj-000001');
      await store.release({ ...stored, request: { ...stored.request, grants: [grant('web-01', state)] } });
      expect(await store.holders(TARGET, '')).toHaveLength(count);
    });

    it('never are ended requests, whatever their grants say', async () => {
      const { store } = here();
      const asked = { ...pending(), grants: [grant('web-01', 'sent')] };
      const stored = await store.create(fresh(asked), along(asked, 'asked'));
      const request = cancelled(asked);
      await store.save({ ...stored, request }, along(request, 'cancel'));
      expect(await store.holders(TARGET, '')).toEqual([]);
    });

    it('count a target once that two grants of a request share, as live when one of them is', async () => {
      const { store } = here();
      const stored = await opened(store, 'aj-000001');
      const grants = [grant('web-01', 'open', 'g1'), grant('web-01', 'failed', 'g2')];
      await store.release({ ...stored, request: { ...stored.request, grants } });
      expect(await store.holders(TARGET, '')).toHaveLength(1);
    });
  });

  describe('lists', () => {
    it('are by requester, VM and status, newest first, within a limit', async () => {
      const { store } = here();
      const older = { ...pending('aj-000001'), askedAt: minute(-9) };
      const theirs = { ...pending('aj-000002', 'web-02'), requester: BLAKE };
      const one = await store.create(fresh(older), along(older, 'asked'));
      const two = await store.create(fresh(theirs), along(theirs, 'asked'));
      const three = await opened(store, 'aj-000003');
      expect(await store.list({ requester: ADA.id, limit: 9 })).toEqual([three, one]);
      expect(await store.list({ vm: grant('web-02').vm.id.toUpperCase(), limit: 9 })).toEqual([two]);
      expect(await store.list({ statuses: ['opening', 'open'], limit: 9 })).toEqual([three]);
      expect(await store.list({ requester: ADA.id, statuses: ['pending'], limit: 9 })).toEqual([one]);
      expect(await store.list({ statuses: [], limit: 9 })).toEqual([]);
      expect(await store.list({ limit: 2 })).toHaveLength(2);
    });

    it('keep ended requests', async () => {
      const { store } = here();
      const stored = await store.create(fresh(pending()), along(pending(), 'asked'));
      const request = cancelled(stored.request);
      await store.save({ ...stored, request }, along(request, 'cancel'));
      expect(await store.list({ statuses: ['cancelled'], limit: 9 })).toHaveLength(1);
      expect(await store.list({ vm: opening(request).grants[0]!.vm.id, limit: 9 })).toHaveLength(1);
    });
  });
}
