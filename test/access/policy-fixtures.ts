import { createHash } from 'node:crypto';
import { SETUP } from '../../src/access/policy/defaults.ts';
import { policyOfLists } from '../../src/access/policy/lists.ts';
import { OPEN } from '../../src/access/policy/mode.ts';
import type { Policy, PolicyWish } from '../../src/access/policy/policy.ts';
import type { Rule } from '../../src/access/policy/rule.ts';
import type { Port } from '../../src/access/port.ts';
import type { Verdict } from '../../src/access/verdict.ts';
import type { Vm } from '../../src/access/vm.ts';

export const HOUR = 60 * 60 * 1000;
/** A Wednesday noon. */
export const AT = new Date('2026-07-15T12:00:00Z');
/** The chat apps that a route may name. */
export const APPS = ['teams', 'slack', 'console'];
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A person's id made of one digit: `id(1)` is 11111111-1111-… */
export const id = (digit: number): string => {
  const run = (length: number): string => String(digit).repeat(length);
  return [run(8), run(4), run(4), run(4), run(12)].join('-');
};
export const person = (digit: number) => ({ id: id(digit), name: `Person ${digit}` });

export const vm = (over: Partial<Vm> = {}): Vm => ({
  id: '/subscriptions/s/resourcegroups/rg-web/providers/microsoft.compute/virtualmachines/web-01',
  vmId: '0f0f0f0f-0000-4000-8000-000000000001',
  nicIds: [],
  privateAddresses: [],
  name: 'web-01',
  resourceGroup: 'rg-web',
  subscriptionId: '9a6b1c52-3f0d-4e77-8a21-c05d4b9e6f31',
  publicAddresses: [],
  subscriptionName: 'Production',
  location: 'northeurope',
  os: 'linux',
  power: 'running',
  tags: { env: 'prod' },
  jit: [],
  protection: 'configured',
  behind: [],
  ...over,
});

export const tcp = (number: number): Port => ({ number, protocol: 'tcp' });

export const wish = (over: Partial<PolicyWish> = {}): PolicyWish => ({
  requester: id(1),
  vms: [vm()],
  ports: [tcp(22)],
  sources: ['203.0.113.7/32'],
  durationMs: HOUR,
  at: AT,
  ...over,
});

export const rule = (name: string, over: Partial<Rule> = {}): Rule => ({
  id: name,
  match: { tags: [] },
  approvals: over.autoApprove || over.deny !== undefined ? [] : [{ count: 1, group: 'approvers' }],
  autoApprove: false,
  anywhere: false,
  freeExtensions: 0,
  pendingMs: HOUR / 2,
  routes: { ask: [], tell: [] },
  ...over,
});

/** Requesters are 1 and 2, approvers 2, 3 and 4, security 5. */
export const policy = (rules: readonly Rule[], over: Partial<Policy> = {}): Policy => ({
  hash: 'a'.repeat(64),
  groups: {
    requesters: [person(1), person(2)],
    approvers: [person(2), person(3), person(4)],
    security: [person(5)],
  },
  networks: { vpn: { cidrs: ['198.51.100.16/28'], shared: true } },
  admins: [person(5)],
  auditors: [person(4)],
  ...{ onCall: [person(6)], emails: [], accounts: [] },
  ...{ rules, setup: SETUP, mode: OPEN, widened: 'close' },
  defaults: {
    durationMs: HOUR,
    warnBeforeMs: HOUR / 6,
    pendingMs: HOUR / 2,
    routes: { ask: ['direct'], tell: ['console:on-call'] },
  },
  ...over,
});

export function allowed(
  judgement: ReturnType<typeof import('../../src/access/policy/judge.ts').judge>,
): Verdict {
  if (!judgement.allowed) throw new Error(`refused: ${judgement.refused}`);
  return judgement.verdict;
}

export function refused(
  judgement: ReturnType<typeof import('../../src/access/policy/judge.ts').judge>,
): string {
  if (judgement.allowed) throw new Error('it was allowed');
  return judgement.refused;
}

/** The policy that stands in for a file, under the names that the settings have. */
export const listsOf = (requesters: readonly string[], approvers: readonly string[]): Policy =>
  policyOfLists(
    { requesters, approvers, admins: [] },
    {
      requesters: 'AJAR_REQUESTERS',
      approvers: 'AJAR_APPROVERS',
      admins: 'AJAR_ADMINS',
      file: 'AJAR_POLICY',
    },
    sha256,
  );
