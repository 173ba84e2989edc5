import { expect, it } from 'vitest';
import { ADA, RILEY } from '../../sandbox/demo/people.ts';
import { makeKeys, verifiersOf } from '../../src/audit/keys.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { type AuditSink, type SealedLine, SinkError } from '../../src/ports/audit-sink.ts';
import { createAuditWorks } from '../../src/wiring/audit-works.ts';
import { createWorld } from '../fakes/world.ts';

const KEYS = makeKeys();
const SETTINGS = { checkpointEveryMs: 3_600_000, lagMs: 900_000, key: KEYS.private };

/** A sink in memory, which takes nothing while it is down. */
function createSink() {
  const lines: SealedLine[] = [];
  const state = { down: false, closed: 0 };
  const sink: AuditSink = {
    ...{ name: 'webhook', most: { lines: 100, bytes: 1_000_000 }, everyMs: 1_000 },
    async send(more) {
      if (state.down) throw new SinkError('The audit webhook answered 503, where 2xx was expected.');
      lines.push(...more);
    },
    async close() {
      state.closed += 1;
    },
  };
  return { sink, lines, state };
}

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';

it('people are served while a copy of the log is down, and it has everything soon after', async () => {
  const world = createWorld();
  const { sink, lines, state } = createSink();
  const works = createAuditWorks(world.runner.deps, SETTINGS, [sink]);
  state.down = true;
  await world.say(RILEY, ASK);
  await works.pass();
  expect(await world.request()).toMatchObject({ status: 'pending' });
  expect(lines).toEqual([]);
  state.down = false;
  await world.pass(10_000);
  await works.pass();
  expect(await verifyLog(lines, { keys: verifiersOf(KEYS.public) })).toMatchObject({ ok: true, unsealed: 0 });
  expect(lines.map(({ bytes }) => JSON.parse(bytes).kind)).toEqual(['asked', 'checkpoint']);
});

it('who should know hears once a day, loudly, of a copy that is too far behind', async () => {
  const world = createWorld();
  const { sink, state } = createSink();
  const works = createAuditWorks(world.runner.deps, SETTINGS, [sink]);
  const bulletins = () =>
    world.stage.messages
      .filter(({ card }) => card.card === 'bulletin')
      .map(({ place }) => place.conversation);
  state.down = true;
  await world.say(RILEY, ASK);
  await works.pass();
  await world.settle();
  expect(bulletins()).toEqual([]);
  for (let n = 0; n < 3; n += 1) {
    await world.pass(900_000, 300_000);
    await works.pass();
  }
  await world.settle();
  expect(new Set(bulletins()).size).toBe(bulletins().length);
  expect(bulletins().length).toBeGreaterThan(0);
  const told = (await world.store.events({ limit: 50 })).filter(({ kind }) => kind === 'sinkBehind');
  expect(told).toHaveLength(1);
  expect(told[0]?.detail).toContain(
    'The webhook copy of the audit log lacks what happened since 2026-01-15T12:00',
  );
  expect(told[0]?.detail).toContain('answered 503');
  expect(world.errors).toEqual([]);
});

it('the last act is a checkpoint, which every copy gets, and files are let go of', async () => {
  const world = createWorld();
  const { sink, lines, state } = createSink();
  const works = createAuditWorks(world.runner.deps, SETTINGS, [sink]);
  await world.say(ADA, ASK);
  await works.stop();
  expect(JSON.parse(lines.at(-1)?.bytes ?? '{}')).toMatchObject({ kind: 'checkpoint' });
  expect(state.closed).toBe(1);
});

it('a copy that hangs at the end keeps Ajar no longer than its limit', async () => {
  const world = createWorld();
  const hanging: AuditSink = {
    ...createSink().sink,
    send: (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
  const works = createAuditWorks(world.runner.deps, SETTINGS, [hanging], { lastMs: 20 });
  await world.say(ADA, ASK);
  await works.stop();
  expect((await world.store.events({ limit: 1 }))[0]?.kind).toBe('checkpoint');
});

it('without a key there are no checkpoints', async () => {
  const world = createWorld();
  const { key: _, ...unsigned } = SETTINGS;
  const works = createAuditWorks(world.runner.deps, unsigned, []);
  await world.say(ADA, ASK);
  await works.checkpoint();
  await works.stop();
  expect((await world.store.events({ limit: 50 })).map(({ kind }) => kind)).not.toContain('checkpoint');
});
