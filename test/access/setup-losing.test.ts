import { describe, expect, it } from 'vitest';
import type { InboundRule } from '../../src/access/check/vm-network.ts';
import { exposing } from '../../src/access/setup/exposing.ts';
import { losing } from '../../src/access/setup/losing.ts';
import { usualRule } from '../../src/access/setup/recommended.ts';
import { entranceOf, networkOf, ruleOf } from '../fakes/network.ts';
import { vmOf } from '../fakes/vms.ts';

const SSH = [usualRule(22)];
const bare = vmOf('web-09', []);
const standing = (...rules: readonly InboundRule[]) => networkOf(bare, rules);
const fates = (...rules: readonly InboundRule[]) =>
  losing(standing(...rules), SSH).map(({ rules: by, fate }) => [by.map(({ name }) => name).join(), fate]);

describe('who loses access once JIT keeps a port', () => {
  it('is whoever is in the virtual network, where nobody else was let in', () => {
    expect(losing(standing(), SSH)).toEqual([
      {
        rules: [{ name: 'AllowVnetInBound', of: 'nsg-web', priority: 65_000 }],
        ports: ['22/any'],
        who: ['the virtual network and what is connected to it'],
        fate: 'denied',
        sentence:
          "22/any is open to the virtual network and what is connected to it, by Azure's default rule AllowVnetInBound. " +
          "JIT's deny rule comes before that: it ends for connections made after that.",
        mend: '',
      },
    ]);
  });

  it('says that an older rule before 1000 stays open, and how to mend it (FACTS 4.2)', () => {
    const [stays] = losing(standing(ruleOf({ priority: 300 })), SSH);
    expect(stays).toMatchObject({ fate: 'stays', ports: ['22/tcp'], who: ['anybody'] });
    expect(stays?.sentence).toContain('by the rule "old-ssh" of nsg-web (priority 300)');
    expect(stays?.mend).toBe(
      'Remove the rule "old-ssh" of nsg-web, or let it name only those who need it all the time.',
    );
  });

  it.each([
    [1_000, 'stays'],
    [1_001, 'unsure'],
    [4_096, 'unsure'],
  ])('cannot tell of a rule between the two ends where JIT puts its deny rule: %i is %s', (priority, fate) => {
    expect(fates(ruleOf({ priority, protocol: '*' }))).toContainEqual(['old-ssh', fate]);
  });

  it('names each rule once, with all that it lets in', () => {
    const offices = ruleOf({ name: 'offices', sources: ['203.0.113.0/24', '198.51.100.7/32'], ports: ['*'] });
    const [loss] = losing(standing(offices), [...SSH, usualRule(3389)]);
    expect(loss).toMatchObject({ ports: ['22/tcp', '3389/tcp'], who: ['203.0.113.0/24', '198.51.100.7'] });
  });

  it('leaves out openings, which are no rules of others, and rules for other ports', () => {
    expect(
      fates(ruleOf({ priority: 100, madeBy: 'jit', sources: ['203.0.113.7'] }), ruleOf({ ports: ['443'] })),
    ).toEqual([['AllowVnetInBound', 'denied']]);
  });

  it('says that a rule stays which JIT keeps already and does not stop', () => {
    const kept = vmOf('web-09', [22]);
    const [loss] = losing(networkOf(kept, [ruleOf({ priority: 2_000 })]), [
      { ...usualRule(22), protocol: 'tcp' },
    ]);
    expect(loss).toMatchObject({ fate: 'stays', rules: [{ name: 'old-ssh' }] });
  });

  it('takes one group of two as enough to deny, since JIT writes into both', () => {
    const rules = (of: string, name: string, priority: number) => [ruleOf({ of, name, priority })];
    const two = entranceOf([], {
      groups: [
        { name: 'nsg-subnet', guards: 'subnet', rules: rules('nsg-subnet', 'low', 300) },
        { name: 'nsg-nic', guards: 'interface', rules: rules('nsg-nic', 'high', 65_000) },
      ],
    });
    expect(losing({ vm: bare, entrances: [two], unread: [] }, SSH)).toMatchObject([
      { fate: 'denied', rules: [{ name: 'low' }, { name: 'high' }] },
    ]);
  });

  it("says that a network manager's rule stays, which no group overrules", () => {
    const adminRules = [ruleOf({ name: 'always', of: 'nwm', access: 'always' })];
    const [loss] = losing(networkOf(bare, [], { adminRules }), SSH);
    expect(loss).toMatchObject({ fate: 'stays', mend: expect.stringContaining('virtual network manager') });
  });

  it('H11: cannot tell where rules could not be read or no interface was seen', () => {
    const groups = [{ name: 'nsg-web', guards: 'interface' as const, rules: undefined }];
    expect(losing(networkOf(bare, [], { groups }), SSH)).toMatchObject([
      { fate: 'unsure', who: ['whomever nsg-web lets in'] },
    ]);
    expect(losing({ vm: bare, entrances: [], unread: [] }, SSH)).toMatchObject([{ fate: 'unsure' }]);
  });

  it('is nobody where JIT is to keep nothing', () => {
    expect(losing(standing(ruleOf()), [])).toEqual([]);
  });
});

describe('who gets in once JIT keeps a port no more', () => {
  const kept = vmOf('web-09', [22]);

  it('is whoever an older rule or the virtual network lets in behind the deny rule', () => {
    expect(exposing(networkOf(kept), SSH)).toEqual([
      "22/any becomes open to the virtual network and what is connected to it, by Azure's default rule AllowVnetInBound.",
    ]);
    const deny = ruleOf({ name: 'JITRule_1', priority: 1_000, access: 'deny', protocol: '*', madeBy: 'jit' });
    const [sentence] = exposing(networkOf(bare, [deny, ruleOf({ priority: 4_000 })]), SSH);
    expect(sentence).toMatch(/^22\/any becomes open to anybody, by the rule "old-ssh" of nsg-web/);
    expect(sentence).toContain('AllowVnetInBound');
  });

  it('is nobody anew where a rule beats the deny rule already', () => {
    const all = [ruleOf({ protocol: '*', priority: 300 })];
    expect(exposing(networkOf(kept, all), SSH)).toEqual([]);
  });

  it('H11: cannot be told where no interface was seen', () => {
    expect(exposing({ vm: kept, entrances: [], unread: [] }, SSH)).toEqual([
      expect.stringContaining('Cannot tell'),
    ]);
  });
});
