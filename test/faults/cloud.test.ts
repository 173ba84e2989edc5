import { expect, it } from 'vitest';
import { simulate } from '../simulation/simulate.ts';

const BRIEF = {
  minutes: 2,
  actEveryMs: 3_000,
  faultEveryMs: 8_000,
  instances: 2,
  habits: ['ask', 'approve', 'close'],
};

/** Whatever the cloud does, the invariants of test/simulation/invariants hold after every step and at rest. */
it.each([
  ['answers 429 in storms: it is asked later, and nothing is sent twice', ['cloudBusy']],
  ['answers 5xx: nobody is told that a port is open or closed that is not', ['cloudBroken']],
  ['hangs: what may have been sent is looked for before it is sent again', ['cloudHangs']],
  ['refuses one provider: nothing that another one was sent is forgotten', ['cloudRefuses', 'cloudHangs']],
  ['accepts and fails: the request is closed and says so', ['cloudFails']],
  ['shows what was: no reading that goes backwards takes anything back', ['cloudLags']],
  ['is locked: closing is retried for ever, and done when the lock is gone', ['cloudLocked']],
  ['forgets its own ends: Ajar closes', ['cloudStays']],
  ['is down: nothing new is called open, and everything is closed once it is back', ['cloudDown']],
  ['is changed by somebody else: what is gone is told, what is wider is closed', ['revoked', 'widened']],
])('a cloud that %s', { timeout: 120_000 }, async (_name, faults) => {
  const report = await simulate(9, { ...BRIEF, faults });
  expect(report.violations).toEqual([]);
  expect(report.faults).toBeGreaterThan(3);
  expect(report.requests).toBeGreaterThan(3);
});
