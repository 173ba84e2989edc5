import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { ChatError } from '../../src/ports/chat.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld, VMS } from '../fakes/world.ts';
import { createWatched, QUIET, seriesIn } from './watched.ts';

const MINUTE_MS = 60_000;

/** One request from asking to closed, and one that is refused. */
async function aDay() {
  const { metrics, watched } = createWatched();
  const world = createWorld({ watched });
  await world.say(RILEY, 'open 3389 on vm-prod-01 from 203.0.113.7 for 1h because of INC-4711');
  world.clock.pass(2 * MINUTE_MS);
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  await world.pass(61 * MINUTE_MS);
  await world.say(RILEY, 'open 22 on secret-01 from 203.0.113.7');
  expect((await world.request()).status).toBe('closed');
  return { metrics, world };
}

it('what is counted is what the audit log has, kind by kind', async () => {
  const { metrics, world } = await aDay();
  const series = seriesIn((await metrics.scrape()).text);
  const kinds = Map.groupBy(await world.store.events({ limit: 1_000 }), ({ kind }) => kind);
  expect([...kinds.keys()]).toEqual(expect.arrayContaining(['asked', 'approve', 'opened', 'closed']));
  for (const [kind, events] of kinds)
    expect(series[`ajar_audit_events_total{kind="${kind}"}`], kind).toBe(events.length);
});

it('what could not be saved is not counted', async () => {
  const { metrics, watched } = createWatched();
  const world = createWorld({ watched });
  await world.say(RILEY, 'open 3389 on vm-prod-01 from 203.0.113.7 for 1h because of INC-4711');
  const stored = (await world.store.find('aj-000001')) ?? expect.unreachable();
  const [asked] = await world.store.events({ limit: 1 });
  const event = { ...(asked ?? expect.unreachable()), policy: 'a'.repeat(64) };
  await expect(world.store.save({ ...stored, version: 99 }, { event })).rejects.toThrow();
  const series = seriesIn((await metrics.scrape()).text);
  expect(series['ajar_audit_events_total{kind="asked"}']).toBe(1);
  expect(series['ajar_save_seconds_count{outcome="conflict"}']).toBe(1);
});

it('it is told how long people waited for the decision and the opening, and how late the closing was', async () => {
  const { metrics } = await aDay();
  const series = seriesIn((await metrics.scrape()).text);
  expect(series['ajar_decision_seconds_count{of="approved"}']).toBe(1);
  expect(series['ajar_decision_seconds_sum{of="approved"}']).toBe(120);
  expect(series['ajar_opening_seconds_count{of="defender"}']).toBe(1);
  expect(series['ajar_opening_seconds_sum{of="defender"}']).toBeGreaterThan(0);
  expect(series['ajar_opening_seconds_sum{of="defender"}']).toBeLessThan(30);
  expect(series['ajar_closing_lateness_seconds_count{of="defender"}']).toBe(1);
  expect(series['ajar_closing_lateness_seconds_sum{of="defender"}']).toBeLessThan(180);
});

it('names nobody and nothing of anybody, and each metric says of whom it is', async () => {
  const { metrics } = await aDay();
  const { text, type } = await metrics.scrape();
  expect(type).toContain('text/plain');
  const words = [RILEY, AVERY].flatMap(({ id, name }) => [id, name.split(' ')[0] ?? id]);
  for (const word of [...words, ...VMS.map(({ name }) => name), '203.0.113', 'INC-', 'aj-0'])
    expect(text).not.toContain(word);
  const helps = text.split('\n').filter((line) => line.startsWith('# HELP ajar_'));
  expect(helps.length).toBeGreaterThan(15);
  for (const help of helps) expect(help).toMatch(/Of (the installation|this instance)[^.]*\.$/);
});

it('a store that is silent, or fails, is told as such at once, and what it would say is left out', async () => {
  for (const installation of [
    () => new Promise<never>(() => undefined),
    () => Promise.reject(new Error('disk full')),
  ]) {
    const { metrics } = createWatched({ installation, storeMs: 20 });
    const { text } = await metrics.scrape();
    expect(seriesIn(text).ajar_store_up).toBe(0);
    expect(text).not.toContain('ajar_requests');
    expect(text).not.toContain('ajar_past_end_seconds');
    expect(text).toContain('ajar_looked_seconds_ago 1');
  }
});

it('a store that hangs is not asked anew by every scrape', async () => {
  let asked = 0;
  const hangs = () => {
    asked += 1;
    return new Promise<never>(() => undefined);
  };
  const { metrics } = createWatched({ installation: hangs, storeMs: 5 });
  for (let n = 0; n < 3; n += 1) await metrics.scrape();
  expect(asked).toBe(1);
});

it('what the store says is there under its names, whatever was there before', async () => {
  let now = { ...QUIET, pastEnd: 90, sinkLag: { file: 12 } };
  const { metrics } = createWatched({
    installation: async () => now,
    instance: () => ({ lookedAgo: undefined, connected: { slack: false } }),
  });
  const first = seriesIn((await metrics.scrape()).text);
  expect(first).toMatchObject({ ajar_store_up: 1, ajar_past_end_seconds: 90, ajar_looked_seconds_ago: -1 });
  expect(first['ajar_sink_lag_seconds{sink="file"}']).toBe(12);
  expect(first['ajar_chat_connected{app="slack"}']).toBe(0);
  now = { ...QUIET, pastEnd: 0, sinkLag: {} } as typeof now;
  const { text } = await metrics.scrape();
  expect(seriesIn(text).ajar_past_end_seconds).toBe(0);
  expect(text).not.toContain('sink="file"');
});

it('a chat app that is busy, and calls that the cloud throttles, are counted by their outcome', async () => {
  const { metrics, watched } = createWatched();
  const world = createWorld({ watched });
  world.stage.trouble = [new ChatError('busy', 'Slow down.', { retryAfterMs: 1_000 })];
  await world.say(RILEY, 'open 3389 on vm-prod-01 from 203.0.113.7 for 1h because of INC-4711');
  const call = { what: 'call', service: 'arm', method: 'PUT' } as const;
  await watched.watch.during(
    call,
    async () => 429,
    (status) => ({ status }),
  );
  await expect(
    watched.watch.during(call, () => Promise.reject(new CloudError('busy', 'Azure is away.'))),
  ).rejects.toThrow('Azure is away.');
  const series = seriesIn((await metrics.scrape()).text);
  expect(series['ajar_post_seconds_count{app="teams",kind="show",outcome="busy"}']).toBe(1);
  expect(series['ajar_cloud_request_seconds_count{service="arm",method="PUT",status="429"}']).toBe(1);
  expect(series['ajar_cloud_request_seconds_count{service="arm",method="PUT",status="none"}']).toBe(1);
});
