import { describe, expect, it } from 'vitest';
import { createAlarm } from '../../src/flow/deeds/alarm.ts';

/** A clock whose wake-ups are kept, so that it can be seen what is waited for. */
function stand() {
  let time = Date.parse('2026-01-15T12:00:00Z');
  const waits = new Map<symbol, { readonly at: Date; readonly call: () => void }>();
  let rung = 0;
  const alarm = createAlarm(
    {
      now: () => new Date(time),
      spanOf: (ms) => ms,
      wakeAt(at, call) {
        const key = Symbol();
        waits.set(key, { at, call });
        return () => waits.delete(key);
      },
    },
    () => {
      rung += 1;
    },
  );
  return {
    alarm,
    rung: () => rung,
    waits: () => [...waits.values()].map(({ at }) => at.getTime() - time),
    pass(ms: number) {
      time += ms;
      for (const [key, { at, call }] of [...waits])
        if (at.getTime() <= time) {
          waits.delete(key);
          call();
        }
    },
    jump: (ms: number) => {
      time += ms;
    },
  };
}

describe('the alarm of the clockwork', () => {
  it('is put forward and never back, so that one who always asks for later keeps nobody waiting', () => {
    const { alarm, waits, pass, rung } = stand();
    alarm.within(100);
    pass(40);
    alarm.within(100);
    expect(waits()).toEqual([60]);
    alarm.within(10);
    expect(waits()).toEqual([10]);
    pass(10);
    expect(rung()).toBe(1);
    expect(waits()).toEqual([]);
  });

  it('is set anew once it has rung, or was called off', () => {
    const { alarm, waits, pass } = stand();
    alarm.within(10);
    pass(10);
    alarm.within(100);
    expect(waits()).toEqual([100]);
    alarm.off();
    expect(waits()).toEqual([]);
    alarm.within(500);
    expect(waits()).toEqual([500]);
  });

  it('H8: does not wait for a time that the clock has jumped over, nor for one from which it was set back', () => {
    const ahead = stand();
    ahead.alarm.within(10_000);
    ahead.jump(60_000);
    ahead.alarm.within(0);
    expect(ahead.waits()).toEqual([0]);
    const back = stand();
    back.alarm.within(0);
    back.jump(-60_000);
    back.alarm.within(50);
    expect(back.waits()).toEqual([50]);
  });
});
