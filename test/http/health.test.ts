import { expect, it } from 'vitest';
import { type HealthParts, healthOf, healthRoutes } from '../../src/http/health.ts';
import { serveHere } from './raw.ts';

const READY: HealthParts = {
  store: { nextDue: async () => undefined },
  lookedAgo: () => 1_000,
  turnedAgo: () => 1_000,
  stopping: () => false,
  connected: () => ({ slack: true }),
  hasDoors: true,
};

const away = { nextDue: () => Promise.reject(new Error('disk full')) };
const silent = { nextDue: () => new Promise<undefined>(() => undefined) };
const unconnected = () => ({ slack: false });
const NOT_CONNECTED = 'The connection to slack does not stand';

const CASES: readonly (readonly [string, Partial<HealthParts>, readonly string[], readonly string[]])[] = [
  ['nothing is, when all is well', {}, [], []],
  ['a store that fails', { store: away }, ['The store does not answer'], []],
  ['a store that is silent', { store: silent }, ['The store does not answer'], []],
  [
    'a clockwork that never looked',
    { lookedAgo: () => undefined },
    ['has not looked at what is due yet'],
    [],
  ],
  ['a clockwork that stands still', { lookedAgo: () => 61_000 }, ['last looked at what is due 61 s ago'], []],
  ['that it is stopping', { stopping: () => true }, ['Ajar is stopping'], []],
  [
    'a socket, where nobody comes in otherwise',
    { connected: unconnected, hasDoors: false },
    [NOT_CONNECTED],
    [],
  ],
  [
    'a socket, where others come in by the listener: only a remark',
    { connected: unconnected },
    [],
    [NOT_CONNECTED],
  ],
  [
    'all of it at once',
    {
      store: away,
      lookedAgo: () => undefined,
      stopping: () => true,
      connected: unconnected,
      hasDoors: false,
    },
    ['Ajar is stopping', 'The store does not answer', 'has not looked', NOT_CONNECTED],
    [],
  ],
];

it.each(CASES)('what is missing: %s', async (_, change, missing, remarks) => {
  const parts = (said: readonly string[]) => said.map((part) => expect.stringContaining(part));
  expect(await healthOf({ ...READY, ...change }, 100)).toEqual({
    missing: parts(missing),
    remarks: parts(remarks),
  });
});

/** What both paths answer: status and body. */
async function asked(change: Partial<HealthParts>) {
  const { port } = await serveHere(healthRoutes({ ...READY, ...change }));
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: answer.status, body: (await answer.json()) as { readonly reasons: readonly string[] } };
  };
  return { alive: await ask('/healthz'), ready: await ask('/readyz') };
}

it('the process is alive and ready, and says so as JSON', async () => {
  expect(await asked({})).toEqual({
    alive: { status: 200, body: { alive: true, reasons: [] } },
    ready: { status: 200, body: { ready: true, reasons: [], remarks: [] } },
  });
});

it('a clockwork that turns no more is a reason to begin anew; a store that is away is none', async () => {
  const { alive } = await asked({ turnedAgo: () => 181_000 });
  expect(alive.status).toBe(503);
  expect(alive.body).toEqual({ alive: false, reasons: ['The clockwork has stood still for 181 s.'] });
  const { alive: still, ready } = await asked({ store: away, lookedAgo: () => 999_000 });
  expect([still.status, ready.status]).toEqual([200, 503]);
});

it('what is stopping in order is not ended by force', async () => {
  const { alive, ready } = await asked({ stopping: () => true, turnedAgo: () => 999_000 });
  expect([alive.status, ready.status]).toEqual([200, 503]);
  expect(ready.body.reasons).toEqual([expect.stringContaining('Ajar is stopping')]);
});
