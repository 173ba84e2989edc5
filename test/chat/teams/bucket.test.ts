import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBucket, isFull, sent, take } from '../../../src/chat/teams/send/bucket.ts';

/** What Teams allows one bot in one conversation: so many sends in so many milliseconds. */
const LIMITS = [
  { sends: 7, ms: 1_000 },
  { sends: 8, ms: 2_000 },
  { sends: 60, ms: 30_000 },
] as const;

describe('the bucket of a conversation', () => {
  it("stays within the vendor's limits, however slow the way there and whenever sends come", () => {
    // Mostly quick, for a burst needs several quick ones in a row.
    const trip = (max: number) =>
      fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max }));
    const send = fc.record({ idle: trip(3_000), there: trip(900), back: trip(300) });
    fc.assert(
      fc.property(fc.array(send, { minLength: 9, maxLength: 80 }), fc.boolean(), (sends, busy) => {
        const bucket = fullBucket(0);
        const arrivals: number[] = [];
        let now = 0;
        for (const { idle, there, back } of sends) {
          now += busy ? 0 : idle;
          now += take(bucket, now);
          arrivals.push(now + there);
          now += there + back;
          sent(bucket, now);
        }
        for (const { sends: most, ms } of LIMITS)
          for (const [at, arrival] of arrivals.entries()) {
            const within = arrivals.slice(at).filter((later) => later - arrival < ms).length;
            expect(within).toBeLessThanOrEqual(most);
          }
      }),
    );
  });

  it('is as good as new once it had time to fill', () => {
    const bucket = fullBucket(0);
    for (let taken = 0; taken < 7; taken++) expect(take(bucket, 0)).toBe(0);
    expect(take(bucket, 0)).toBe(1_000);
    expect([isFull(bucket, 7_900), isFull(bucket, 8_001)]).toEqual([false, true]);
  });
});
