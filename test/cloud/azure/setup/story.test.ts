import { describe, expect, it } from 'vitest';
import { ADA, AVERY, OLLY, RILEY } from '../../../../sandbox/demo/people.ts';
import { createWorld, POLICY } from '../../../fakes/world.ts';
import { atSetup } from './stand.ts';

const TWO_ADMINS = POLICY.replace(
  `admins: [{ id: ${ADA.id}, name: Ada }]`,
  `admins: [{ id: ${ADA.id}, name: Ada }, { id: ${OLLY.id}, name: Olly }]`,
).replace('match: { tags: { env: prod }, requesters: [engineers] }', "match: { vm: 'new-*' }");

/** Ajar as it runs, from the sentence to the JIT policy in the sandbox; only chat and clock are of the test. */
async function atDesk() {
  const there = await atSetup();
  const { azure, clock } = there;
  await azure.inventory.refresh();
  return { ...there, world: createWorld({ policy: TWO_ADMINS, azure: { ...azure, clock } }) };
}

describe('a VM that is in no JIT policy, from the sentence to the policy and the port', () => {
  it('is put under it by two admins, beside the others, and can be opened then', async () => {
    const { world, entries, names } = await atDesk();
    await world.say(RILEY, 'open 22 on new-01 for 1h from 203.0.113.7');
    expect(world.card('draft', RILEY)?.card).toMatchObject({
      choices: [{ title: 'Ask an admin to enable it' }],
    });
    const before = entries();
    await world.say(ADA, 'enable jit on new-01 for 22 max 2h from 203.0.113.0/24');
    await world.choose(ADA, 0);
    expect(entries()).toEqual(before);
    await world.click(OLLY, 'approve', 'setup');
    await world.pass(10_000, 2_000);
    expect(names()).toEqual(['web-01', 'web-02', 'both-01', 'new-01']);
    expect(entries().slice(0, 3)).toEqual(before);
    expect(world.card('setup', ADA)?.card).toMatchObject({ setup: { status: 'done' } });
    await world.say(RILEY, 'open 22 on new-01 for 1h from 203.0.113.7');
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    const [request] = await world.store.list({ limit: 1 });
    expect(request?.request).toMatchObject({
      status: 'open',
      grants: [{ provider: 'defender', state: 'open' }],
    });
    expect(world.errors).toEqual([]);
  });

  it('is asked for by whoever met it, and what they wished for is asked and opened by itself', async () => {
    const { world, names } = await atDesk();
    await world.say(RILEY, 'open 22 on new-02 for 1h from 203.0.113.7 because patching');
    await world.choose(RILEY, 0);
    await world.click(ADA, 'approve', 'setup');
    await world.pass(10_000, 2_000);
    expect(names()).toContain('new-02');
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    const [request] = await world.store.list({ limit: 1 });
    expect(request?.request).toMatchObject({
      status: 'open',
      justification: 'patching',
      requester: { id: RILEY.id },
    });
    expect(world.errors).toEqual([]);
  });
});
