import { expect, it } from 'vitest';
import type { Grant } from '../../src/access/grant.ts';
import type { Rule } from '../../src/access/policy/rule.ts';
import type { Port } from '../../src/access/port.ts';
import type { Vm } from '../../src/access/vm.ts';
import { deniesGrants, judgeGrants } from '../../src/flow/step/judge-grants.ts';
import { person, policy, refused, rule, tcp, vm, wish } from '../access/policy-fixtures.ts';
import { grantOf } from '../fakes/requests.ts';

const [web, db] = [vm(), vm({ id: vm().id.replace('web-01', 'db-01'), name: 'db-01' })];
const crossed = wish({ vms: [web, db], ports: [tcp(22), tcp(3389)] });
const SOURCE = '203.0.113.7/32';

const grant = (at: Vm, port: Port, opens = port): Grant => ({
  ...grantOf('planned', `${at.name}:${port.number}`),
  ...{ vm: at, port, opens, source: SOURCE },
});
/** 22 on web-01 and 3389 on db-01, of the four that were asked for. */
const left = [grant(web, tcp(22)), grant(db, tcp(3389))];
const about = (name: string, number: number, over: Partial<Rule> = {}): Rule =>
  rule(over.id ?? name, {
    ...over,
    match: { tags: [], vms: [name], ports: [{ from: number, to: number, protocol: '*' }] },
  });

it('is refused nothing that an approver has left out', () => {
  const apart = policy([about('web-01', 22), about('db-01', 3389)]);
  expect(judgeGrants(apart, crossed, left).allowed).toBe(true);
  expect(judgeGrants(apart, crossed, [...left, grant(db, tcp(22))]).allowed).toBe(false);
});

it('hears of a deny of what opens in any of its parts', () => {
  const open: Port = { number: 3389, protocol: '*' };
  const denying = policy([
    rule('all'),
    rule('no udp', {
      ...{ deny: 'No UDP.', approvals: [] },
      match: { tags: [], ports: [{ from: 3389, to: 3389, protocol: 'udp' }] },
    }),
  ]);
  expect(deniesGrants(denying, crossed, left)).toBeUndefined();
  expect(deniesGrants(denying, crossed, [left[0]!, grant(db, tcp(3389), open)])).toContain('No UDP.');
});

it('is refused where its parts together ask for more people than there are', () => {
  const one = { first: [person(2)], second: [person(2)] };
  const by = (name: string, number: number, group: string) =>
    about(name, number, { id: group, approvals: [{ count: 1, group }] });
  const rules = [by('web-01', 22, 'first'), by('db-01', 3389, 'second')];
  const groups = { ...policy([]).groups, ...one };
  const judged = (more = groups) => judgeGrants({ ...policy(rules), groups: more }, crossed, left);
  expect(refused(judged())).toMatch(/first|second/);
  expect(judged({ ...groups, second: [person(3)] })).toMatchObject({
    allowed: true,
    verdict: { rules: ['first', 'second'] },
  });
  // Who asks takes no seat.
  expect(judged({ ...groups, first: [person(1), person(2)] }).allowed).toBe(false);
});
