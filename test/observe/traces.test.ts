import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createTracer } from '../../src/observe/traces.ts';
import { traceOf, trailNow } from '../../src/observe/trail.ts';
import { createWorld } from '../fakes/world.ts';
import { createWatched } from './watched.ts';

interface Sent {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** A collector on this machine: what it was sent, and with which headers. */
async function collector() {
  const spans: Sent[] = [];
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers['api-key']);
    void json(request).then((body) => {
      const { resourceSpans } = body as { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { spans, keys, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

it('from what was said through the click to the posts a request is one trace, which its id alone names', async () => {
  const { spans, keys, endpoint } = await collector();
  const settings = { endpoint, headers: { 'api-key': 'abc' }, service: 'ajar', ratio: 1 };
  const tracer = await createTracer(settings, '1', LOG);
  const { watched } = createWatched({}, tracer);
  const world = createWorld({ watched });
  const seen = new Set<string | undefined>();
  const { open } = world.cloud.providers.defender;
  Object.assign(world.cloud.providers.defender, {
    open: (...order: Parameters<typeof open>) => {
      seen.add(trailNow()?.request);
      const call = { what: 'call', service: 'arm', method: 'POST' } as const;
      return watched.watch.during(
        call,
        () => open(...order),
        () => ({ status: 202, correlation: 'c-1' }),
      );
    },
  });
  await world.say(RILEY, 'open 3389 on vm-prod-01 from 203.0.113.7 for 1h because of INC-4711');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  await tracer.stop();
  const { trace, root } = traceOf('aj-000001', 'ajar');
  const own = spans.filter(({ traceId }) => traceId === trace);
  expect(new Set(own.map(({ name }) => name))).toEqual(
    new Set([
      'teams said',
      'teams clicked',
      'save asked',
      'save approve',
      'save opened',
      'deed',
      'card',
      'POST arm',
      'teams show',
      'teams redraw',
    ]),
  );
  expect(own.find(({ name }) => name === 'teams said')?.spanId).toBe(root);
  const nameOf = (id: string | undefined) => own.find(({ spanId }) => spanId === id)?.name;
  const aboveOf = (name: string) => nameOf(own.find((span) => span.name === name)?.parentSpanId);
  expect(['teams clicked', 'save approve', 'POST arm', 'deed', 'teams show'].map(aboveOf)).toEqual([
    ...['teams said', 'teams clicked', 'deed', 'teams said', 'card'],
  ]);
  expect([...seen]).toEqual(['aj-000001']);
  expect(keys).toContain('abc');
  expect(JSON.stringify(spans)).not.toMatch(/Riley|INC-4711|203\.0\.113|vm-prod/);
});

it('the log has the request and its trace on what is done for it', async () => {
  const { watched } = createWatched();
  const world = createWorld({ watched });
  const trails: unknown[] = [];
  await world.say(RILEY, 'open 3389 on vm-prod-01 from 203.0.113.7 for 1h because of INC-4711');
  await watched.watch.during({ what: 'deed', request: 'aj-000001' }, async () => {
    trails.push({ ...trailNow() });
    await watched.watch.during({ what: 'look' }, async () => trails.push(trailNow()));
  });
  expect(trails).toEqual([{ trace: traceOf('aj-000001', 'ajar').trace, request: 'aj-000001' }, undefined]);
});
