import fc from 'fast-check';
import type { PolicyWish } from '../../src/access/policy/policy.ts';
import type { Rule, RuleApproval } from '../../src/access/policy/rule.ts';
import type { Time } from '../../src/access/policy/time.ts';
import type { Rung } from '../../src/access/verdict.ts';
import { HOUR, id, rule, vm } from './policy-fixtures.ts';

const MINUTE = 60_000;

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values);
/** The first value three times out of four. */
const mostly = <T>(first: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: some(...others) });
/** `freq` of 2 leaves every second one out, and 1 would leave out all. */
const chance = <T>(freq: number, key: string, values: fc.Arbitrary<T>) =>
  fc.option(values, { nil: undefined, freq }).map((value) => (value === undefined ? {} : { [key]: value }));
const maybe = <T>(key: string, values: fc.Arbitrary<T>) => chance(2, key, values);
/** Conditions are many: with all of them at once nothing would ever match. */
const seldom = <T>(key: string, values: fc.Arbitrary<T>) =>
  fc.tuple(fc.nat({ max: 7 }), values).map(([dice, value]): object => (dice === 0 ? { [key]: value } : {}));
const merged = (...parts: readonly fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((each): object => Object.assign({}, ...each));

/** Nights in which the clocks of Berlin change are among them, and days and hours that reach over midnight. */
export const anyTime: fc.Arbitrary<Time> = fc.oneof(
  fc
    .record({
      days: fc.option(fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }), { nil: undefined }),
      hours: fc.option(
        fc.array(
          fc
            .tuple(fc.nat({ max: 95 }), fc.integer({ min: 1, max: 95 }))
            .map(([from, length]) => ({ from: from * 15, to: ((from + length) % 96) * 15 || 1440 }))
            .filter(({ from, to }) => from !== to),
          { minLength: 1, maxLength: 2 },
        ),
        { nil: undefined },
      ),
      zone: some('Europe/Berlin', 'UTC', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe'),
    })
    .map(
      ({ days, hours, zone }): Time => ({
        kind: 'week',
        ...(days && { days }),
        ...(hours && { hours }),
        zone,
      }),
    ),
  fc
    .record({
      from: fc.integer({ min: -24, max: 24 }),
      length: fc.integer({ min: 1, max: 96 }),
      zone: some('Europe/Berlin', 'UTC'),
    })
    .map(
      ({ from, length, zone }): Time => ({
        kind: 'once',
        from: Date.UTC(2026, 9, 25) + from * 15 * MINUTE,
        to: Date.UTC(2026, 9, 25) + (from + length) * 15 * MINUTE,
        zone,
      }),
    ),
);

/** Around both changes of the clocks of 2026, and on a day without one. */
export const anyInstant: fc.Arbitrary<Date> = fc
  .tuple(
    some(Date.UTC(2026, 2, 28, 20), Date.UTC(2026, 9, 24, 20), Date.UTC(2026, 6, 15, 12)),
    fc.nat({ max: 16 * 60 }),
  )
  .map(([base, minutes]) => new Date(base + minutes * MINUTE));

const conditions = merged(
  fc
    .constantFrom([], [], [{ key: 'ENV', patterns: ['prod'] }], [{ key: 'env', patterns: ['dev', 'test'] }])
    .map((tags) => ({ tags })),
  seldom('vms', some(['web-*'], ['db-*'])),
  seldom('resourceGroups', some(['rg-*'], ['*-web', 'other'])),
  seldom('regions', some(['north*'], ['West Europe'])),
  seldom('os', some(['linux'], ['windows'], ['linux', 'windows'])),
  seldom('clouds', some(['azure'], ['usgov'], ['public', 'china'])),
  maybe(
    'ports',
    some(
      [{ from: 22, to: 22, protocol: 'tcp' }],
      [{ from: 1, to: 1000, protocol: '*' }],
      [{ from: 3389, to: 3389, protocol: 'udp' }],
    ),
  ),
  seldom('sources', some(['203.0.113.0/24'], ['198.51.100.16/28', '203.0.113.7/32'], ['2001:db8::/32'])),
  maybe('requesters', some(['requesters'], ['approvers', 'security'], [id(1)])),
  seldom('times', fc.array(anyTime, { minLength: 1, maxLength: 2 })),
  seldom('duration', some({ overMs: 2 * HOUR }, { upToMs: HOUR }, { overMs: HOUR, upToMs: 4 * HOUR })),
) as fc.Arbitrary<Rule['match']>;

const rung: fc.Arbitrary<Rung> = fc
  .record({
    afterMs: fc.integer({ min: 1, max: 4 }).map((n) => n * 5 * MINUTE),
    group: some(undefined, 'security', 'approvers'),
    ask: fc.subarray(['direct', 'console:b']),
  })
  .map(({ group, ...rest }) => (group === undefined ? { ...rest, ask: [] } : { ...rest, group }));

const approvals: fc.Arbitrary<readonly RuleApproval[]> = fc.uniqueArray(
  merged(
    fc.record({ count: mostly(1, 2, 3), group: mostly('approvers', 'security', 'nobody-has-it') }),
    maybe('stage', some(1, 2, 3)),
    maybe('ladder', fc.array(rung, { minLength: 1, maxLength: 3 })),
  ) as fc.Arbitrary<RuleApproval>,
  { selector: ({ group }) => group, minLength: 1, maxLength: 2 },
);

const breakGlass = fc.record({
  groups: some(['requesters'], ['approvers', 'security']),
  review: fc.record({
    group: mostly('security', 'approvers', 'nobody-has-it'),
    withinMs: some(HOUR, 4 * HOUR, 24 * HOUR),
  }),
  tell: fc.subarray(['console:b', 'console:loud']),
});

/** Any rule, over few enough words that several match. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .tuple(
    fc.stringMatching(/^r[0-9]{6}$/),
    conditions,
    fc.oneof(
      { weight: 4, arbitrary: approvals.map((list) => ({ approvals: list })) },
      { weight: 4, arbitrary: fc.constant({ autoApprove: true }) },
      { weight: 1, arbitrary: fc.constant({ deny: 'Not this one.' }) },
      { weight: 1, arbitrary: breakGlass.map((given) => ({ approvals: [], breakGlass: given })) },
    ),
    merged(
      maybe(
        'maxDurationMs',
        fc.integer({ min: 1, max: 24 }).map((hours) => hours * HOUR),
      ),
      seldom('minPrefix', some({ ipv4: 32, ipv6: 128 }, { ipv4: 24, ipv6: 48 })),
      seldom('networks', fc.constant(['vpn'])),
      seldom('ticket', some({ patterns: ['CHG####', 'INC-*'] }, { patterns: ['CHG*'], hook: 'tickets' })),
      seldom('justification', some({ minLength: 12 }, { patterns: ['*incident*'] })),
      seldom('requesterNeeds', some(['azure-reader'], ['azure-jit', 'azure-reader'])),
      seldom('stepUp', fc.constant(true)),
      maybe('onBehalfOf', some(['approvers'], ['requesters', 'security'])),
      seldom('startWithinMs', some(HOUR, 48 * HOUR)),
      seldom('breakGlass', breakGlass),
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

export const anyVm = merged(
  fc.record({
    name: some('web-01', 'db-01', 'x'),
    resourceGroup: some('rg-web', 'Other'),
    location: some('northeurope', 'westeurope'),
    os: mostly('linux', 'windows', 'unknown'),
    tags: some<Record<string, string>>({ env: 'prod' }, { Env: 'DEV' }, {}),
    jit: fc.array(
      fc.record({
        policyId: fc.constantFrom('/p', '/q'),
        number: some(22, 3389),
        protocol: some('tcp' as const, '*' as const),
        maxDurationMs: fc.integer({ min: 1, max: 24 }).map((hours) => hours * HOUR),
        sources: mostly(['*'], ['203.0.113.0/24'], []),
      }),
      { maxLength: 2 },
    ),
  }),
  maybe('cloud', some('public', 'usgov')),
).map(vm);

export const anyWish: fc.Arbitrary<PolicyWish> = merged(
  fc.record({
    requester: mostly(1, 2, 3, 4, 5, 6).map(id),
    vms: fc.array(anyVm, { minLength: 1, maxLength: 2 }),
    ports: fc.array(fc.record({ number: some(22, 443, 3389), protocol: some('tcp', 'udp', '*') }), {
      minLength: 1,
      maxLength: 2,
    }),
    sources: fc.array(
      mostly('198.51.100.20/32', '203.0.113.7/32', '198.51.100.16/28', '0.0.0.0/0', '2001:db8::1/128', '*'),
      { minLength: 1, maxLength: 2 },
    ),
    durationMs: mostly(HOUR / 2, 2 * HOUR, 9 * HOUR, 30 * HOUR),
    at: anyInstant,
  }),
  maybe('extension', fc.integer({ min: 1, max: 4 })),
  maybe('ticket', some('CHG0012', 'INC-4711', '#4711')),
  maybe('justification', some('the incident of this morning', 'short')),
  seldom('askedBy', fc.integer({ min: 1, max: 5 }).map(id)),
  seldom('aheadMs', some(HOUR / 2, 24 * HOUR, 200 * HOUR)),
  seldom('breakGlass', fc.constant(true)),
) as fc.Arbitrary<PolicyWish>;

/** A wish for oneself, for now, and with a reason, so that what stands in its way are the rules. */
export const anyBroken: fc.Arbitrary<PolicyWish> = anyWish.map(
  ({ askedBy: _, aheadMs: __, justification = 'the incident of this morning', ...rest }) => ({
    ...{ ...rest, breakGlass: true, justification },
    durationMs: Math.min(rest.durationMs, 2 * HOUR),
  }),
);
