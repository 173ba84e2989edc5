import { describe, expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { Bulletin } from '../../src/access/bulletin.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const TWO = 'open 3389, 5986 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';
const WIDE = 'Somebody changed the rule: it let in 203.0.113.7; now it lets in anywhere.';

async function twoOpen(policy = POLICY): Promise<World> {
  const world = createWorld({ policy });
  await world.say(RILEY, TWO);
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  expect(await world.request()).toMatchObject({ status: 'open' });
  return world;
}

/** Every bulletin, with who reads it. */
const bulletins = (world: World): readonly (Bulletin & { readonly where: string })[] =>
  world.stage.messages.flatMap(({ card, place }) =>
    card.card === 'bulletin' ? [{ ...card.bulletin, where: place.conversation }] : [],
  );

const drifts = async (world: World) =>
  (await world.store.events({ limit: 200 })).filter(({ kind }) => kind === 'drift');

describe('an access of which a part is gone', () => {
  it('goes on, and its requester and on-call hear of it, once', async () => {
    const world = await twoOpen();
    world.cloud.revoke('aj-000001', 'g1');
    await world.pass(5 * 60_000, 10_000);
    expect(await world.request()).toMatchObject({
      ...{ status: 'open', grants: [{ state: 'closed' }, { state: 'open' }] },
    });
    const told = bulletins(world);
    expect(told.map(({ where }) => where).sort()).toEqual([`dm-${RILEY.id}`, 'on-call']);
    expect(told[0]).toMatchObject({ loud: true, title: 'aj-000001 is not as it was approved' });
    expect(told[0]?.sentences.join(' ')).toContain('3389/tcp on vm-prod-01 was closed by somebody else');
    expect(await drifts(world)).toHaveLength(1);
  });

  it('offers its requester, and nobody else, to ask again', async () => {
    const world = await twoOpen();
    world.cloud.revoke('aj-000001', 'g1');
    await world.pass(2 * 60_000, 10_000);
    const buttons = bulletins(world).map(({ where, again }) => [where, again]);
    expect(Object.fromEntries(buttons)).toEqual({
      ...{ [`dm-${RILEY.id}`]: 'aj-000001', 'on-call': undefined },
    });
    await world.say(RILEY, 'again aj-000001');
    expect(await world.request('aj-000002')).toMatchObject({ status: 'pending' });
  });

  it('is told to the admins where no rule names on-call', async () => {
    const world = await twoOpen(POLICY.replace(", tell: ['teams:on-call']", ''));
    world.cloud.revoke('aj-000001', 'g1');
    await world.pass(2 * 60_000, 10_000);
    expect(bulletins(world).map(({ where }) => where)).toContain(`dm-${ADA.id}`);
  });
});

describe('an opening that somebody widened', () => {
  it('is told with before and after, and closed, while the rest goes on', async () => {
    const world = await twoOpen();
    world.cloud.weather.widened = { 'aj-000001 g1': WIDE };
    await world.pass(5 * 60_000, 10_000);
    expect(await world.request()).toMatchObject({
      ...{ status: 'open', grants: [{ state: 'closed' }, { state: 'open' }] },
    });
    expect(world.cloud.open()).toEqual(['5986/tcp vm-prod-01 203.0.113.7/32']);
    expect(bulletins(world).map(({ sentences }) => sentences.at(-1))).toEqual([
      ...[`${WIDE} That is more than was approved, so Ajar closes it.`],
      ...[`${WIDE} That is more than was approved, so Ajar closes it.`],
    ]);
    expect(await drifts(world)).toHaveLength(1);
  });

  it('ends the access where it is all of it, loudly', async () => {
    const world = await twoOpen();
    world.cloud.weather.widened = { 'aj-000001 g1': WIDE, 'aj-000001 g2': WIDE };
    await world.pass(5 * 60_000, 10_000);
    expect(await world.request()).toMatchObject({
      status: 'closed',
      ending: { kind: 'gone', why: expect.stringContaining('now it lets in anywhere') },
    });
    expect(world.cloud.open()).toEqual([]);
    expect(world.card('alert', RILEY)?.card).toMatchObject({ sentence: expect.stringContaining(WIDE) });
  });

  it('is told and left where the policy says so', async () => {
    const world = await twoOpen(`${POLICY}\ndrift: { widened: tell }\n`);
    world.cloud.weather.widened = { 'aj-000001 g1': WIDE, 'aj-000001 g2': WIDE };
    await world.pass(5 * 60_000, 10_000);
    expect(await world.request()).toMatchObject({ status: 'open' });
    expect(bulletins(world)).toHaveLength(2);
    expect(bulletins(world)[0]?.sentences).toContain(WIDE);
  });

  it('is tried again while the cloud refuses to close it, and told once', async () => {
    const world = await twoOpen();
    world.cloud.weather.locked = true;
    world.cloud.weather.widened = { 'aj-000001 g1': WIDE };
    await world.pass(5 * 60_000, 10_000);
    expect(world.cloud.open()).toHaveLength(2);
    world.cloud.weather.locked = false;
    await world.pass(2 * 60_000, 10_000);
    expect(world.cloud.open()).toEqual(['5986/tcp vm-prod-01 203.0.113.7/32']);
    expect(bulletins(world)).toHaveLength(2);
  });
});
