import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffPolicies } from '../../src/access/policy/diff.ts';
import { levelOf } from '../../src/access/policy/diff-level.ts';
import { sayDifferences } from '../../src/access/policy/diff-words.ts';
import { everybody } from '../../src/access/policy/everybody.ts';
import type { Policy } from '../../src/access/policy/policy.ts';
import { whoAsks } from '../../src/access/policy/who.ts';
import type { Vm } from '../../src/access/vm.ts';
import { anyRules } from './any-policy.ts';
import { HOUR, person, policy, rule, tcp, vm } from './policy-fixtures.ts';

const machine = (name: string, tags: Record<string, string>, resourceGroup = 'rg-web'): Vm =>
  vm({ name, id: `/vms/${name}`, tags, resourceGroup });

const VMS = [
  machine('web-01', { env: 'prod' }),
  machine('web-02', { env: 'prod' }),
  machine('db-01', { env: 'prod' }, 'rg-db'),
  machine('x', { env: 'dev' }),
];

const says = (before: Policy, after: Policy, vms = VMS, most = 40) =>
  sayDifferences(diffPolicies(before, after, vms), { after, vms }, most);

const ports22 = [{ from: 22, to: 22, protocol: 'tcp' as const }];
const prod = { tags: [{ key: 'env', patterns: ['prod'] }], ports: ports22, requesters: ['requesters'] };

describe('what a change of the policy comes to', () => {
  it('is nothing for the same policy, whatever the order of its rules', () => {
    const rules = [rule('a', { match: prod }), rule('b', { autoApprove: true })];
    expect(says(policy(rules), policy([...rules].reverse()))).toEqual([
      'Nobody gains or loses anything on these VMs.',
    ]);
  });

  it('is who may open what without approval, by the tag and the group that they have in common', () => {
    const before = policy([rule('prod', { match: prod })]);
    const after = policy([rule('prod', { match: prod, autoApprove: true, approvals: [] })]);
    expect(says(before, after)).toEqual([
      '2 people (everybody in requesters) may open 22/tcp on all 3 VMs with env=prod without approval, at most 24 h (before: with 1 approval from approvers).',
      'Rules: 1 changed (prod).',
    ]);
  });

  it('is who gains and who loses access, and who is put into a group', () => {
    const before = policy([rule('prod', { match: prod })]);
    const { groups } = before;
    const after = { ...before, groups: { ...groups, requesters: [person(1), person(7)] } };
    expect(says(before, after)).toEqual([
      '1 person (Person 7) may now open 22/tcp on all 3 VMs with env=prod with 1 approval from approvers, at most 24 h (before: not at all).',
      '1 person (Person 2) may no longer open 22/tcp on all 3 VMs with env=prod (before: with 1 approval from approvers).',
    ]);
  });

  it('is other terms, and roles, networks and rules by name', () => {
    const before = policy([rule('all', { maxDurationMs: HOUR })]);
    const after = policy([rule('all', { maxDurationMs: 2 * HOUR })], {
      admins: [person(6)],
      networks: { vpn: { cidrs: ['198.51.100.0/24'], shared: true } },
    });
    const said = says(before, after);
    expect(said[0]).toContain(
      'may open all ports on all 4 VMs with 1 approval from approvers as before, but at most 2 h (before: at most 1 h).',
    );
    expect(said.slice(1)).toEqual([
      'Now admin: Person 6.',
      'No longer admin: Person 5.',
      'Rules: 1 changed (all).',
      'Networks: 1 changed (vpn).',
    ]);
  });

  it('is break-glass by itself', () => {
    const breakGlass = { groups: ['security'], review: { group: 'approvers', withinMs: HOUR }, tell: [] };
    const before = policy([rule('all')]);
    expect(says(before, policy([rule('all', { breakGlass })]))[0]).toBe(
      '1 person (everybody in security) may now break the glass for all ports on all 4 VMs.',
    );
  });

  it('nobody counts as let in where too few could approve', () => {
    const match = { tags: [], requesters: ['security'] };
    const lonely = policy([rule('self', { match, approvals: [{ count: 1, group: 'security' }] })]);
    expect(says(policy([rule('other', { match: prod })]), lonely)[0]).not.toContain('security');
  });

  it('is bounded, and says how many are left out', () => {
    const few = (count: number) =>
      policy(
        Array.from({ length: 9 }, (_, n) =>
          rule(`r${n}`, {
            match: { tags: [], vms: [`m${n}`], ports: ports22 },
            approvals: [{ count, group: n % 2 ? 'approvers' : 'security' }],
          }),
        ),
      );
    const vms = Array.from({ length: 9 }, (_, n) => machine(`m${n}`, {}));
    const said = says(few(1), few(2), vms, 1);
    expect(said.length).toBe(3);
    expect(said[1]).toMatch(/^\d+ more changes; --json has all of them\.$/);
  });

  it('is the same as asking for every person, VM and port by itself', () => {
    fc.assert(
      fc.property(anyRules, anyRules, (old, now) => {
        const [before, after] = [policy(old), policy(now)];
        const { differences } = diffPolicies(before, after, VMS);
        const people = everybody(before);
        const touched = new Set(
          differences.flatMap(({ people: who, vms }) =>
            who.flatMap(({ id }) => vms.map((each) => `${id} ${each.id}`)),
          ),
        );
        for (const { id } of people)
          for (const each of VMS) {
            const at = (of: Policy, number: number): string => {
              const asked = { rules: of.rules, who: whoAsks(of.groups, { requester: id }), person: id };
              return JSON.stringify(levelOf(of, asked, { ...each, jit: [] }, tcp(number), new Map()));
            };
            const isOther = [1, 22, 443, 3389].some((number) => at(before, number) !== at(after, number));
            if (isOther) expect(touched.has(`${id} ${each.id}`), `${id} on ${each.name}`).toBe(true);
          }
      }),
      { numRuns: 150 },
    );
  });

  it('takes ten thousand rules and as many VMs, by classes that no rule tells apart', () => {
    const many = (maxDurationMs: number) =>
      policy(
        Array.from({ length: 10_000 }, (_, n) =>
          rule(`r${n}`, {
            match: {
              tags: [{ key: 'team', patterns: [`t${n}`] }],
              ports: ports22,
              requesters: ['requesters'],
            },
            ...(n === 77 ? { maxDurationMs } : {}),
          }),
        ),
      );
    const vms = Array.from({ length: 10_000 }, (_, n) => machine(`m${n}`, { team: `t${n % 500}` }));
    expect(says(many(HOUR), many(2 * HOUR), vms)).toEqual([
      '2 people (everybody in requesters) may open 22/tcp on all 20 VMs with team=t77 with 1 approval from approvers as before, but at most 2 h (before: at most 1 h).',
      'Rules: 1 changed (r77).',
    ]);
  });
});
