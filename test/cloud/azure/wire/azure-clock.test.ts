import { describe, expect, it } from 'vitest';
import { clockCheck } from '../../../../src/cloud/azure/clock-check.ts';
import { createAzureClock } from '../../../../src/cloud/azure/wire/azure-clock.ts';
import { createHandClock } from '../../../fakes/clock.ts';
import { silent } from '../sandbox-azure.ts';

const START = Date.parse('2026-03-02T12:00:00.000Z');

/** A machine's clock, and answers of an Azure whose clock is `offMs` ahead; each took `tripMs` of the machine's business time. */
function heardFrom(offs: readonly number[], tripMs = 80) {
  const machine = createHandClock('2026-03-02T12:00:00.000Z');
  const clock = createAzureClock(machine, silent);
  for (const off of offs) {
    const asked = machine.now();
    machine.pass(tripMs);
    const said = new Date(machine.now().getTime() - tripMs / 2 + off).toUTCString();
    clock.heard(said, asked, machine.now());
  }
  const aheadMs = clock.now().getTime() - machine.now().getTime();
  return { clock, machine, aheadMs };
}

describe("Azure's clock, as its answers say it", () => {
  it.each([300_000, -300_000])('sets a machine right that is minutes off: %i ms', (off) => {
    const { aheadMs } = heardFrom([off, off, off]);
    expect(Math.abs(aheadMs - off)).toBeLessThan(1_100);
  });

  it.each([0, 1_000, -3_000])('leaves a machine alone that is about right: %i ms', (off) => {
    expect(heardFrom([off, off, off, off]).aheadMs).toBe(0);
  });

  it('is not taken from one answer, which may come out of a cache', () => {
    expect(heardFrom([-600_000]).aheadMs).toBe(0);
    expect(heardFrom([0, 0, -600_000, 0]).aheadMs).toBe(0);
  });

  it('is not believed where it is hours away', () => {
    expect(heardFrom([7_200_000, 7_200_000, 7_200_000]).aheadMs).toBe(0);
  });

  it('takes no fast business clock for skew: a round trip is minutes of it', () => {
    expect(heardFrom([-50_000, 60_000, 10_000, -90_000, 0], 300_000).aheadMs).toBe(0);
  });

  it('wakes when the machine comes to that time of Azure', () => {
    const woken: Date[] = [];
    const machine = {
      ...createHandClock('2026-03-02T12:00:00.000Z'),
      wakeAt: (at: Date) => {
        woken.push(at);
        return () => undefined;
      },
    };
    const clock = createAzureClock(machine, silent);
    for (let at = 0; at < 3; at += 1)
      clock.heard(new Date(START + 600_000).toUTCString(), machine.now(), machine.now());
    clock.wakeAt(new Date(clock.now().getTime() + 1_000), () => undefined);
    expect(woken[0]?.getTime()).toBe(START + 1_000);
  });
});

describe('ajar doctor, of the clock', () => {
  it.each([
    [[], 'unknown', 'Azure did not say'],
    [[0, 0, 0], true, "is Azure's"],
    [[42_000, 42_000, 42_000], 'unknown', "42 s behind Azure's; Ajar allows for it"],
    [[-900_000, -900_000, -900_000], false, "15 min ahead of Azure's"],
    [[7_200_000, 7_200_000, 7_200_000], false, 'too far for Ajar to allow for'],
  ] as const)('after %j says %s', (offs, ok, words) => {
    const check = clockCheck(heardFrom(offs).clock);
    expect(check).toMatchObject({ ok, found: expect.stringContaining(words) });
    if (ok !== true && offs.length > 0) expect(check.fix).toContain('NTP');
  });
});
