import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const policy = POLICY.replace('cidrs: [198.51.100.0/28] }', 'cidrs: [198.51.100.0/28], shared: true }');
const remarksOn = (world: ReturnType<typeof createWorld>): readonly string[] => {
  const card = world.card('approval', AVERY)?.card;
  const remarks = card?.card === 'approval' ? card.facts.remarks : [];
  return remarks.filter((remark) => !remark.includes('first time'));
};

const asked: Record<string, [string, readonly string[]]> = {
  'a shared network': ['vpn', ['The source is vpn, shared with others.']],
  'an address in it': ['198.51.100.3', ['198.51.100.3 is in vpn, shared with others.']],
  'an address of its own': ['203.0.113.7', []],
};
for (const [name, [source, remarks]] of Object.entries(asked))
  it(`${name} as the source is remarked on where others can come through`, async () => {
    const world = createWorld({ policy });
    await world.say(RILEY, `open 3389 on vm-prod-01 for 1h from ${source}`);
    expect(remarksOn(world)).toEqual(remarks);
  });

it('a named network that is not shared is nothing to remark on', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from vpn');
  expect(remarksOn(world)).toEqual([]);
});
