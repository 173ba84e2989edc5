import { expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

/** The sentences of the newest answer to "why". */
async function why(world: World, who: Person, id = 'aj-000001'): Promise<string> {
  await world.say(who, `why ${id}`);
  const card = world.card('bulletin', who)?.card;
  return card?.card === 'bulletin' ? card.bulletin.sentences.join('\n') : '';
}

async function asked(sentence = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7'): Promise<World> {
  const world = createWorld();
  await world.say(RILEY, sentence);
  return world;
}

it('its requester is told which rules hold, what each asks, and who could approve', async () => {
  expect(await why(await asked(), RILEY)).toBe(
    [
      'aj-000001 is waiting for approval. By the policy as it is now: Opens once it is approved.',
      '1 of approvers (Avery, Blake): rule "production".',
      "At most 3 h: Azure's JIT policy for 3389/tcp on vm-prod-01.",
      'Rule "production" holds: 1 approval from approvers; at most 3 h.',
    ].join('\n'),
  );
});

it('it is answered in private alone, wherever it was asked', async () => {
  const world = await asked();
  await world.say(RILEY, 'why aj-000001', world.stage.channel('general'));
  const shown = world.stage.messages.filter(({ card }) => card.card === 'bulletin');
  expect(shown.map(({ place }) => place.privateTo)).toEqual([RILEY.id]);
});

it('approvers, admins and on-call are told of others’ requests, and who sees all also of rules that do not hold', async () => {
  const world = await asked();
  expect(await why(world, BLAKE)).not.toContain('does not hold');
  expect(await why(world, ADA)).toContain('Rule "two-eyes" does not hold: it is about tags env=vault.');
});

it('anybody else is refused, with an audit line', async () => {
  const world = await asked();
  await world.say(OLLY, 'why aj-000001');
  expect(world.card('bulletin', OLLY)).toBeUndefined();
  expect(world.told(OLLY)).toContain('is somebody else');
  expect((await world.audit()).at(-1)).toBe('Olly refused -');
});

it('after a change of the policy both verdicts are told, and what would let it pass now', async () => {
  const world = await asked();
  world.policy.now = policyOf(POLICY.replace('maxDuration: 3h', 'maxDuration: 1h'));
  const text = await why(world, RILEY);
  expect(text).toContain('By the policy as it is now: Refused.');
  expect(text).toContain('The policy was changed since it was asked.');
  expect(text).toContain('When it was asked, these rules held: production.\n1 of approvers (Avery, Blake)');
  expect(text).toContain('It would pass for 1 h.');
});

it('without an id it is about the one that the person has', async () => {
  const world = await asked();
  await world.say(RILEY, 'why');
  expect(world.card('bulletin', RILEY)).toBeDefined();
  await world.say(AVERY, 'why vm-prod-02');
  expect(world.told(AVERY)).toContain('You have nothing open or waiting');
});

it('of a VM that cannot be read, what was kept is told', async () => {
  const world = await asked();
  world.cloud.vms.length = 0;
  const text = await why(world, RILEY);
  expect(text).toContain('is not the VM any more');
  expect(text).toContain('When it was asked, these rules held: production.');
});
