import { expect, it } from 'vitest';
import { drain, type Stops } from '../../src/wiring/drain.ts';

/** What happened, in order. */
function town(change: { readonly inside?: Promise<void>; readonly working?: readonly Stops[] } = {}) {
  const seen: string[] = [];
  const says = (what: string) => () => void seen.push(what);
  const parts = {
    listeners: {
      letGo: says('let go'),
      close: async () => {
        seen.push('shut');
        await change.inside;
        seen.push('empty');
      },
      end: async () => void seen.push('cut'),
    },
    working: [
      { stop: async () => void seen.push('chat stopped') },
      ...(change.working ?? []),
      { stop: async () => void seen.push('clockwork stopped') },
    ],
    store: { close: async () => void seen.push('store closed') },
    log: {
      info: says('told'),
      warn: (_: object, text: string) => void seen.push(text),
      error: (_: object, text: string) => void seen.push(text),
    },
  };
  return { seen, end: (limitMs: number) => drain(parts, { graceMs: 0, limitMs }) };
}

const IN_ORDER = ['let go', 'shut', 'empty', 'chat stopped', 'clockwork stopped', 'cut', 'store closed'];
const TOO_LONG = expect.stringContaining('takes too long to wait for');
const never = new Promise<void>(() => undefined);

it('whoever is inside gets an answer before anything is stopped, and the store is closed last', async () => {
  const inside = Promise.withResolvers<void>();
  const { seen, end } = town({ inside: inside.promise });
  const ended = end(60_000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual(['let go', 'shut']);
  inside.resolve();
  await ended;
  expect(seen).toEqual(IN_ORDER);
});

it('a part that fails to stop keeps no other from stopping', async () => {
  const failing = { stop: () => Promise.reject(new Error('away')) };
  const { seen, end } = town({ working: [failing] });
  await end(60_000);
  expect(seen).toEqual([
    ...IN_ORDER.slice(0, 5),
    'a part of Ajar did not stop in order',
    ...IN_ORDER.slice(5),
  ]);
});

it('it ends after the limit, whoever hangs', async () => {
  const hanging = town({ inside: never });
  await hanging.end(10);
  expect(hanging.seen).toEqual(['let go', 'shut', TOO_LONG, 'cut', 'store closed']);
  const stuck = town({ working: [{ stop: () => never }] });
  await stuck.end(10);
  expect(stuck.seen).toEqual([...IN_ORDER.slice(0, 5), TOO_LONG, ...IN_ORDER.slice(5)]);
});
