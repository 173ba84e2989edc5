import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../src/chat/teams/door/activity.ts';
import { createPlaces } from '../../../src/chat/teams/talk/places.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { RILEY } from '../../contracts/sample-cards.ts';
import { TENANT } from './signer.ts';

const CLOCK: Clock = { now: () => new Date(0), wakeAt: () => () => undefined, spanOf: (ms) => ms };

/** Two processes over one store. */
function twoProcesses() {
  const kept = new Map<string, unknown>();
  const written: string[] = [];
  const store = {
    remember: async (key: string, value: unknown) => {
      written.push(key);
      kept.set(key, structuredClone(value));
    },
    recall: async (key: string) => structuredClone(kept.get(key)),
  };
  return { written, here: createPlaces(store, CLOCK), there: createPlaces(store, CLOCK) };
}

const alone: Activity = {
  ...{ type: 'message', channelId: 'msteams', serviceUrl: 'https://smba.trafficmanager.net/emea/' },
  from: { id: '29:riley', aadObjectId: RILEY.id },
  conversation: { id: 'a:riley', conversationType: 'personal', tenantId: TENANT },
};

describe('where the bot may speak, of several processes', () => {
  it('is known again once the bot is back, whichever of them heard that it had been removed', async () => {
    const { here, there } = twoProcesses();
    const place = here.of(alone);
    const meet = async () => {
      await here.learn(alone);
      await here.rememberPerson(RILEY.id, place);
    };
    await meet();
    await there.forget(alone);
    expect([await here.person(RILEY.id), await here.named('a:riley')]).toEqual([undefined, undefined]);
    await meet();
    expect(await there.person(RILEY.id)).toEqual(place);
    expect(await there.named('a:riley')).toMatchObject({ conversation: 'a:riley' });
  });

  it('greets again whoever removed and added the bot, and nobody twice', async () => {
    const { here, there } = twoProcesses();
    expect([await here.firstGreeting('a:riley'), await there.firstGreeting('a:riley')]).toEqual([
      true,
      false,
    ]);
    await there.forget(alone);
    expect([await here.firstGreeting('a:riley'), await there.firstGreeting('a:riley')]).toEqual([
      true,
      false,
    ]);
  });

  it('is written only where it is other than the store has it', async () => {
    const { here, there, written } = twoProcesses();
    await here.learn(alone);
    const once = written.length;
    await here.learn(alone);
    await there.learn(alone);
    expect([once, written.length]).toEqual([2, 2]);
  });
});
