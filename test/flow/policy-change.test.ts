import { expect, it } from 'vitest';
import { ADA, RILEY } from '../../sandbox/demo/people.ts';
import type { NewEvent } from '../../src/access/audit-event.ts';
import { policyRefused, policyTaken } from '../../src/flow/policy-change.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

it('a policy that takes the place of another is a line with both hashes', async () => {
  const world = createWorld();
  const [before, after] = [world.policy.now, policyOf(`${POLICY}\n# changed`)];
  await policyTaken(world.runner.deps, before, after);
  const [line] = await world.store.events({ limit: 1 });
  expect(line).toMatchObject({ kind: 'policyTaken', policy: after.hash, actor: { name: 'Ajar' } });
  expect(line?.detail).toBe(`The policy ${before.hash} became ${after.hash}.`);
});

it('a faulty one is told to the admins once, however many processes find it, and is a line of the policy that stays', async () => {
  const world = createWorld();
  const faults = Array.from({ length: 7 }, (_, n) => `policy.yaml:${n}:1 rules: fault ${n}`);
  for (let process = 0; process < 2; process += 1)
    await policyRefused(world.runner.deps, world.policy.now, faults, 'd'.repeat(64));
  await world.settle();
  const told = world.stage.messages.filter(({ card }) => card.card === 'bulletin');
  expect(told.map(({ place }) => place.privateTo)).toEqual([ADA.id]);
  const text = JSON.stringify(told[0]?.card);
  expect(text).toContain('fault 4');
  expect(text).not.toContain('fault 5');
  expect(text).toContain('2 more.');
  const lines = await world.store.events({ limit: 9 });
  expect(lines.map(({ kind, policy }) => [kind, policy])).toEqual([['policyRefused', world.policy.now.hash]]);
});

it('a refusal says by which policy, whether a rule had to do with it or not', async () => {
  const world = createWorld();
  await world.say(RILEY, 'audit');
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 9h from 203.0.113.7');
  const lines = await world.store.events({ limit: 9 });
  expect(lines.map(({ kind, policy }) => [kind, policy])).toEqual(
    lines.map(() => ['refused', world.policy.now.hash]),
  );
  expect(lines.length).toBe(2);
});

it('a line without the hash of a policy cannot be written', async () => {
  const world = createWorld();
  await policyTaken(world.runner.deps, world.policy.now, world.policy.now);
  const [{ policy: _, ...bare }] = (await world.store.events({ limit: 1 })) as [NewEvent];
  // @ts-expect-error: the store takes none, so that the compiler looks at every place that writes one.
  const unwritten: Parameters<typeof world.store.record>[0] = bare;
  expect(unwritten).not.toHaveProperty('policy');
});
