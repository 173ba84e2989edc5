import { describe, expect, test } from 'vitest';
import { unmet } from '../../src/access/policy/approvals.ts';
import { defaultDurationMs, judge, mayAskFor } from '../../src/access/policy/judge.ts';
import {
  approversOf,
  entitledGroups,
  isAdmin,
  isAuditor,
  type PolicyWish,
  sourceName,
} from '../../src/access/policy/policy.ts';
import type { Approval } from '../../src/access/request.ts';
import { allowed, HOUR, id, person, policy, refused, rule, tcp, vm, wish } from './policy-fixtures.ts';

describe('judging a wish', () => {
  test('without a matching rule it is refused, naming the port and the VM', () => {
    const judgement = judge(policy([rule('other', { match: { tags: [], vms: ['db-*'] } })]), wish());
    expect(refused(judgement)).toMatch(/^No rule of the policy lets you ask for 22\/tcp on web-01\./);
  });

  test('every VM and every port needs a rule of its own', () => {
    const one = policy([
      rule('web', { match: { tags: [], vms: ['web-*'], ports: [{ from: 22, to: 22, protocol: '*' }] } }),
    ]);
    expect(refused(judge(one, wish({ ports: [tcp(22), tcp(80)] })))).toContain('80/tcp on web-01');
    expect(refused(judge(one, wish({ vms: [vm(), vm({ name: 'db-01' })] })))).toContain('22/tcp on db-01');
  });

  test('a port of any protocol needs rules for tcp and for udp', () => {
    const range = { from: 161, to: 161, protocol: 'udp' as const };
    const udp = policy([rule('snmp', { match: { tags: [], ports: [range] } })]);
    expect(refused(judge(udp, wish({ ports: [{ number: 161, protocol: '*' }] })))).toContain('161/tcp');
    expect(judge(udp, wish({ ports: [{ number: 161, protocol: 'udp' }] })).allowed).toBe(true);
  });

  test('a wish without VM, port or source is refused, never allowed for lack of anything to refuse', () => {
    const open = policy([rule('all', { autoApprove: true })]);
    for (const over of [{ vms: [] }, { ports: [] }, { sources: [] }])
      expect(judge(open, wish(over)).allowed).toBe(false);
  });

  test('a duration that is no positive number is refused', () => {
    const open = policy([rule('all', { autoApprove: true })]);
    for (const durationMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(judge(open, wish({ durationMs })).allowed).toBe(false);
    }
  });

  test('a rule that does not say who approves lets nobody in', () => {
    expect(refused(judge(policy([rule('mute', { approvals: [] })]), wish()))).toContain(
      '"mute" does not say who approves',
    );
  });

  test('matching rules are named in file order, with the hash of the policy', () => {
    const verdict = allowed(
      judge(policy([rule('z'), rule('a'), rule('m', { match: { tags: [], vms: ['x'] } })]), wish()),
    );
    expect([verdict.rules, verdict.policy]).toEqual([['z', 'a'], 'a'.repeat(64)]);
  });

  test('auto-approval needs the word of every rule', () => {
    const auto = rule('auto', { autoApprove: true });
    expect(
      allowed(judge(policy([auto, rule('auto-too', { autoApprove: true })]), wish())).requirements,
    ).toEqual([]);
    expect(allowed(judge(policy([auto, rule('asks')]), wish())).requirements).toEqual([
      { count: 1, group: 'approvers', rule: 'asks' },
    ]);
  });

  test('routes are all that the rules name, and the defaults only where none names one', () => {
    const named = rule('named', { routes: { ask: ['console:a'], tell: [] } });
    const more = rule('more', { routes: { ask: ['console:b', 'console:a'], tell: [] } });
    expect(allowed(judge(policy([named, more]), wish())).routes).toEqual({
      ask: ['console:a', 'console:b'],
      tell: ['console:on-call'],
    });
  });

  test('a free extension needs no approval, the next one does', () => {
    const free = policy([rule('a', { freeExtensions: 2 }), rule('b', { freeExtensions: 1 })]);
    const met = allowed(judge(free, wish())).requirements;
    const asked = (extension: number) => allowed(judge(free, wish({ extension, met }))).requirements.length;
    expect([asked(1), asked(2), asked(0), asked(0.5)]).toEqual([0, 1, 1, 1]);
  });

  test('an extension is free only of what was approved: by the same groups, and by as many of them', () => {
    const free = policy([rule('a', { freeExtensions: 2 })]);
    const [group = ''] = allowed(judge(free, wish())).requirements.map((each) => each.group);
    const asked = (met?: PolicyWish['met']) =>
      allowed(judge(free, wish({ extension: 1, ...(met && { met }) }))).requirements.length;
    expect([asked(), asked([]), asked([{ group: 'others', count: 9 }])]).toEqual([1, 1, 1]);
    expect([asked([{ group, count: 0 }]), asked([{ group, count: 1 }])]).toEqual([1, 0]);
    const signed = policy([rule('a', { freeExtensions: 2, stepUp: true })]);
    const behind = (met: PolicyWish['met'] = []) =>
      allowed(judge(signed, wish({ extension: 1, met }))).requirements.length;
    expect([behind([{ group, count: 1 }]), behind([{ group, count: 1, confirmed: true }])]).toEqual([1, 0]);
  });

  test('an extension that makes the chain too long is told how much is left', () => {
    const two = policy([rule('two', { maxDurationMs: 2 * HOUR })]);
    const said = refused(judge(two, wish({ durationMs: HOUR, chainMs: 2.5 * HOUR, extension: 1 })));
    expect(said).toContain('open for 2 h 30 min in all, and rule "two" allows at most 2 h');
    expect(said).toContain('at most 30 min more');
    expect(refused(judge(two, wish({ chainMs: 3 * HOUR })))).toContain('cannot be extended any more');
    expect(judge(two, wish({ chainMs: 2 * HOUR })).allowed).toBe(true);
  });
});

describe('what a rule is about', () => {
  const tagged = (patterns: readonly string[], tags: Record<string, string>): boolean =>
    judge(policy([rule('t', { match: { tags: [{ key: 'env', patterns }] } })]), wish({ vms: [vm({ tags })] }))
      .allowed;

  test('tags are compared without case, key and value, so that env=Prod does not slip past', () => {
    expect(tagged(['prod'], { ENV: 'Prod' })).toBe(true);
    expect(tagged(['prod', 'stag*'], { env: 'staging' })).toBe(true);
    expect(tagged(['prod'], { env: 'production' })).toBe(false);
    expect(tagged(['prod'], { environment: 'prod' })).toBe(false);
  });

  test('a subscription is named by id, or by a pattern of its name, and a name that looks like an id is nothing', () => {
    const subscription = vm().subscriptionId;
    const about = (pattern: string, over = {}): boolean =>
      judge(policy([rule('s', { match: { tags: [], subscriptions: [pattern] } })]), wish({ vms: [vm(over)] }))
        .allowed;
    expect([about(subscription.toUpperCase()), about('prod*'), about('9a6b*')]).toEqual([true, true, false]);
    expect(about(subscription, { subscriptionId: id(3), subscriptionName: subscription })).toBe(false);
  });

  test('requesters are people of one of the groups', () => {
    const only = policy([rule('r', { match: { tags: [], requesters: ['requesters'] } })]);
    expect([1, 2, 3].map((digit) => judge(only, wish({ requester: id(digit) })).allowed)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('a group with a name of JavaScript’s own is just a group that is not there', () => {
    for (const group of ['constructor', '__proto__', 'toString']) {
      const odd = policy([
        rule('r', { match: { tags: [], requesters: [group] } }),
        rule('a', { approvals: [{ count: 1, group }] }),
      ]);
      expect(refused(judge(odd, wish()))).toContain('nobody');
    }
  });
});

describe('people and the policy', () => {
  const two = policy([
    rule('two', {
      approvals: [
        { count: 2, group: 'approvers' },
        { count: 1, group: 'security' },
      ],
    }),
  ]);
  // Asked in each test: what is done while a file is loaded, every mutant has to be tried against.
  const verdict = () => allowed(judge(two, wish()));
  const approval = (digit: number, groups: readonly string[], terms = 1): Approval => ({
    ...{ by: person(digit), at: new Date(0), terms, groups },
  });

  test('somebody is entitled through exactly the groups they are in', () => {
    expect(entitledGroups(two, verdict(), id(3))).toEqual(['approvers']);
    expect(entitledGroups(two, verdict(), id(5))).toEqual(['security']);
    expect(entitledGroups(two, verdict(), id(1))).toEqual([]);
  });

  test('different people of the present terms count, a second click of one does not', () => {
    const missing = (...approvals: readonly Approval[]) =>
      unmet({ verdict: verdict(), approvals, terms: 1, askedAt: new Date(0) }).map(({ group }) => group);
    expect(missing()).toEqual(['approvers', 'security']);
    expect(missing(approval(3, ['approvers']), approval(3, ['approvers']))).toEqual([
      'approvers',
      'security',
    ]);
    expect(missing(approval(3, ['approvers']), approval(4, ['approvers'], 2))).toEqual([
      'approvers',
      'security',
    ]);
    expect(missing(approval(3, ['approvers']), approval(4, ['approvers']))).toEqual(['security']);
    expect(
      missing(approval(3, ['approvers']), approval(4, ['approvers']), approval(5, ['security'])),
    ).toEqual([]);
  });

  test('the approvers are everybody who is asked, each once, without the requester', () => {
    expect(approversOf(two, verdict(), id(2)).map((each) => each.id)).toEqual([3, 4, 5].map(id));
  });

  test('admins are auditors too, and nobody else is an admin', () => {
    expect([4, 5].map((digit) => isAdmin(two, id(digit)))).toEqual([false, true]);
    expect([1, 4, 5].map((digit) => isAuditor(two, id(digit)))).toEqual([false, true, true]);
  });
});

describe('what somebody may ask for at all', () => {
  const ports = (from: number, to = from) => ({ tags: [], ports: [{ from, to, protocol: '*' as const }] });

  test('a VM is theirs to ask for when a rule leaves them some port that no deny takes', () => {
    const may = (...rules: Parameters<typeof policy>[0]) => mayAskFor(policy(rules), id(1), vm());
    expect(may()).toBe(false);
    expect(may(rule('all'))).toBe(true);
    expect(may(rule('all'), rule('no', { deny: 'No.' }))).toBe(false);
    expect(may(rule('low', { match: ports(1, 100) }), rule('no', { deny: 'No.', match: ports(1, 99) }))).toBe(
      true,
    );
    expect(may(rule('low', { match: ports(5, 9) }), rule('no', { deny: 'No.', match: ports(1, 99) }))).toBe(
      false,
    );
    const split = [
      rule('a', { deny: 'No.', match: ports(1, 50) }),
      rule('b', { deny: 'No.', match: ports(51, 100) }),
    ];
    expect(may(rule('low', { match: ports(1, 100) }), ...split)).toBe(false);
  });

  test('the default duration is never above the cap that applies', () => {
    const { durationMs, ...rest } = wish();
    expect(defaultDurationMs(policy([rule('a')]), rest)).toBe(durationMs);
    expect(defaultDurationMs(policy([rule('a', { maxDurationMs: HOUR / 4 })]), rest)).toBe(HOUR / 4);
  });

  test('a source has the name of the network that is exactly it', () => {
    expect(sourceName(policy([]), '198.51.100.16/28')).toBe('vpn');
    expect([sourceName(policy([]), '198.51.100.16/29'), sourceName(policy([]), 'nonsense')]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
