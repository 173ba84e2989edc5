import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { JitRule } from '../../src/access/setup/jit-rule.ts';
import type { Loss } from '../../src/access/setup/losing.ts';
import type { Setup, SetupStatus } from '../../src/access/setup/setup.ts';
import { NOW } from './requests.ts';
import { vmOf } from './vms.ts';

const HOUR_MS = 3_600_000;
const inHours = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR_MS);

export const jitRule = (number: number, more: Partial<JitRule> = {}): JitRule => ({
  ...{ number, protocol: 'tcp', maxDurationMs: 3 * HOUR_MS, sources: ['*'] },
  ...more,
});

export const lossOf = (more: Partial<Loss> = {}): Loss => ({
  rules: [{ name: 'allow-ssh', of: 'nsg-web', priority: 300 }],
  ...{ ports: ['22/tcp'], who: ['203.0.113.0/24'], fate: 'stays' },
  sentence: '22/tcp is open to 203.0.113.0/24, by allow-ssh in nsg-web. It stays open.',
  mend: 'Remove "allow-ssh".',
  ...more,
});

/** One well-formed setup in each status, asked by Riley and answered by Ada. */
export function setupThatIs<S extends SetupStatus>(status: S, more: Partial<Setup> = {}): Setup {
  const asked = {
    ...{ id: 'aj-000001', requester: RILEY, askedAt: NOW, terms: 1, vm: vmOf('web-09', []) },
    ...{ policyId: '/policies/default', rules: [jitRule(22)], before: [] },
    shown: { losing: [lossOf()], exposing: [] },
    ...{ approval: 'admin', approvals: [], routes: ['direct'] },
  };
  const approvals = [{ by: ADA, at: NOW, terms: 1 }];
  const states: Record<SetupStatus, object> = {
    pending: { lapsesAt: inHours(0.5) },
    applying: { approvals, since: NOW },
    continuing: { approvals, appliedAt: NOW },
    done: { approvals, appliedAt: NOW, endedAt: NOW },
    failed: { approvals, why: 'Azure refused it.', endedAt: NOW },
    denied: { by: AVERY, endedAt: NOW },
    cancelled: { by: RILEY, endedAt: NOW },
    lapsed: { why: 'Nobody answered in time.', endedAt: NOW },
  };
  return { ...asked, status, ...states[status], ...more } as Setup;
}
