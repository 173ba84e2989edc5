import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'ssh on web-01 for 1h from 203.0.113.7';

it('what Azure refuses to close has the id of the refused call in the audit event, each time that of its own', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  await world.opened();
  for (const trace of ['refused-1', 'refused-2']) {
    world.cloud.weather.down = new CloudError('denied', 'A lock stops it.', { trace });
    await world.pass(65 * 60_000, 5 * 60_000);
  }
  const events = await world.store.events({ limit: 50 });
  const traces = events.flatMap((event) => (event.kind === 'closeFailed' ? [event.traces] : [])).toReversed();
  expect(traces[0]).toContain('refused-1');
  expect(traces.at(-1)).toContain('refused-2');
  expect(traces.at(-1)).not.toContain('refused-1');
});

it('what Azure refuses to open has it as well', async () => {
  const world = createWorld();
  const refused = { trace: 'refused-3', nothingSent: true };
  world.cloud.weather.down = new CloudError('denied', 'Ajar may not open it.', refused);
  await world.say(RILEY, ASK);
  await world.settle();
  const events = await world.store.events({ limit: 50 });
  expect(events.find(({ kind }) => kind === 'openFailed')?.traces).toEqual(['refused-3']);
});
