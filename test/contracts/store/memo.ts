import { describe, expect, it } from 'vitest';
import { Conflict } from '../../../src/ports/store.ts';
import { event, minute, NOW } from '../../store/samples.ts';
import type { Here } from './opened.ts';

const once = (key: string) => ({ key, answer: { sentence: `No, ${key}.`, refused: true } });

export function memoContract(here: Here): void {
  describe('small things kept by key', () => {
    it('come back whole from another handle until they are forgotten', async () => {
      const { store, again } = here();
      const value = { at: NOW, list: [1, 'two', null], $date: 'text' };
      await store.remember('draft', value);
      expect(await (await again()).recall('draft', minute(999_999))).toEqual(value);
      await store.forget('draft');
      expect(await store.recall('draft', NOW)).toBeUndefined();
      await store.forget('draft');
    });

    it('end at their own time, and the last value counts', async () => {
      const { store } = here();
      await store.remember('a', 1, minute(1));
      expect(await store.recall('a', NOW)).toBe(1);
      expect(await store.recall('a', minute(1))).toBeUndefined();
      await store.remember('a', 2, minute(3));
      expect(await store.recall('a', minute(2))).toBe(2);
      await store.remember('a', 3);
      expect(await store.recall('a', minute(99))).toBe(3);
    });
  });

  describe('an exchange', () => {
    it('writes only where the value is still the one that was read, whichever handle wrote it', async () => {
      const { store, again } = here();
      const other = await again();
      expect(await store.exchange('cursor', undefined, { seq: 1, at: NOW })).toBe(true);
      expect(await other.exchange('cursor', undefined, { seq: 2, at: NOW })).toBe(false);
      expect(await other.exchange('cursor', { seq: 1, at: NOW }, { seq: 2, at: NOW })).toBe(true);
      expect(await store.exchange('cursor', { seq: 1, at: NOW }, { seq: 3, at: NOW })).toBe(false);
      expect(await store.recall('cursor', minute(999_999))).toEqual({ seq: 2, at: NOW });
    });

    it('for nothing forgets what was read, and not what somebody has written since', async () => {
      const { store } = here();
      await store.remember('claim', 'mine');
      expect(await store.exchange('claim', 'mine', undefined)).toBe(true);
      expect(await store.recall('claim', NOW)).toBeUndefined();
      await store.exchange('claim', undefined, 'yours');
      expect(await store.exchange('claim', 'mine', undefined)).toBe(false);
      expect(await store.recall('claim', NOW)).toBe('yours');
    });

    it('of many at once is one', async () => {
      const { store, again } = here();
      const handles = [store, await again(), await again()];
      const won = await Promise.all(
        Array.from({ length: 12 }, (_, n) => handles[n % 3]!.exchange('one', undefined, n)),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
    });
  });

  describe('deliveries', () => {
    it('H15: are answered again as before, and act once', async () => {
      const { store, again } = here();
      await store.record(event('refused'), once('k'));
      expect(await (await again()).answered('k')).toEqual({ sentence: 'No, k.', refused: true });
      await expect(store.record(event('refused'), once('k'))).rejects.toThrow(Conflict);
      expect(await store.events({ limit: 9 })).toHaveLength(1);
      expect(await store.answered('other')).toBeUndefined();
    });

    it('H15: are remembered for a day', async () => {
      const { store } = here();
      await store.record(event('refused'), once('k'));
      await store.record(event('refused', { at: minute(24 * 60) }), once('later'));
      expect(await store.answered('k')).toEqual(once('k').answer);
    });
  });
}
