import { expect, it } from 'vitest';
import { createSharedReads } from '../../../../src/cloud/azure/wire/shared-reads.ts';

/** Answers how often it was begun, once it is let go. */
function source() {
  const waiting: (() => void)[] = [];
  let begun = 0;
  const read = (): Promise<number> => {
    begun += 1;
    const mine = begun;
    return new Promise((resolve) => waiting.push(() => resolve(mine)));
  };
  const letGo = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    waiting.shift()?.();
  };
  return { read, letGo };
}

it('those who ask at the same moment share one reading', async () => {
  const { read, letGo } = source();
  const reads = createSharedReads<number>();
  const asked = [1, 2, 3].map(() => reads('nsg', read));
  await letGo();
  expect(await Promise.all(asked)).toEqual([1, 1, 1]);
});

it('a reading that was begun before a write never serves who asks after it', async () => {
  const { read, letGo } = source();
  const reads = createSharedReads<number>();
  const before = reads('nsg', read);
  await new Promise((resolve) => setImmediate(resolve));
  const after = [reads('nsg', read), reads('nsg', read)];
  await letGo();
  expect(await before).toBe(1);
  await letGo();
  expect(await Promise.all(after)).toEqual([2, 2]);
});

it('one that failed is nobody’s answer but of those who shared it', async () => {
  const reads = createSharedReads<number>();
  await expect(reads('nsg', () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
  expect(await reads('nsg', async () => 2)).toBe(2);
});
