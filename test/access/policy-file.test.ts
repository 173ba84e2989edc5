import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/access/policy/judge.ts';
import { readPolicy } from '../../src/access/policy/policy-file.ts';
import { policyOf } from '../fakes/policy.ts';
import { APPS, allowed, HOUR, id, listsOf, refused, sha256, tcp, vm, wish } from './policy-fixtures.ts';

/** `line:column path: message` of every fault. */
function faults(yaml: string): readonly string[] {
  const read = readPolicy(yaml, sha256, APPS);
  if ('policy' in read) return [];
  return read.faults.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

/** A right policy around some lines of a first rule. */
const withRule = (...lines: readonly string[]): string =>
  [
    `groups: {ops: [${id(1)}, ${id(2)}]}`,
    'networks: {vpn: {cidrs: 198.51.100.16/28}}',
    'rules:',
    '  - id: one',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');

const RIGHT = withRule('match: {}', 'require: {approvals: [{count: 1, from: ops}]}');

describe('a right policy file', () => {
  test('means what it says, with the defaults filled in', () => {
    const policy = policyOf(RIGHT);
    expect(policy.hash).toBe(sha256(RIGHT));
    expect(policy.defaults).toEqual({
      ...{ durationMs: HOUR, warnBeforeMs: HOUR / 6, pendingMs: HOUR / 2 },
      routes: { ask: ['direct'], tell: [] },
    });
    expect(policy.rules).toEqual([
      {
        ...{ id: 'one', match: { tags: [] }, approvals: [{ count: 1, group: 'ops' }], autoApprove: false },
        ...{ anywhere: false, freeExtensions: 0, pendingMs: HOUR / 2, routes: { ask: [], tell: [] } },
      },
    ]);
  });

  test('every key of a rule arrives where it is judged', () => {
    const policy = policyOf(
      withRule(
        'match: {tags: {env: [prod, stage]}, resourceGroup: rg-*, subscription: Prod, vm: [a, b], ports: [22, 5985-5986/tcp], requesters: ops}',
        'require: {approvals: [{count: 2, from: ops}], maxDuration: PT1H30M, source: single-host, networks: vpn}',
        'allow: {freeExtensions: 3}',
        'pending: 1d',
        'routes: {ask: "console:a", tell: [direct, "teams:19:x@thread.tacv2"]}',
      ),
    );
    expect(policy.rules[0]).toEqual({
      id: 'one',
      match: {
        tags: [{ key: 'env', patterns: ['prod', 'stage'] }],
        ...{ resourceGroups: ['rg-*'], subscriptions: ['Prod'], vms: ['a', 'b'], requesters: ['ops'] },
        ports: [
          { from: 22, to: 22, protocol: '*' },
          { from: 5985, to: 5986, protocol: 'tcp' },
        ],
      },
      ...{ approvals: [{ count: 2, group: 'ops' }], autoApprove: false, maxDurationMs: 1.5 * HOUR },
      ...{ minPrefix: { ipv4: 32, ipv6: 128 }, networks: ['vpn'], anywhere: false, freeExtensions: 3 },
      pendingMs: 24 * HOUR,
      routes: { ask: ['console:a'], tell: ['direct', 'teams:19:x@thread.tacv2'] },
    });
  });

  test('admins and auditors are groups and ids, and a name counts wherever the id stands', () => {
    const policy = policyOf(
      [
        `groups: {ops: [{id: ${id(1).toUpperCase()}, name: Person 1}, ${id(2)}], more: [${id(1)}]}`,
        `admins: [ops, ${id(1)}, {id: ${id(3)}, name: Person 3}]`,
        `auditors: [${id(4)}]`,
        `rules: [{id: a, match: {}, allow: {autoApprove: true}}]`,
      ].join('\n'),
    );
    const one = { id: id(1), name: 'Person 1' };
    expect(policy.admins).toEqual([one, { id: id(2), name: id(2) }, { id: id(3), name: 'Person 3' }]);
    expect([policy.auditors, policy.groups.more]).toEqual([[{ id: id(4), name: id(4) }], [one]]);
  });

  test('the example is right, and does what its comments say', () => {
    const policy = policyOf(readFileSync(new URL('../../examples/policy.yaml', import.meta.url), 'utf8'));
    const [one, lead, , vendor] = ['engineers', 'prod-approvers', 'security', 'vendors'].map(
      (name) => policy.groups[name]![0]!.id,
    );
    const ask = (requester: string, over = {}) => judge(policy, wish({ requester, ...over }));
    expect(allowed(ask(one!)).requirements).toEqual([{ count: 2, group: 'prod-approvers', rule: 'prod' }]);
    expect(refused(ask(one!, { durationMs: 3 * HOUR }))).toContain('rule "prod" allows at most 2 h');
    expect(allowed(ask(lead!)).requirements).toHaveLength(1);
    const payments = allowed(
      ask(one!, { sources: ['198.51.100.20/32'], vms: [vm({ resourceGroup: 'rg-payments-eu' })] }),
    );
    expect(payments.requirements.map(({ count, group }) => [count, group])).toEqual([
      [2, 'prod-approvers'],
      [1, 'security'],
    ]);
    expect(payments.maxDurationMs).toBe(HOUR);
    expect(allowed(ask(one!, { vms: [vm({ tags: { env: 'test' } })] })).requirements).toEqual([]);
    const demo = vm({ name: 'web-demo-1', subscriptionName: 'Sandbox', tags: {} });
    expect(ask(one!, { vms: [demo], ports: [tcp(443)], sources: ['0.0.0.0/0'] }).allowed).toBe(true);
    expect(refused(ask(vendor!))).toContain('Vendors may not reach production');
  });
});

describe('faults', () => {
  test('all of them are told at once, in file order, each with its place, what was found and what to write', () => {
    const yaml = [
      'groups:',
      `  ops: [${id(1)}, bob@example.com]`,
      'defaults:',
      '  warnBefor: 10m',
      '  pending: 30',
      'rules:',
      '  - id: one',
      '    match: {prots: 22, requesters: opps}',
      '    require:',
      '      approvals: [{count: 2, from: ops}, {form: ops}]',
      '      networks: [vpn]',
      '  - id: one',
      '    match: {ports: [0, ssh]}',
    ].join('\n');
    expect(faults(yaml)).toEqual([
      '2:47 groups.ops[1]: found "bob@example.com": write an Entra object id, such as 3f2a9c1e-5b7d-4e8f-a1c2-9d0b6e7f8a34',
      '4:3 defaults.warnBefor: no such key here: the keys are duration, warnBefore, pending, routes. Did you mean "warnBefore"?',
      '5:12 defaults.pending: found 30: write a duration from 1m to 7d, such as "2h", "90m" or "PT1H30M"',
      '8:13 rules[0].match.prots: no such key here: the keys are tags, resourceGroup, subscription, vm, region, os, cloud, ports, source, requesters, time, duration. Did you mean "ports"?',
      '8:36 rules[0].match.requesters: found "opps": no group of this file has that name: define it under "groups". Did you mean "ops"?',
      '10:42 rules[0].require.approvals[1].count: missing: write a whole number from 1 to 20',
      '10:42 rules[0].require.approvals[1].from: missing: write the name of a group',
      '10:43 rules[0].require.approvals[1].form: no such key here: the keys are count, from, stage, escalate. Did you mean "from"?',
      '11:18 rules[0].require.networks[0]: found "vpn": no network of this file has that name: define it under "networks".',
      '12:5 rules[1]: the rule does not say who approves: write require.approvals, or allow.autoApprove: true, or deny',
      '12:9 rules[1].id: "one" is the id of rule 1 as well: give each rule an id of its own',
      '13:21 rules[1].match.ports[0]: found 0: write a port from 1 to 65535, such as 22, 5985-5986, 443/tcp or 161/udp',
      '13:24 rules[1].match.ports[1]: found "ssh": write a port from 1 to 65535, such as 22, 5985-5986, 443/tcp or 161/udp',
    ]);
  });

  const OPS = 'require: {approvals: [{count: 1, from: ops}]}';
  test.each([
    ['no approver and no auto-approval', ['match: {}'], 'does not say who approves'],
    [
      'approvals and auto-approval',
      ['match: {}', OPS, 'allow: {autoApprove: true}'],
      'never approves by itself',
    ],
    [
      'more approvals than people',
      ['match: {}', 'require: {approvals: [{count: 3, from: ops}]}'],
      'has only 2',
    ],
    [
      'the same group twice',
      ['match: {}', 'require: {approvals: [{count: 1, from: ops}, {count: 2, from: ops}]}'],
      'entry 1 already',
    ],
    [
      'a deny that also allows',
      ['match: {}', 'deny: Not here.', 'allow: {anywhere: true}'],
      'has only id, match and deny',
    ],
    ['a deny without a sentence', ['match: {}', 'deny: yes'], 'write the sentence'],
    ['no match', [OPS], 'match: missing'],
    ['an empty match list', ['match: {vm: []}', OPS], 'found an empty list: write at least one'],
    ['a key without a value', ['match: {vm: }', OPS], 'found nothing'],
    ['a tag value that is a number', ['match: {tags: {tier: 1}}', OPS], 'found 1: write text'],
    [
      'a duration without a unit',
      ['match: {}', 'require: {approvals: [{count: 1, from: ops}], maxDuration: 90}'],
      'found 90: write a duration',
    ],
    [
      'a duration beyond Azure’s own',
      ['match: {}', 'require: {approvals: [{count: 1, from: ops}], maxDuration: 25h}'],
      'from 1m to 24h',
    ],
    [
      'a prefix as wide as the internet',
      ['match: {}', 'require: {approvals: [{count: 1, from: ops}], minPrefix: {ipv4: 4, ipv6: 64}}'],
      'found 4: write a whole number from 8 to 32',
    ],
    [
      'a prefix for one family only',
      ['match: {}', 'require: {approvals: [{count: 1, from: ops}], minPrefix: {ipv4: 24}}'],
      'minPrefix.ipv6: missing',
    ],
    [
      'anywhere and a single host',
      [
        'match: {}',
        'require: {approvals: [{count: 1, from: ops}], source: single-host}',
        'allow: {anywhere: true}',
      ],
      'contradicts require.source',
    ],
    ['yes for true', ['match: {}', 'allow: {autoApprove: yes}'], 'found "yes": write true'],
    [
      'an app that this version does not have',
      ['match: {}', OPS, 'routes: {ask: "irc:#ops"}'],
      'write "direct", or a chat app',
    ],
    [
      'direction characters in a sentence',
      ['match: {}', 'deny: "See \\u202Eexe.evil"'],
      'without control characters',
    ],
  ])('%s', (_, lines, says) => {
    expect(faults(withRule(...lines)).join('\n')).toContain(says);
  });

  test.each([
    [
      'the same person twice in a group',
      `groups: {ops: [${id(1)}, ${id(1)}]}`,
      'in this group already, as entry 1',
    ],
    ['the nil id', 'groups: {ops: [00000000-0000-0000-0000-000000000000]}', 'nil id is nobody'],
    ['a group named like a person', `groups: {${id(1)}: []}`, 'cannot be a name'],
    ['a group with a name of JavaScript’s own', 'groups: {__proto__: []}', '__proto__'],
    ['host bits in a network', 'networks: {vpn: {cidrs: 10.0.0.1/8}}', 'write 10.0.0.0/8'],
    ['an octal address', 'networks: {vpn: {cidrs: 010.0.0.1}}', 'found "010.0.0.1"'],
    [
      'one range with two names',
      'networks: {a: {cidrs: 10.0.0.0/8}, b: {cidrs: 10.0.0.0/8}}',
      'is in a already',
    ],
    [
      'an admin who is neither group nor id',
      'admins: [root]',
      'write a group of this file or an Entra object id',
    ],
    ['an unknown top key', 'rule: []', 'Did you mean "rules"?'],
    ['a repeated key', 'groups: {}\ngroups: {}', '2:1 : this key stands here a second time'],
    ['an alias', 'groups: &g {}\nnetworks: *g', 'anchor or alias'],
    ['a bomb of aliases', 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]', 'anchor or alias'],
    ['a circle of aliases', 'groups: &a [*a]', 'anchor or alias'],
    ['a tag', 'groups: !!map {}', 'found a tag'],
    ['another YAML', '%YAML 1.1\n---\ngroups: {}', 'YAML 1.2'],
    ['two documents', 'groups: {}\n---\ngroups: {}', 'one policy in one file'],
    ['text that is no YAML', 'groups: [', 'this is not YAML'],
    ['an endless nesting', '['.repeat(50_000), 'nested too deeply'],
    ['a file far too long', `# ${'x'.repeat(4_000_000)}`, 'a policy may have 4000000'],
    ['an empty file', '# nothing', 'the file is empty'],
    ['a list for a file', '- id: one', 'found a list: write a block with the keys'],
    ['no rules', 'groups: {}', 'rules: missing'],
    ['an empty list of rules', 'rules: []', 'without a rule everything is refused'],
  ])('%s', (_, yaml, says) => {
    expect(faults(yaml).join('\n')).toContain(says);
  });
});

describe('a policy of lists', () => {
  const lists = (requesters: readonly string[], approvers: readonly string[]) =>
    judge(listsOf(requesters, approvers), wish());

  test('whoever may ask asks for anything, and one approver has to approve', () => {
    expect(allowed(lists([id(1).toUpperCase()], [id(2)])).requirements).toEqual([
      { count: 1, group: 'AJAR_APPROVERS', rule: 'without-policy-file' },
    ]);
    expect(refused(lists([id(2)], [id(3)]))).toContain('No rule');
  });

  test('an empty or wrong list refuses everything with the variable to set', () => {
    expect(refused(lists([], [id(2)]))).toContain('Set AJAR_REQUESTERS to');
    expect(refused(lists([id(1)], []))).toContain('Set AJAR_APPROVERS to');
    expect(refused(lists([id(1)], ['bob@example.com']))).toContain('AJAR_APPROVERS holds "bob@example.com"');
  });

  test('other lists have another hash', () => {
    const hash = (...requesters: readonly string[]) => listsOf(requesters, [id(2)]).hash;
    expect(hash(id(1))).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(id(1))).not.toBe(hash(id(1), id(3)));
  });
});

describe('who lets a VM be put under just-in-time access', () => {
  const withSetup = (setup: string): string => `setup: ${setup}\n${RIGHT}`;

  test('is another admin, asked in private, unless the file says otherwise', () => {
    expect(policyOf(RIGHT).setup).toEqual({ approval: 'admin', routes: { ask: ['direct'] } });
    expect(policyOf(withSetup('{approval: none, routes: {ask: "console:ops"}}')).setup).toEqual({
      approval: 'none',
      routes: { ask: ['console:ops'] },
    });
  });

  test('is written with its own words, and every fault is told at once', () => {
    expect(
      faults(withSetup('{approval: nobody, routes: {ask: everywhere, tell: direct}, who: [me]}')),
    ).toEqual([
      '1:19 setup.approval: found "nobody": write admin or none',
      '1:41 setup.routes.ask: found "everywhere": write "direct", or a chat app and its conversation: "teams:<conversation>" or "slack:<conversation>" or "console:<conversation>"',
      '1:53 setup.routes.tell: no such key here: the keys are ask.',
      '1:68 setup.who: no such key here: the keys are approval, routes.',
    ]);
  });
});
