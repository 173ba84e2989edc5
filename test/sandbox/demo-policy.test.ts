import { expect, it } from 'vitest';
import { HANA, RILEY } from '../../sandbox/demo/people.ts';
import { demoPolicy } from '../../sandbox/demo/policy.ts';
import { judge } from '../../src/access/policy/judge.ts';
import { allowed, vm, wish } from '../access/policy-fixtures.ts';
import { policyOf } from '../fakes/policy.ts';

const policy = policyOf(demoPolicy({ whole: true }));
const judged = (app: string, more: object = {}) =>
  allowed(judge(policy, wish({ requester: RILEY.id, vms: [vm({ tags: { env: 'prod', app } })], ...more })));

it('the demo asks for a gateway in two stages, of which nobody stands in for the first', () => {
  const { requirements } = judged('gateway');
  expect(requirements.map(({ group, stage = 1 }) => [stage, group])).toEqual([
    [1, 'approvers'],
    [2, 'security'],
  ]);
  expect(requirements.flatMap(({ ladder = [] }) => ladder.map(({ group }) => group))).toEqual([undefined]);
});

it('the demo reminds while nobody answers, and lets security answer then', () => {
  const [requirement] = judged('web').requirements;
  expect(requirement?.ladder?.map(({ group }) => group)).toEqual([undefined, 'security']);
});

it('the demo lets Riley break the glass, and Hana ask for her', () => {
  expect(judged('web', { breakGlass: true, justification: 'billing is down' }).review?.group).toBe(
    'security',
  );
  expect(judged('web', { askedBy: HANA.id }).requirements).toHaveLength(1);
});
