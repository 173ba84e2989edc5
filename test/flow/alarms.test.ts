import { describe, expect, it } from 'vitest';
import { ADA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { ChatError } from '../../src/ports/chat.ts';
import { CloudError } from '../../src/ports/provider.ts';
import type { Message, Stage } from '../fakes/stage.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ON_CALL = `onCall: [{ id: ${OLLY.id}, name: Olly }]\n`;

const broken = (why: string): CloudError => new CloudError('broken', why);

/** A port that is past its end and cannot be closed. */
async function stuck(policy = ON_CALL + POLICY, begin: (stage: Stage) => void = () => undefined) {
  const world = createWorld({ policy });
  begin(world.stage);
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  world.cloud.weather.down = broken('Azure does not answer.');
  await world.pass(HOUR + 3 * MINUTE, MINUTE);
  const alarms = () => world.stage.messages.filter(({ card }) => card.card === 'alert');
  return {
    ...world,
    alarms,
    inChannel: () => alarms().filter(({ place }) => place.privateTo === undefined),
    of: (who: { readonly id: string }) => alarms().filter(({ place }) => place.privateTo === who.id),
    failures: async () => (await world.audit()).filter((line) => line.includes('closeFailed')).length,
    async mended() {
      delete world.cloud.weather.down;
      await world.pass(6 * MINUTE, MINUTE);
      expect(await world.request()).toMatchObject({ status: 'closed' });
    },
  };
}

const says = ({ card }: Message): string => ('sentence' in card ? card.sentence : '');
const names = ({ mentions }: Message): readonly string[] => mentions.map(({ name }) => name);

describe('what cannot be closed', () => {
  it('is told to on-call in private, and mentions them by name where the rule tells', async () => {
    const world = await stuck();
    expect(world.inChannel().map(names)).toEqual([['Olly']]);
    expect(world.inChannel()[0]?.mentions).toMatchObject([{ person: OLLY.id }]);
    expect([world.of(OLLY).length, world.of(RILEY).length, world.of(ADA).length]).toEqual([1, 1, 0]);
  });

  it('is told to the admins where nobody is on call, and once to whoever is asked for twice', async () => {
    const world = await stuck(POLICY.replace(`${ADA.id}, name: Ada`, `${RILEY.id}, name: Riley`));
    expect(world.inChannel().map(names)).toEqual([['Riley']]);
    expect(world.of(RILEY)).toHaveLength(1);
  });

  it('is told once more an hour later, below the first message of a channel', async () => {
    const world = await stuck();
    await world.pass(HOUR, 10 * MINUTE);
    const [first, ...later] = world.inChannel();
    expect(later).toMatchObject([{ place: { thread: first?.id }, edits: 0 }]);
    expect([later.flatMap(names), world.of(OLLY).length]).toEqual([['Olly'], 2]);
  });

  it('is not told anew by a reason that comes and goes', async () => {
    const world = await stuck();
    for (const why of ['A lock stops it.', 'Azure does not answer.', 'A lock stops it.']) {
      world.cloud.weather.down = broken(why);
      await world.pass(12 * MINUTE, 3 * MINUTE);
    }
    expect(await world.failures()).toBe(2);
  });
});

describe('what is closed after all', () => {
  it('is a message of its own below the alarm, to whoever was alarmed, even who is on call no more', async () => {
    const world = await stuck();
    world.policy.now = { ...world.policy.now, onCall: [] };
    const [alarm] = world.inChannel();
    await world.mended();
    const last = world.inChannel().at(-1);
    expect(last).toMatchObject({ place: { thread: alarm?.id }, edits: 0 });
    expect([last && names(last), last && says(last)]).toEqual([
      ['Olly'],
      expect.stringMatching(/^aj-000001 is closed after all, \d+ min after it first could not be closed\./),
    ]);
    for (const who of [OLLY, RILEY])
      expect([world.of(who).length, world.of(who).map(says).at(-1)]).toEqual([
        2,
        expect.stringContaining('closed after all'),
      ]);
    expect(world.of(OLLY)[0]).toMatchObject({ card: { sentence: 'aj-000001 is closed now.' } });
  });

  it('is all that is told to whom no alarm got through while the chat was away', async () => {
    const chat = { away: false };
    const world = await stuck(ON_CALL + POLICY, (stage) => {
      const { show } = stage;
      stage.show = async (...given) => {
        if (given[0].card === 'alert' && chat.away) throw new ChatError('busy', 'The chat is away.');
        return show(...given);
      };
      chat.away = true;
    });
    await world.pass(HOUR, 10 * MINUTE);
    expect(world.alarms()).toEqual([]);
    await world.mended();
    chat.away = false;
    await world.pass(6 * MINUTE, MINUTE);
    const sentence = expect.stringContaining('closed after all');
    expect([world.inChannel(), world.of(OLLY), world.of(RILEY)]).toMatchObject(
      [1, 2, 3].map(() => [{ card: { sentence } }]),
    );
  });

  it('is no news where closing never failed', async () => {
    const world = createWorld({ policy: ON_CALL + POLICY });
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.pass(HOUR + 6 * MINUTE, MINUTE);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    expect(world.stage.messages.filter(({ card }) => card.card === 'alert')).toEqual([]);
  });
});
