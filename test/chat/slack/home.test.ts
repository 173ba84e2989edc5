import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDraw } from '../../../src/chat/slack/draw.ts';
import { createHomes } from '../../../src/chat/slack/talk/home.ts';
import { WireError } from '../../../src/chat/slack/wire.ts';
import { REAL_TIME } from '../../../src/chat/time.ts';
import { ChatError } from '../../../src/ports/chat.ts';
import { AVERY, RILEY } from '../../contracts/sample-cards.ts';
import { readBlocks } from './read-blocks.ts';
import { AVERY_USER, RILEY_USER, type Sent, startWorld, TEAM, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = startWorld();
});
afterEach(() => world.stop());

const homeOfUser = (user: string): string => readBlocks(world.slack.homes.get(user));
const HOME = { id: 'VH', hash: 'h', callback: 'home', metadata: '', values: {} };

describe('App Home', () => {
  it('is drawn when it is opened, for whoever opened it', async () => {
    world.heard.identities.set(RILEY_USER, { person: RILEY, by: 'email' });
    await world.deliver({ kind: 'home' });
    expect(world.heard.viewers).toEqual([
      { app: 'slack', person: RILEY, zone: 'Europe/Berlin', askOnly: true },
    ]);
    expect(homeOfUser(RILEY_USER)).toContain('drawn 1');
  });

  it('of somebody who is nobody yet says how to be linked, and shows nothing', async () => {
    world.heard.identities.clear();
    await world.deliver({ kind: 'home' });
    expect(homeOfUser(RILEY_USER)).toContain('This account is nobody yet.');
    expect([world.heard.viewers, world.heard.refusals]).toEqual([[], []]);
  });

  it('H16: of a guest is drawn as one’s, and of an outsider says why', async () => {
    const riley = world.slack.users.get(RILEY_USER)!;
    world.slack.users.set(RILEY_USER, { ...riley, guest: true });
    await world.deliver({ kind: 'home' });
    expect(world.heard.viewers.map(({ askOnly }) => askOnly)).toEqual(['guest']);
    await world.stop();
    world = startWorld();
    world.slack.users.set(RILEY_USER, { ...riley, stranger: true });
    await world.deliver({ kind: 'home' });
    expect(homeOfUser(RILEY_USER)).toContain('People of other organisations');
    expect(world.heard.viewers).toEqual([]);
  });

  it('its buttons act as those of cards do, on no message, and what they came to stands above', async () => {
    world.heard.answer = { sentence: 'It was closed already.', refused: true };
    await world.deliver({
      kind: 'action',
      action: 'close:aj-7k2m9q',
      value: 'aj-7k2m9q 1',
      view: HOME,
    } as Sent);
    expect(world.heard.clicks).toMatchObject([
      { verb: 'close', request: 'aj-7k2m9q', terms: 1, place: { privateTo: RILEY.id } },
    ]);
    expect(world.heard.clicks[0]).not.toHaveProperty('message');
    expect(homeOfUser(RILEY_USER)).toContain('It was closed already.');
  });

  it('that Slack does not take is no failure of what was clicked, which is told by message', async () => {
    world.heard.answer = { sentence: 'Closing it.', refused: false };
    world.slack.before.set('publishHome', async () => {
      throw new WireError('refused', 'invalid_arguments');
    });
    await world.deliver({ kind: 'action', action: 'close:aj-7k2m9q', value: 'aj-7k2m9q 1', view: HOME });
    expect(world.told(RILEY_USER)).toEqual([expect.stringContaining('Closing it.')]);
  });

  it('that cannot be read is no failure of what was clicked either', async () => {
    world.heard.answer = { sentence: 'Closing it.', refused: false };
    world.heard.home = () => Promise.reject(new Error('broken inside'));
    await world.deliver({ kind: 'action', action: 'close:aj-7k2m9q', value: 'aj-7k2m9q 1', view: HOME });
    expect(world.told(RILEY_USER)).toEqual([expect.stringContaining('Closing it.')]);
  });
});

describe('an overview that may have changed', () => {
  const homes = () => {
    const published: string[] = [];
    const refuse: ChatError[] = [];
    const paused: number[] = [];
    const failed: string[] = [];
    const parts = {
      store: memory(),
      clock: { now: () => new Date(0), wakeAt: () => () => undefined, spanOf: (ms: number) => ms },
      draw: createDraw(),
      sends: {
        async home(user: string) {
          const refused = refuse.shift();
          if (refused) throw refused;
          published.push(user);
        },
      },
      who: world.talk.who,
      listener: () => world.heard,
      log: { info: ignore, warn: (_: object, message: string) => void failed.push(message), error: ignore },
      time: {
        ...REAL_TIME,
        async pause(ms: number) {
          paused.push(ms);
          await sleep(5);
        },
      },
    };
    return { published, failed, refuse, paused, ...createHomes(parts) };
  };
  const seen = async (what: () => boolean): Promise<void> => {
    while (!what()) await sleep(2);
  };

  it('is redrawn for those who opened it, once for many changes', async () => {
    const { published, opened, stale, stop } = homes();
    await opened({ team: TEAM, user: RILEY_USER });
    stale([RILEY.id, AVERY.id]);
    stale([RILEY.id]);
    stale([RILEY.id]);
    await seen(() => published.length > 1);
    await stop();
    expect(published).toEqual([RILEY_USER, RILEY_USER]);
  });

  it('H17: is not redrawn for whoever is not that person any more', async () => {
    const { published, opened, stale, stop } = homes();
    await opened({ team: TEAM, user: RILEY_USER });
    await opened({ team: TEAM, user: AVERY_USER });
    for (const identity of [{ refused: 'No more.' }, { person: AVERY, by: 'linked' }] as const) {
      world.heard.identities.set(RILEY_USER, identity);
      const before = published.length;
      stale([RILEY.id, AVERY.id]);
      await seen(() => published.length > before);
    }
    await stop();
    expect(published).toEqual([RILEY_USER, AVERY_USER, AVERY_USER, AVERY_USER]);
  });

  it('is redrawn later where Slack takes no more just now', async () => {
    const { published, failed, refuse, paused, opened, stale, stop } = homes();
    await opened({ team: TEAM, user: RILEY_USER });
    for (const retryAfterMs of [31_000, 40])
      refuse.push(new ChatError('busy', 'Too much waits to be sent to Slack', { retryAfterMs }));
    stale([RILEY.id]);
    await seen(() => published.length > 1);
    await stop();
    expect(published).toEqual([RILEY_USER, RILEY_USER]);
    expect([failed, paused]).toEqual([[], [2_000, 31_000, 2_000]]);
  });

  it('never throws, and goes on after a failure', async () => {
    const { published, failed, opened, stale, stop } = homes();
    await opened({ team: TEAM, user: RILEY_USER });
    const { home } = world.heard;
    world.heard.home = () => Promise.reject(new Error('broken inside'));
    stale([RILEY.id]);
    await seen(() => failed.length > 0);
    world.heard.home = home;
    stale([RILEY.id]);
    await seen(() => published.length > 1);
    await stop();
    expect(published).toHaveLength(2);
  });
});

const ignore = (): void => undefined;

function memory() {
  const kept = new Map<string, unknown>();
  return {
    remember: async (key: string, value: unknown) => void kept.set(key, value),
    recall: async (key: string) => kept.get(key),
  };
}
