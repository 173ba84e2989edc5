import { describe, expect, it } from 'vitest';
import { coversPort, fitSource, fitsDuration, fitVm, isIn } from '../../src/access/policy/fit.ts';
import { givesSome, halves, isAlways, rulesFor } from '../../src/access/policy/match.ts';
import type { Match, PortRange, Rule } from '../../src/access/policy/rule.ts';
import type { Vm } from '../../src/access/vm.ts';
import { HOUR, id, rule, tcp, vm } from './policy-fixtures.ts';

const match = (over: Partial<Match> = {}): Match => ({ tags: [], ...over });
const range = (from: number, to: number, protocol: PortRange['protocol'] = 'tcp'): PortRange => ({
  ...{ from, to, protocol },
});
const UDP = { number: 53, protocol: 'udp' } as const;
const ANY = { number: 53, protocol: '*' } as const;

describe('a rule is about a VM', () => {
  it.each<[what: string, over: Partial<Match>, fits: Partial<Vm>, not: Partial<Vm>]>([
    ['name', { vms: ['web-*', 'db-01'] }, { name: 'db-01' }, { name: 'db-02' }],
    ['resource group', { resourceGroups: ['rg-web'] }, {}, { resourceGroup: 'rg-db' }],
    ['name of its subscription', { subscriptions: ['Other', 'Prod*'] }, {}, { subscriptionName: 'Test' }],
    [
      ...(['id of its subscription', { subscriptions: [id(9).toUpperCase()] }] as const),
      ...([{ subscriptionId: id(9) }, { subscriptionName: id(9) }] as const),
    ],
    ['region', { regions: ['North Europe'] }, { location: 'northeurope' }, { location: 'westeurope' }],
    [
      'tag',
      { tags: [{ key: 'ENV', patterns: ['prod'] }] },
      { tags: { env: 'PROD' } },
      { tags: { app: 'prod' } },
    ],
    ['system', { os: ['windows'] }, { os: 'windows' }, { os: 'linux' }],
    ['cloud', { clouds: ['usgov'] }, { cloud: 'usgov' }, { cloud: 'public' }],
  ])('by its %s, and by nothing else', (_, over, fits, not) => {
    expect(fitVm(match(over), vm(fits))).toBe('all');
    expect(fitVm(match(over), vm(not))).toBe('none');
    expect(fitVm(match(), vm(not))).toBe('all');
  });

  it('by every tag that it names, with one of the values', () => {
    const both = match({
      tags: [
        { key: 'env', patterns: ['prod', 'test'] },
        { key: 'app', patterns: ['shop'] },
      ],
    });
    expect(fitVm(both, vm({ tags: { env: 'test', app: 'shop' } }))).toBe('all');
    expect(fitVm(both, vm({ tags: { env: 'test' } }))).toBe('none');
  });

  it('in part where it cannot be told, unless something else is known not to be', () => {
    expect(fitVm(match({ os: ['linux'] }), vm({ os: 'unknown' }))).toBe('some');
    expect(fitVm(match({ clouds: ['china'] }), vm())).toBe('some');
    expect(fitVm(match({ os: ['linux'], vms: ['db-*'] }), vm({ os: 'unknown' }))).toBe('none');
  });

  it('in every Azure where it says azure', () => {
    for (const cloud of ['public', 'usgov', 'china'] as const)
      expect(fitVm(match({ clouds: ['azure'] }), vm({ cloud }))).toBe('all');
    expect(fitVm(match({ clouds: ['azure'] }), vm())).toBe('all');
  });
});

describe('a rule is about', () => {
  it('the ports from its first to its last, over its protocol', () => {
    const about = match({ ports: [range(20, 22), range(53, 53, '*')] });
    expect([19, 20, 22, 23].map((number) => coversPort(about, tcp(number)))).toEqual([
      ...[false, true, true, false],
    ]);
    expect([coversPort(about, UDP), coversPort(about, { ...UDP, number: 20 })]).toEqual([true, false]);
    expect(coversPort(match(), UDP)).toBe(true);
    expect(isIn(range(53, 53), UDP)).toBe(false);
  });

  it('what is longer than one length and not longer than another', () => {
    const about = match({ duration: { overMs: HOUR, upToMs: 2 * HOUR } });
    expect([1, 1.5, 2, 2.5].map((hours) => fitsDuration(about, hours * HOUR))).toEqual([
      ...[false, true, true, false],
    ]);
    expect(fitsDuration(match({ duration: { overMs: HOUR } }), 9 * HOUR)).toBe(true);
    expect(fitsDuration(match({ duration: { upToMs: HOUR } }), 1)).toBe(true);
    expect(fitsDuration(match(), 99 * HOUR)).toBe(true);
  });

  it('a source that lies in its own, and in part where they share an address', () => {
    const about = match({ sources: ['198.51.100.16/28', '2001:db8::/32'] });
    expect(fitSource(about, '198.51.100.20/32')).toBe('all');
    expect(fitSource(about, '198.51.100.0/24')).toBe('some');
    expect(fitSource(about, '203.0.113.7/32')).toBe('none');
    expect(fitSource(about, '*')).toBe('some');
    expect(fitSource(match({ sources: ['0.0.0.0/0', '::/0'] }), '*')).toBe('all');
    expect(fitSource(match({ sources: ['0.0.0.0/0'] }), '*')).toBe('some');
    expect(fitSource(about, 'nonsense')).toBe('some');
    expect(fitSource(match(), 'nonsense')).toBe('all');
    expect(fitSource(match({ sources: ['nonsense'] }), '203.0.113.7/32')).toBe('none');
  });

  it('any protocol as tcp and udp', () => {
    expect(halves(ANY)).toEqual([tcp(53), UDP]);
    expect(halves(UDP)).toEqual([UDP]);
  });

  it('every time, source and length, where it names none of them', () => {
    const time = { kind: 'once', from: 0, to: 1, zone: 'UTC' } as const;
    expect(isAlways(match())).toBe(true);
    for (const over of [{ sources: [] }, { times: [time] }, { duration: {} }])
      expect(isAlways(match(over))).toBe(false);
  });
});

const WHO = { own: new Set([id(1), 'requesters']) };
const DENY = { deny: 'Not this.', approvals: [] };
const GLASS = { groups: ['requesters'], review: { group: 'security', withinMs: HOUR }, tell: [] };
const ONLY_GLASS = { approvals: [], breakGlass: GLASS };
const about = (over: Partial<Match>, more: Partial<Rule> = {}) => rule('r', { match: match(over), ...more });

describe('rules for a wish', () => {
  const WEB = vm();
  const DB = vm({ name: 'db-01' });
  const asks = { vms: [WEB], ports: [tcp(22)] };
  const ids = (found: ReturnType<typeof rulesFor>) => found.rules.map((each) => each.id);

  it('are those about any part of it, in file order, and each part has to be given', () => {
    const rules = [
      rule('z', { match: match({ vms: ['web-*'] }) }),
      rule('b', { match: match({ ports: [range(443, 443)] }) }),
      rule('a', { match: match({ vms: ['db-*'], ports: [range(22, 22)] }) }),
    ];
    const both = rulesFor(rules, WHO, { vms: [DB, WEB], ports: [tcp(22)] });
    expect(ids(both)).toEqual(['z', 'a']);
    expect(both).not.toHaveProperty('bare');
    const bare = rulesFor(rules, WHO, { vms: [WEB, DB], ports: [tcp(22), tcp(3389)] });
    expect(ids(bare)).toEqual(['z', 'a']);
    expect(bare.bare).toMatchObject({ say: expect.stringContaining('3389/tcp on db-01'), part: 'ports' });
  });

  it('over any protocol are given by tcp and udp together, and not by one of them', () => {
    const only = (protocol: 'tcp' | 'udp') => about({ ports: [range(53, 53, protocol)] });
    const of = (...rules: readonly Rule[]) => rulesFor(rules, WHO, { vms: [WEB], ports: [ANY] });
    expect(of(only('tcp'), only('udp'))).not.toHaveProperty('bare');
    expect(of(only('tcp')).bare?.say).toContain('53/udp');
  });

  it('are not those about other VMs, by whatever that is told', () => {
    for (const other of [{ os: ['windows' as const] }, { regions: ['westeurope'] }, { vms: ['*-02'] }])
      expect(ids(rulesFor([about(other)], WHO, asks))).toEqual([]);
  });

  it('that deny, and those that cannot tell, hold and give nothing', () => {
    for (const each of [about({}, DENY), about({ clouds: ['china'] })]) {
      const found = rulesFor([each], WHO, asks);
      expect([found.rules.length, found.bare?.part]).toEqual([1, 'ports']);
    }
  });

  it('that give break-glass alone are about nothing else, and only for those whom it names', () => {
    const glass = about({}, ONLY_GLASS);
    expect(rulesFor([glass], WHO, asks)).toMatchObject({ rules: [], bare: { part: 'ports' } });
    expect(rulesFor([glass], WHO, { ...asks, breakGlass: true })).toEqual({ rules: [glass] });
    const others = about({}, { ...ONLY_GLASS, breakGlass: { ...GLASS, groups: ['others'] } });
    expect(rulesFor([others], WHO, { ...asks, breakGlass: true }).bare?.say).toContain('break the glass');
    expect(rulesFor([about({})], WHO, { ...asks, breakGlass: true }).bare).toBeDefined();
  });

  it('for no VM or no port are none, and that is said', () => {
    for (const nothing of [{ vms: [] }, { ports: [] }])
      expect(rulesFor([about({})], WHO, { ...asks, ...nothing })).toEqual({
        rules: [],
        bare: { say: expect.stringContaining('a VM and a port'), part: 'ports' },
      });
  });
});

describe('people see a VM', () => {
  const sees = (...rules: readonly Rule[]) => givesSome(rules, WHO, vm());
  const deny = (over: Partial<Match> = {}) => about(over, DENY);

  it('that some rule gives them some port of, if only by break-glass', () => {
    expect(sees(about({}))).toBe(true);
    expect(sees(about({}, ONLY_GLASS))).toBe(true);
    expect(sees(about({ vms: ['db-*'] }))).toBe(false);
    expect(sees(about({ clouds: ['china'] }))).toBe(false);
    expect(sees()).toBe(false);
  });

  it('unless every port that is given is forbidden, always', () => {
    expect(sees(about({}), deny())).toBe(false);
    expect(sees(about({}), deny({ sources: ['203.0.113.0/24'] }))).toBe(true);
    for (const other of [{ vms: ['db-*'] }, { os: ['windows' as const] }])
      expect(sees(about({}), deny(other))).toBe(true);
    const two = about({ ports: [range(20, 22), range(30, 32)] });
    expect(sees(two, deny({ ports: [range(20, 22)] }))).toBe(true);
    expect(sees(two, deny({ ports: [range(20, 40)] }))).toBe(false);
    const given = about({ ports: [range(20, 25)] });
    expect(sees(given, deny({ ports: [range(20, 24)] }))).toBe(true);
    expect(sees(given, deny({ ports: [range(21, 25)] }))).toBe(true);
    expect(sees(given, deny({ ports: [range(20, 22)] }), deny({ ports: [range(24, 25)] }))).toBe(true);
    expect(sees(given, deny({ ports: [range(20, 22)] }), deny({ ports: [range(23, 30)] }))).toBe(false);
    expect(sees(given, deny({ ports: [range(1, 10), range(20, 25)] }))).toBe(false);
    expect(sees(given, deny({ ports: [range(20, 25, 'udp')] }))).toBe(true);
    expect(sees(about({ ports: [range(53, 53, '*')] }), deny({ ports: [range(53, 53)] }))).toBe(true);
    expect(sees(about({}), deny({ ports: [range(1, 65_535, '*')] }))).toBe(false);
    expect(sees(about({}), deny({ ports: [range(1, 65_534, '*')] }))).toBe(true);
  });
});
