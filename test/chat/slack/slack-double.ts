import { type Message, type Wire, WireError } from '../../../src/chat/slack/wire.ts';
import type { Time } from '../../../src/chat/time.ts';

/** Time that passes only when a test says so. */
export interface TestTime extends Time {
  pass(ms: number): Promise<void>;
}

export function createTestTime(): TestTime {
  let now = 0;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    pause: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => reject(new DOMException('Called off', 'AbortError')));
      }),
    async pass(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [next] = [...sleepers].sort((a, b) => a.at - b.at);
        if (!next || next.at > end) break;
        sleepers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** What happens to a call instead. */
type Trouble = 'lost' | 'lost unheard' | { readonly busyMs: number } | 'gone' | 'refused';

export interface SlackDouble {
  readonly wire: Wire['later'];
  /** Posted messages by ts, as they are now. */
  readonly shown: Map<string, Message & { readonly channel: string }>;
  /** Every call: what, where, and when. */
  readonly calls: (readonly [at: number, what: string, where: string, text: string])[];
  /** By `method channel`, met in turn. */
  readonly troubles: Map<string, Trouble[]>;
}

/** Slack as far as queues see it: what is posted stays, and some answers are lost. */
export function createSlackDouble(time: Time): SlackDouble {
  const shown: SlackDouble['shown'] = new Map();
  const calls: SlackDouble['calls'] = [];
  const troubles: SlackDouble['troubles'] = new Map();
  const meet = async (what: string, where: string, text: string, act: () => void): Promise<void> => {
    calls.push([time.now(), what, where, text]);
    await Promise.resolve();
    const trouble = troubles.get(`${what} ${where}`)?.shift();
    if (trouble === undefined || trouble === 'lost') act();
    if (trouble === 'lost' || trouble === 'lost unheard') throw new WireError('lost', 'no_answer');
    if (trouble === 'gone') throw new WireError('gone', 'channel_not_found');
    if (trouble === 'refused') throw new WireError('refused', 'invalid_blocks');
    if (trouble) throw new WireError('busy', 'ratelimited', { retryAfterMs: trouble.busyMs });
  };
  const wire: Wire['later'] = {
    async post(channel, message) {
      const ts = `ts-${calls.length + 1}`;
      await meet('post', channel, message.text, () => shown.set(ts, { ...message, channel }));
      return ts;
    },
    update: (channel, ts, message) =>
      meet('update', channel, message.text, () => shown.set(ts, { ...message, channel })),
    async find(channel, mark) {
      let found: string | undefined;
      await meet('find', channel, mark, () => {
        found = [...shown].find(([, message]) => message.channel === channel && message.mark === mark)?.[0];
      });
      return found;
    },
    publishHome: (user, view) => meet('home', user, JSON.stringify(view), () => undefined),
    upload: (channel, file) => meet('upload', channel, file.text, () => undefined),
  };
  return { wire, shown, calls, troubles };
}
