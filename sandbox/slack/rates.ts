import type { Call } from './call.ts';

/** Calls in any minute, in the whole workspace: https://docs.slack.dev/apis/web-api/rate-limits, tiers 3 and 4. */
const PER_MINUTE: Readonly<Record<string, number>> = {
  ...{ 'chat.update': 50, 'conversations.info': 50, 'conversations.history': 50, 'conversations.open': 50 },
  ...{ 'chat.postEphemeral': 100, 'views.open': 100, 'views.update': 100, 'views.publish': 100 },
  ...{ 'users.info': 100 },
};
const MINUTE_MS = 60_000;
/** One post a second in a channel; Slack forgives short bursts, and does not say how short. */
const POST_MS = 1_000;
const BURST = 5;

/** Counts calls as Slack does. */
export interface Rates {
  /** Seconds to wait, when this call is one too many. */
  over(call: Call): number | undefined;
}

export function createRates(): Rates {
  const taken = new Map<string, readonly number[]>();
  /** At most so many within a span; those that were turned away do not count. */
  const take = (key: string, most: number, spanMs: number, at: number): number | undefined => {
    const recent = (taken.get(key) ?? []).filter((each) => each > at - spanMs);
    const [oldest = at] = recent;
    if (recent.length >= most) return Math.max(1, Math.ceil((oldest + spanMs - at) / 1_000));
    taken.set(key, [...recent, at]);
    return undefined;
  };
  return {
    over({ method, fields, at }) {
      if (method === 'chat.postMessage')
        return take(`post ${String(fields.channel)}`, BURST, BURST * POST_MS, at);
      const most = PER_MINUTE[method];
      return most === undefined ? undefined : take(method, most, MINUTE_MS, at);
    },
  };
}
