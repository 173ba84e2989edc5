import { beforeEach, describe, expect, it } from 'vitest';
import { createSends, type Sends } from '../../../src/chat/slack/send/sends.ts';
import type { Message } from '../../../src/chat/slack/wire.ts';
import { createSlackDouble, createTestTime, type SlackDouble, type TestTime } from './slack-double.ts';

const LATE = 10 * 60_000;
let time: TestTime;
let slack: SlackDouble;
let logged: string[];

async function sendsAfterStart(history = false): Promise<Sends> {
  const note = (_: object, message: string): void => void logged.push(message);
  const log = { info: note, warn: note, error: note };
  const sends = createSends({ wire: slack.wire, settings: { history }, log, time });
  await time.pass(LATE);
  return sends;
}

beforeEach(() => {
  logged = [];
  time = createTestTime();
  slack = createSlackDouble(time);
});

const card = (text: string, mark?: string): Message => ({ text, blocks: [], ...(mark ? { mark } : {}) });
const settled = async <T>(promise: Promise<T>): Promise<T | Error> => promise.catch((error: Error) => error);
/** Seconds since the test began, with what was called. */
const calls = (what: string) =>
  slack.calls
    .filter(([, method]) => method === what)
    .map(([at, , where, text]) => [(at - LATE) / 1000, where, text]);

describe('posts', () => {
  it('go out in order, one a second in each channel after a small burst', async () => {
    const sends = await sendsAfterStart();
    const all = Promise.all([1, 2, 3, 4, 5].map((n) => sends.show('C1', card(`${n}`))));
    const other = sends.show('C2', card('other'));
    await time.pass(5_000);
    await Promise.all([all, other]);
    expect(calls('post')).toEqual([
      ...[
        [0, 'C1', '1'],
        [0, 'C2', 'other'],
        [0, 'C1', '2'],
        [0, 'C1', '3'],
      ],
      ...[
        [1, 'C1', '4'],
        [2, 'C1', '5'],
      ],
    ]);
  });

  it('wait in their own channel alone when Slack says so', async () => {
    const sends = await sendsAfterStart();
    slack.troubles.set('post C1', [{ busyMs: 3_000 }]);
    const [slow, quick] = [sends.show('C1', card('a')), sends.show('C2', card('b'))];
    await time.pass(1);
    expect(await quick).toBe('ts-2');
    await time.pass(3_000);
    expect(await slow).toBe('ts-3');
    expect(calls('post')).toEqual([
      [0, 'C1', 'a'],
      [0, 'C2', 'b'],
      [3, 'C1', 'a'],
    ]);
  });

  it('are the caller’s again when the wait is long, and so is what stands behind them', async () => {
    const sends = await sendsAfterStart();
    slack.troubles.set('post C1', [{ busyMs: 60_000 }]);
    const first = settled(sends.show('C1', card('a')));
    const second = settled(sends.show('C1', card('b')));
    await time.pass(1);
    expect([await first, await second]).toMatchObject([
      { kind: 'busy', retryAfterMs: 60_000 },
      { kind: 'busy', retryAfterMs: 60_000 },
    ]);
    await time.pass(60_000);
    await sends.show('C1', card('a'));
    expect(calls('post').map(([at]) => at)).toEqual([0, 60.001]);
  });

  it('end when the channel is gone, or Slack refuses them, and the next goes on', async () => {
    const sends = await sendsAfterStart();
    slack.troubles.set('post C1', ['gone', 'refused']);
    const sent = [1, 2, 3].map((n) => settled(sends.show('C1', card(`${n}`))));
    await time.pass(1);
    expect(await Promise.all(sent)).toMatchObject([{ kind: 'gone' }, { kind: 'broken' }, 'ts-3']);
  });
});

describe('a post whose answer was lost', () => {
  it('is found by its mark, and not posted again', async () => {
    const sends = await sendsAfterStart(true);
    slack.troubles.set('post C1', ['lost']);
    expect(await sends.show('C1', card('a', 'm1'))).toBe('ts-1');
    expect([calls('post').length, slack.shown.size]).toEqual([1, 1]);
  });

  it('is found in a direct message without the optional scopes', async () => {
    const sends = await sendsAfterStart();
    slack.troubles.set('post D1', ['lost']);
    expect(await sends.show('D1', card('a', 'm1'))).toBe('ts-1');
    expect(slack.shown.size).toBe(1);
  });

  it('is looked for again when the caller comes back, and then posted if it never arrived', async () => {
    const sends = await sendsAfterStart(true);
    slack.troubles.set('post C1', ['lost unheard']);
    expect(await settled(sends.show('C1', card('a', 'm1')))).toMatchObject({
      kind: 'busy',
      retryAfterMs: 10_000,
    });
    await time.pass(10_000);
    expect(await sends.show('C1', card('a', 'm1'))).toBe('ts-4');
    expect([calls('find').length, slack.shown.size]).toEqual([2, 1]);
  });

  it('is not posted while it cannot be looked up', async () => {
    const sends = await sendsAfterStart(true);
    slack.troubles.set('post C1', ['lost']);
    slack.troubles.set('find C1', [{ busyMs: 60_000 }]);
    expect(await settled(sends.show('C1', card('a', 'm1')))).toMatchObject({
      kind: 'busy',
      retryAfterMs: 60_000,
    });
    await time.pass(60_000);
    expect(await sends.show('C1', card('a', 'm1'))).toBe('ts-1');
    expect([calls('post').length, slack.shown.size]).toEqual([1, 1]);
  });

  it('is posted once more where nothing may be looked up: twice, but never not at all', async () => {
    const sends = await sendsAfterStart();
    slack.troubles.set('post C1', ['lost']);
    expect(await settled(sends.show('C1', card('a', 'm1')))).toMatchObject({ kind: 'busy' });
    expect(await sends.show('C1', card('a', 'm1'))).toBe('ts-2');
    expect([calls('find').length, slack.shown.size]).toEqual([0, 2]);
    expect(logged).toEqual([expect.stringContaining('the answer was lost')]);
  });

  it('is given up without a mark', async () => {
    const sends = await sendsAfterStart(true);
    slack.troubles.set('post C1', ['lost']);
    expect(await settled(sends.show('C1', card('answer')))).toMatchObject({ kind: 'broken' });
    expect(slack.shown.size).toBe(1);
  });

  it('is found by the process that comes after, and redrawn as it is by then', async () => {
    slack.shown.set('ts-old', { ...card('a', 'm1'), channel: 'C1' });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const sends = createSends({ wire: slack.wire, settings: { history: true }, log, time });
    expect(await sends.show('C1', card('b', 'm1'))).toBe('ts-old');
    expect(calls('post')).toEqual([]);
    expect(slack.shown.get('ts-old')?.text).toBe('b');
  });
});

describe('redraws', () => {
  const draw = (sends: Sends, ts: string, text: string, channel = 'C1') =>
    sends.show(channel, card(text), { ts });

  it('send the last state of every card, within what Slack allows the workspace', async () => {
    const sends = await sendsAfterStart();
    const drawn = [];
    for (const state of ['pending', 'opening', 'open'])
      for (let n = 0; n < 20; n++) drawn.push(draw(sends, `ts-${n}`, `${n} ${state}`, `C${n % 4}`));
    await time.pass(60_000);
    await Promise.all(drawn);
    for (let n = 0; n < 20; n++) expect(slack.shown.get(`ts-${n}`)).toMatchObject({ text: `${n} open` });
    expect(slack.calls.length).toBeLessThanOrEqual(30);
    const inAMinute = slack.calls.map(([at]) =>
      slack.calls.filter(([other]) => other >= at && other < at + 60_000),
    );
    expect(Math.max(...inAMinute.map(({ length }) => length))).toBeLessThanOrEqual(50);
  });

  it('take turns: a card that is drawn all the time holds up no other', async () => {
    const sends = await sendsAfterStart();
    for (let n = 0; n < 15; n++) void settled(draw(sends, 'ts-busy', `${n}`));
    const others = [1, 2, 3].map((n) => draw(sends, `ts-${n}`, 'other'));
    await time.pass(5_000);
    await Promise.all(others);
    expect(slack.shown.get('ts-busy')?.text).toBe('14');
  });

  it('draw what came while the older drawing was on its way', async () => {
    const sends = await sendsAfterStart();
    const older = draw(sends, 'ts-1', 'older');
    while (slack.calls.length === 0) await Promise.resolve();
    const newer = draw(sends, 'ts-1', 'newer');
    await time.pass(5_000);
    await Promise.all([older, newer]);
    expect(calls('update').map(([, , text]) => text)).toEqual(['older', 'newer']);
  });

  it('are repeated when an answer was lost, for that changes nothing', async () => {
    const sends = await sendsAfterStart();
    slack.troubles.set('update C1', ['lost']);
    const drawn = draw(sends, 'ts-1', 'open');
    await time.pass(10_000);
    expect(await drawn).toBe('ts-1');
    expect(calls('update')).toHaveLength(2);
  });

  it('of a throttled channel delay no other channel', async () => {
    const sends = await sendsAfterStart();
    slack.troubles.set('update C1', [{ busyMs: 30_000 }]);
    const held = settled(draw(sends, 'ts-1', 'held'));
    await time.pass(1);
    expect(await held).toMatchObject({ kind: 'busy', retryAfterMs: 30_000 });
    expect(await settled(draw(sends, 'ts-2', 'held too'))).toMatchObject({ kind: 'busy' });
    expect(await draw(sends, 'ts-3', 'free', 'C2')).toBe('ts-3');
  });

  it('that are too many come back one after the other', async () => {
    const sends = await sendsAfterStart();
    const drawn = Array.from({ length: 60 }, (_, n) => settled(draw(sends, `ts-${n}`, 'x')));
    await time.pass(60_000);
    const waits = (await Promise.all(drawn)).flatMap((one) =>
      one instanceof Error ? [(one as Error & { retryAfterMs: number }).retryAfterMs] : [],
    );
    expect(waits.length).toBeGreaterThan(20);
    expect(new Set(waits).size).toBe(waits.length);
  });
});

describe('homes and files', () => {
  it('of a home only the newest is published', async () => {
    const sends = await sendsAfterStart();
    const all = ['a', 'b', 'c'].map((text) => sends.home('U1', { text }));
    await time.pass(5_000);
    await Promise.all(all);
    expect(calls('home').at(-1)).toEqual([expect.any(Number), 'U1', '{"text":"c"}']);
    expect(calls('home').length).toBeLessThan(3);
  });

  it('a file that may have arrived is not sent again', async () => {
    const sends = await sendsAfterStart();
    slack.troubles.set('upload C1', ['lost']);
    const file = { name: 'audit.csv', title: 'Audit', text: 'a,b' };
    expect(await settled(sends.send('C1', file))).toMatchObject({ kind: 'broken' });
    expect(calls('upload')).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('waits for what is in flight, and takes nothing more', async () => {
    const sends = await sendsAfterStart();
    const flight = sends.show('C1', card('a'));
    const stopped = sends.stop(60_000);
    expect(await settled(sends.show('C1', card('late')))).toMatchObject({ message: 'Ajar is stopping' });
    await stopped;
    expect(await flight).toBe('ts-1');
  });

  it('does not wait for ever: what waits for its turn hears of it', async () => {
    const sends = await sendsAfterStart();
    slack.troubles.set('post C1', [{ busyMs: 4_000 }]);
    const waiting = settled(sends.show('C1', card('a')));
    await time.pass(1);
    await sends.stop(0);
    expect(await waiting).toMatchObject({ kind: 'busy', message: 'Ajar is stopping' });
  });
});
