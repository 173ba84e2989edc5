import { expect, it } from 'vitest';
import type { Policy } from '../../src/access/policy/policy.ts';
import { mayBegin, maySee } from '../../src/flow/say/may-see.ts';
import { policyOf } from '../fakes/policy.ts';
import { vmOf } from '../fakes/vms.ts';

const RILEY = '11111111-1111-4111-8111-111111111111';
const POLICY = policyOf(`
groups:
  engineers: [${RILEY}]
  helpers: [${RILEY}]
  approvers: [22222222-2222-4222-8222-222222222222]
rules:
  - { id: prod, match: { tags: { env: prod }, requesters: engineers }, require: { approvals: [{ count: 1, from: approvers }] } }
  - { id: others, match: { tags: { env: dev }, requesters: approvers }, require: { approvals: [{ count: 1, from: approvers }] }, allow: { onBehalfOf: helpers } }
`);
const VMS = [
  ...[vmOf('a', [22], { tags: { env: 'prod' } }), vmOf('b', [22], { tags: { env: 'dev' } })],
  vmOf('c', [22], { tags: { env: 'test' } }),
];

const seen = (policy: Policy, vms = VMS, look = maySee): readonly string[] =>
  vms.filter((_, place) => look(vms, policy, RILEY)(place)).map(({ name }) => name);

it('remembers what a person may ask for, and for others what they may begin with', () => {
  for (let time = 0; time < 2; time += 1) {
    expect(seen(POLICY)).toEqual(['a']);
    expect(seen(POLICY, VMS, mayBegin)).toEqual(['a', 'b']);
  }
});

it('looks again as soon as anything that it depends on is another (HOLES H17)', () => {
  expect(seen(POLICY)).toEqual(['a']);
  const { groups, rules } = POLICY;
  expect(seen({ ...POLICY, groups: { ...groups, engineers: [] } })).toEqual([]);
  expect(seen({ ...POLICY, groups: { ...groups, helpers: [] } }, VMS, mayBegin)).toEqual(['a']);
  expect(seen({ ...POLICY, neverPeople: [RILEY] })).toEqual([]);
  expect(seen({ ...POLICY, closed: 'Nobody may ask for anything.' })).toEqual([]);
  expect(seen({ ...POLICY, guests: [RILEY] }, VMS, mayBegin)).toEqual(['a']);
  expect(seen({ ...POLICY, rules: rules.slice(1) })).toEqual([]);
  expect(
    seen(
      POLICY,
      VMS.map((vm) => ({ ...vm, tags: {} })),
    ),
  ).toEqual([]);
  expect(seen(POLICY)).toEqual(['a']);
});

it('looks at a VM once for each of the 64 people who typed last, and may be asked by more', () => {
  const people = Array.from({ length: 65 }, (_, at) => `${RILEY.slice(0, -2)}${10 + at}`);
  const policy = {
    ...POLICY,
    groups: { ...POLICY.groups, engineers: people.map((id) => ({ id, name: id })) },
  };
  let looks = 0;
  const vm = vmOf('a', [22]);
  const tags = (): Readonly<Record<string, string>> => {
    looks += 1;
    return { env: 'prod' };
  };
  Object.defineProperty(vm, 'tags', { get: tags });
  const vms = [vm];
  const looksFor = (at: number): number => {
    const before = looks;
    expect(maySee(vms, policy, people[at] ?? '')(0)).toBe(true);
    return looks - before;
  };
  const [once, ...others] = people.slice(0, 64).map((_, at) => looksFor(at));
  expect(once).toBeGreaterThan(0);
  expect(others).toEqual(others.map(() => once));
  expect([looksFor(1), looksFor(0)]).toEqual([0, 0]);
  // The 65th takes the place of whoever has not typed for longest.
  expect([looksFor(64), looksFor(0), looksFor(1), looksFor(2)]).toEqual([once, 0, 0, once]);
});
