import { expect, it } from 'vitest';
import { OLLY } from '../../sandbox/demo/people.ts';
import { createClockworkWatch } from '../../src/flow/clockwork/watch-clockwork.ts';
import { ChatError } from '../../src/ports/chat.ts';
import type { Message } from '../fakes/stage.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const PASS_MS = 30_000;
const STANDS = 'Nothing that is due is done';
const MOVES = 'What is due is done again';

/** An installation whose clockwork does as the test says: nobody else draws what is told. */
function installation() {
  const world = createWorld({ policy: `onCall: [{ id: ${OLLY.id}, name: Olly }]\n${POLICY}` });
  const store = { away: false };
  const gone = async (): Promise<never> => {
    throw new Error('The store is away.');
  };
  const fragile = new Proxy(world.store, {
    get: (real, name, self) => (store.away ? gone : Reflect.get(real, name, self)),
  });
  /** One more process of it. */
  const begin = (goes = true) => {
    const state = { goes, looked: undefined as Date | undefined };
    const deps = { ...world.runner.deps, store: fragile };
    const watch = createClockworkWatch(deps, { lookedAt: () => state.looked });
    const pass = async (): Promise<void> => {
      if (state.goes) state.looked = world.clock.now();
      await watch.pass();
    };
    return { state, pass };
  };
  const titles = (among: readonly Message[] = world.stage.messages): readonly string[] =>
    among.flatMap(({ card }) => (card.card === 'bulletin' ? [card.bulletin.title] : []));
  return {
    ...{ ...world, begin, fragile: store, titles },
    inChannel: () => titles(world.stage.messages.filter(({ place }) => place.privateTo === undefined)),
    kinds: async () => (await world.store.events({ limit: 50 })).map(({ kind }) => kind).toReversed(),
    /** Everybody's watch goes round once every 30 seconds. */
    async minutes(count: number, ...all: readonly ReturnType<typeof begin>[]): Promise<void> {
      for (let at = 0; at < 2 * count; at += 1) {
        world.clock.pass(PASS_MS);
        for (const each of all) await each.pass();
      }
    },
  };
}

it('a clockwork that stands is told to on-call once, though nothing else would draw it, and once more when it moves', async () => {
  const world = installation();
  const one = world.begin();
  await world.minutes(1, one);
  one.state.goes = false;
  await world.minutes(2, one);
  expect(world.titles()).toEqual([]);
  await world.minutes(10, one);
  expect(world.titles()).toEqual([STANDS, STANDS]);
  const alone = world.stage.messages.find(({ place }) => place.privateTo === OLLY.id);
  const channel = world.stage.messages.find(({ place }) => place.conversation === 'on-call');
  expect([channel?.mentions, alone?.mentions]).toEqual([[{ name: 'Olly', person: OLLY.id }], []]);
  one.state.goes = true;
  await world.minutes(5, one);
  expect(world.inChannel()).toEqual([STANDS, MOVES]);
  expect(await world.kinds()).toEqual(['stalled', 'movesAgain']);
});

it('it is told once, whichever of several processes find it, and not while one of them gets round to what is due', async () => {
  const world = installation();
  const [one, two] = [world.begin(), world.begin()];
  await world.minutes(1, one, two);
  one.state.goes = false;
  await world.minutes(10, one, two);
  expect(world.titles()).toEqual([]);
  two.state.goes = false;
  await world.minutes(10, one, two);
  expect(world.inChannel()).toEqual([STANDS]);
  two.state.goes = true;
  await world.minutes(5, one, two);
  expect(world.inChannel()).toEqual([STANDS, MOVES]);
});

it('where no process was left, the next start says how long nobody was there, and a short while is no news', async () => {
  const world = installation();
  await world.minutes(1, world.begin());
  world.clock.pass(2 * 60_000);
  await world.minutes(1, world.begin());
  expect(world.titles()).toEqual([]);
  world.clock.pass(20 * 60_000);
  await world.minutes(3, world.begin());
  expect(world.inChannel()).toEqual([MOVES]);
  expect(JSON.stringify(world.stage.messages)).toContain('12:24 UTC, 21 min');
});

it('a clock that jumps is no clockwork that stands', async () => {
  const world = installation();
  const one = world.begin();
  await world.minutes(1, one);
  one.state.goes = false;
  world.clock.pass(3_600_000);
  await one.pass();
  one.state.goes = true;
  await world.minutes(5, one);
  expect(world.titles()).toEqual([]);
});

it('a store that does not answer is told without it, once, and so is that it does again', async () => {
  const world = installation();
  const one = world.begin();
  await world.minutes(1, one);
  one.state.goes = false;
  world.fragile.away = true;
  await world.minutes(10, one);
  expect(world.titles()).toEqual(['The store does not answer']);
  world.fragile.away = false;
  one.state.goes = true;
  await world.minutes(5, one);
  expect(world.inChannel()).toEqual(['The store does not answer', MOVES]);
});

it('it is told again and again until a chat takes it', async () => {
  const world = installation();
  const one = world.begin();
  await world.minutes(1, one);
  one.state.goes = false;
  world.stage.trouble = Array.from({ length: 6 }, () => new ChatError('busy', 'Slow down.'));
  await world.minutes(10, one);
  expect(world.inChannel()).toEqual([STANDS]);
});
