import { expect, it } from 'vitest';
import { type HealthParts, healthRoutes, missingIn } from '../../src/http/health.ts';
import { asking, serveHere, statusOf } from './raw.ts';

const READY: HealthParts = {
  store: { nextDue: async () => undefined },
  lookedAgo: () => 1_000,
  stopping: () => false,
};

const away = { nextDue: () => Promise.reject(new Error('disk full')) };
const silent = { nextDue: () => new Promise<undefined>(() => undefined) };

const CASES: readonly (readonly [string, Partial<HealthParts>, readonly string[]])[] = [
  ['nothing is, when all is well', {}, []],
  ['a store that fails', { store: away }, ['The store does not answer']],
  ['a store that is silent', { store: silent }, ['The store does not answer']],
  ['a clockwork that never looked', { lookedAgo: () => undefined }, ['has not looked at what is due yet']],
  ['a clockwork that stands still', { lookedAgo: () => 61_000 }, ['last looked at what is due 61 s ago']],
  ['that it is stopping', { stopping: () => true }, ['Ajar is stopping']],
  [
    'all of it at once',
    { store: away, lookedAgo: () => undefined, stopping: () => true },
    ['Ajar is stopping', 'The store does not answer', 'has not looked'],
  ],
];

it.each(CASES)('what is missing: %s', async (_, change, said) => {
  const missing = await missingIn({ ...READY, ...change }, 100)();
  expect(missing).toEqual(said.map((part) => expect.stringContaining(part)));
});

it('the process answers at once, and says that it is not ready in words', async () => {
  let stopping = false;
  const { port } = await serveHere(healthRoutes(missingIn({ ...READY, stopping: () => stopping })));
  const ask = (path: string) => asking(port, `GET ${path} HTTP/1.1`, 'host: ajar');
  expect([await ask('/healthz'), await ask('/readyz')].map(statusOf)).toEqual([200, 200]);
  stopping = true;
  const [alive, ready] = [await ask('/healthz'), await ask('/readyz')];
  expect([alive, ready].map(statusOf)).toEqual([200, 503]);
  expect(ready).toContain('Ajar is stopping');
});
