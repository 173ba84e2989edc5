import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import type { VmList } from '../../src/ports/card.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, POLICY, VMS, type World } from '../fakes/world.ts';

const HOUR_MS = 3_600_000;
const NOBODY: Person = { id: '99999999-0000-4000-8000-0000000000ff', name: 'Noor Nobody' };

const shown = (world: World, who: Person): VmList => {
  const card = world.card('vms', who)?.card;
  if (card?.card !== 'vms') throw new Error(`${who.name} was shown no VMs, but told: ${world.told(who)}`);
  return card.list;
};
const names = (world: World, who: Person): readonly string[] =>
  shown(world, who).rows.map(({ vm }) => vm.name);

const listed = async (world: World, who: Person, text: string): Promise<readonly string[]> => {
  await world.say(who, text);
  return names(world, who);
};

describe('who sees which VMs', () => {
  it('people see those that some rule lets them ask for, and never hear of any other', async () => {
    const world = createWorld();
    expect(await listed(world, RILEY, 'vms')).not.toContain('secret-01');
    expect(shown(world, RILEY).all).toHaveLength(VMS.length - 1);
    await world.say(RILEY, 'vms secret');
    expect(world.told(RILEY)).toBe('No VM that you may ask for fits "secret". Write vms to see all of them.');
  });

  it('somebody whom no rule lets ask is told so, and nothing else', async () => {
    const world = createWorld();
    await world.say(NOBODY, 'vms');
    expect(world.told(NOBODY)).toContain('No rule of the policy lets you ask for any VM.');
    expect(world.card('vms', NOBODY)).toBeUndefined();
  });

  it('auditors, on-call and admins see all', async () => {
    const roles = `auditors: [{ id: ${BLAKE.id}, name: Blake }]\nonCall: [{ id: ${OLLY.id}, name: Olly }]\nadmins:`;
    const world = createWorld({ policy: POLICY.replace('admins:', roles) });
    for (const who of [ADA, BLAKE, OLLY]) expect(await listed(world, who, 'vms')).toContain('secret-01');
  });

  it('an address alone makes nobody an admin (H3)', async () => {
    const world = createWorld();
    const said = { key: 'by-address', person: ADA, text: 'vms', place: world.stage.room(ADA.id) };
    await world.flow.said({ ...said, askOnly: true });
    expect(world.card('vms', ADA)).toBeUndefined();
    expect(world.told(ADA)).toContain('No rule of the policy');
  });

  it('is answered in private, wherever it was asked', async () => {
    const world = createWorld();
    await world.say(RILEY, 'vms', world.stage.channel('general'));
    const cards = world.stage.messages.map(({ card, place }) => `${card.card} ${place.conversation}`);
    expect(cards).toEqual([`vms dm-${RILEY.id}`, 'answer general']);
    await world.say(RILEY, 'vms nothing-like-it', world.stage.channel('general'));
    expect(world.stage.messages.at(-1)?.card).toMatchObject({
      sentence: expect.not.stringContaining('fits'),
    });
  });
});

describe('who had access', () => {
  const withAccess = async (): Promise<World> => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.opened();
    const web = world.cloud.vms.find(({ name }) => name === 'web-01')!;
    const now = world.clock.now();
    const until = new Date(now.getTime() + HOUR_MS);
    const seen = {
      port: 443,
      source: '198.51.100.9',
      startedAt: now,
      until,
      live: true,
      by: 'dev@contoso.com',
    };
    world.cloud.seen.set(web.id, [seen]);
    return world;
  };

  it('is told to those who see all, with what Azure was asked without Ajar', async () => {
    const world = await withAccess();
    await world.say(ADA, 'vms web-01');
    expect(shown(world, ADA)).toMatchObject({
      everybody: true,
      rows: [
        {
          use: {
            ...{ lately: 2, last: { by: 'dev@contoso.com, outside Ajar' } },
            now: [
              { by: RILEY.name, ports: ['22/tcp'], sources: ['203.0.113.7/32'] },
              { by: 'dev@contoso.com, outside Ajar', ports: ['443'] },
            ],
          },
        },
      ],
    });
  });

  it('is told of oneself alone to everybody else', async () => {
    const world = await withAccess();
    await world.say(AVERY, 'vms web-01');
    expect(shown(world, AVERY)).toMatchObject({ everybody: false, rows: [{ use: { lately: 0, now: [] } }] });
    expect(JSON.stringify(shown(world, AVERY))).not.toMatch(/Riley|dev@contoso/);
    await world.say(RILEY, 'vms web-01');
    expect(shown(world, RILEY).rows[0]?.use).toMatchObject({ lately: 1, now: [{ ports: ['22/tcp'] }] });
    expect(JSON.stringify(shown(world, RILEY))).not.toContain('dev@contoso');
  });
});

describe('a list of VMs', () => {
  it('is narrowed by words, group, subscription, tag and how they are kept shut', async () => {
    const world = createWorld();
    const { vms } = world.cloud;
    vms.push(vmOf('fresh-01', [], { tags: { env: 'dev' } }));
    vms.push(vmOf('bare-01', [], { tags: { env: 'dev' }, protection: { unsupported: 'no-guard' } }));
    expect(await listed(world, RILEY, 'vms prod')).toEqual(['vm-prod-01', 'vm-prod-02']);
    expect(await listed(world, RILEY, 'vms in RG-two')).toEqual(['twin']);
    expect(await listed(world, RILEY, 'vms tag ENV=Vault')).toEqual(['vault-01']);
    expect(await listed(world, RILEY, 'vms subscription demo web')).toEqual(['web-01', 'web-02']);
    expect(await listed(world, RILEY, 'vms not configured')).toEqual(['fresh-01']);
    expect(await listed(world, RILEY, 'vms unsupported')).toEqual(['bare-01']);
    await world.say(RILEY, 'vms');
    expect(shown(world, RILEY).all.at(-1)).toEqual({ unsupported: 'no-guard' });
  });

  it('comes in pages, each of which says what to write for the next', async () => {
    const world = createWorld();
    for (let at = 10; at < 35; at += 1)
      world.cloud.vms.push(vmOf(`many-${at}`, [22], { tags: { env: 'dev' } }));
    expect(await listed(world, RILEY, 'vms many')).toHaveLength(10);
    expect(shown(world, RILEY)).toMatchObject({ more: 15, next: 'vms many page 2' });
    expect((await listed(world, RILEY, 'vms many page 3')).at(-1)).toBe('many-34');
    expect(shown(world, RILEY).next).toBeUndefined();
    expect(await listed(world, RILEY, 'vms many page 99')).toEqual(
      await listed(world, RILEY, 'vms many page 3'),
    );
  });
});
