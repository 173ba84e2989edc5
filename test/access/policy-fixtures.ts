import { createHash } from 'node:crypto';
import fc from 'fast-check';
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

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values);
/** The first value half of the time. */
const mostly = <T>(first: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: some(...others) });
const maybe = <T>(key: string, values: fc.Arbitrary<T>) =>
  fc
    .option(values, { nil: undefined, freq: 1 })
    .map((value) => (value === undefined ? {} : { [key]: value }));
const merged = (...parts: readonly fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((each): object => Object.assign({}, ...each));

const matches = merged(
  fc
    .constantFrom([], [], [{ key: 'ENV', patterns: ['prod'] }], [{ key: 'env', patterns: ['dev', 'test'] }])
    .map((tags) => ({ tags })),
  maybe('vms', some(['web-*'], ['db-*'])),
  maybe(
    'ports',
    some(
      [{ from: 22, to: 22, protocol: 'tcp' }],
      [{ from: 1, to: 1000, protocol: '*' }],
      [{ from: 3389, to: 3389, protocol: 'udp' }],
    ),
  ),
  maybe('requesters', some(['requesters'], ['approvers', 'security'])),
) as fc.Arbitrary<Rule['match']>;

const approvals = fc.uniqueArray(
  fc.record({ count: mostly(1, 2, 3), group: mostly('approvers', 'security', 'nobody-has-it') }),
  { selector: ({ group }) => group, minLength: 1, maxLength: 2 },
);

/** Any rule, over few enough words that several match. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .tuple(
    fc.stringMatching(/^r[0-9]{6}$/),
    matches,
    fc.oneof(
      { weight: 4, arbitrary: approvals.map((list) => ({ approvals: list })) },
      { weight: 4, arbitrary: fc.constant({ autoApprove: true }) },
      { weight: 1, arbitrary: fc.constant({ deny: 'Not this one.' }) },
    ),
    merged(
      maybe(
        'maxDurationMs',
        fc.integer({ min: 1, max: 24 }).map((hours) => hours * HOUR),
      ),
      maybe('minPrefix', some({ ipv4: 32, ipv6: 128 }, { ipv4: 24, ipv6: 48 })),
      maybe('networks', fc.constant(['vpn'])),
    ),
    fc.record({
      anywhere: fc.boolean(),
      freeExtensions: fc.integer({ min: 0, max: 3 }),
      pendingMs: fc.integer({ min: 1, max: 10 }).map((n) => n * 600_000),
      routes: fc.record({
        ask: fc.subarray(['direct', 'console:a']),
        tell: fc.subarray(['console:b', 'console:c']),
      }),
    }),
  )
  .map(([name, match, decision, caps, rest]) => rule(name, { match, ...caps, ...rest, ...decision }));

export const anyRules = fc.uniqueArray(anyRule, { selector: (each) => each.id, minLength: 1, maxLength: 6 });

const anyVm = fc
  .record({
    name: some('web-01', 'db-01', 'x'),
    tags: some<Record<string, string>>({ env: 'prod' }, { Env: 'DEV' }, {}),
    jit: fc.array(
      fc.record({
        policyId: fc.constant('/p'),
        number: some(22, 3389),
        protocol: some('tcp' as const, '*' as const),
        maxDurationMs: fc.integer({ min: 1, max: 24 }).map((hours) => hours * HOUR),
        sources: mostly(['*'], ['203.0.113.0/24'], []),
      }),
      { maxLength: 2 },
    ),
  })
  .map(vm);

export const anyWish: fc.Arbitrary<PolicyWish> = fc
  .tuple(
    fc.record({
      requester: fc.integer({ min: 1, max: 6 }).map(id),
      vms: fc.array(anyVm, { minLength: 1, maxLength: 2 }),
      ports: fc.array(fc.record({ number: some(22, 443, 3389), protocol: some('tcp', 'udp', '*') }), {
        minLength: 1,
        maxLength: 2,
      }),
      sources: fc.array(
        mostly('198.51.100.20/32', '203.0.113.7/32', '198.51.100.16/28', '0.0.0.0/0', '2001:db8::1/128'),
        {
          minLength: 1,
          maxLength: 2,
        },
      ),
      durationMs: mostly(HOUR / 2, 2 * HOUR, 9 * HOUR, 30 * HOUR),
      at: some(AT),
    }),
    maybe('extension', fc.integer({ min: 1, max: 4 })),
  )
  .map(([each, extension]) => ({ ...each, ...extension })) as fc.Arbitrary<PolicyWish>;
