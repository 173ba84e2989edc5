import { describe, expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { Bulletin } from '../../src/access/bulletin.ts';
import { closeUnowned } from '../../src/flow/drift/close-unowned.ts';
import { createPatrol } from '../../src/flow/drift/patrol.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld, type World } from '../fakes/world.ts';

const HOUR_MS = 3_600_000;
const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';

/** One round over the whole cloud. */
async function patrol(world: World): Promise<void> {
  await world.store.remember('away/seen', world.clock.now().toISOString()); // it was there all the time
  await createPatrol(world.runner.deps, 300_000).pass();
  await world.settle();
}

const inHours = (world: World, hours: number): Date =>
  new Date(world.clock.now().getTime() + hours * HOUR_MS);

const bulletins = (world: World): readonly Bulletin[] =>
  world.stage.messages.flatMap(({ card }) => (card.card === 'bulletin' ? [card.bulletin] : []));

/** What on-call is notified of in private, by name: title, and whether it may wake them. */
const paging = (world: World) =>
  world.stage.messages.flatMap(({ card, place }) =>
    card.card === 'bulletin' && card.bulletin.pages && place.privateTo !== undefined
      ? [[card.bulletin.title, card.bulletin.loud, card.bulletin.sentences.join(' ')] as const]
      : [],
  );

const drifts = async (world: World) =>
  (await world.store.events({ limit: 200 })).filter(({ kind }) => kind === 'drift');

async function opened(): Promise<World> {
  const world = createWorld();
  await world.say(RILEY, ASK);
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  return world;
}

describe('H19: what is ours in the cloud and no request’s', () => {
  it('is closed once its request has ended, proven shut, audited and told to on-call', async () => {
    const world = await opened();
    await world.say(RILEY, 'close aj-000001');
    await world.pass(10_000, 2_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    world.clock.pass(10 * 60_000);
    world.cloud.opensLate('aj-000001');
    expect(world.cloud.open()).toHaveLength(1);
    await patrol(world);
    expect(world.cloud.open()).toEqual([]);
    expect(bulletins(world)).toMatchObject([
      {
        ...{ loud: true, title: "Nobody's: 3389/tcp on vm-prod-01" },
        sentences: [expect.stringContaining('whose request has ended'), 'It is proven shut.'],
      },
    ]);
    expect(await drifts(world)).toHaveLength(2);
  });

  it('is left while it may be another installation’s, told once, and closed at its end', async () => {
    const world = createWorld();
    world.cloud.weather.stays = true;
    world.cloud.plant('aj-zzzzzz', 'vm-prod-01', inHours(world, 1));
    await patrol(world);
    await patrol(world);
    expect(world.cloud.open()).toHaveLength(1);
    expect(bulletins(world)).toMatchObject([{ loud: false, title: 'Unknown to this Ajar: aj-zzzzzz' }]);
    world.clock.pass(HOUR_MS + 1);
    await patrol(world);
    expect(world.cloud.open()).toEqual([]);
    expect(bulletins(world)).toHaveLength(2);
  });

  it('is no live request’s that is open, opening or closing', async () => {
    const world = await opened();
    await patrol(world);
    expect(world.cloud.open()).toHaveLength(1);
    expect(bulletins(world)).toEqual([]);
    world.cloud.weather.locked = true;
    await world.say(RILEY, 'close aj-000001');
    await patrol(world);
    expect(bulletins(world)).toEqual([]);
  });

  it('H9: is left where another request holds the same rule', async () => {
    const world = await opened();
    world.cloud.weather.stays = true;
    await world.say(RILEY, 'extend aj-000001 by 1h');
    await world.click(AVERY, 'approve', 'approval');
    await world.pass(2 * HOUR_MS + 60_000, 600_000);
    expect(await world.request('aj-000001')).toMatchObject({ status: 'closed' });
    expect(await world.request('aj-000002')).toMatchObject({ status: 'open' });
    world.clock.pass(10 * 60_000);
    world.cloud.opensLate('aj-000001');
    await patrol(world);
    expect(world.cloud.open()).toHaveLength(1);
    expect(bulletins(world)).toEqual([]);
  });

  it('H9: is not called shut where another request came to hold it since it was looked at', async () => {
    const world = await opened();
    const [grant] = (await world.request()).grants;
    const found = { request: 'aj-zzzzzz', vm: 'vm-prod-01', port: grant!.port, source: grant!.source };
    const nobodys = { ...found, until: inHours(world, -1), grant: grant! };
    expect(await closeUnowned(world.runner.deps, { found: nobodys, why: 'nobody' })).toBe(true);
    await world.settle();
    expect(world.cloud.open()).toHaveLength(1);
    expect(bulletins(world).at(-1)?.sentences.at(-1)).toMatch(/^It is left: another request holds it by now/);
  });

  it('is said again when the cloud refused to close it, on the same message, and tried again', async () => {
    const world = createWorld();
    world.cloud.weather.stays = true;
    world.cloud.plant('aj-zzzzzz', 'vm-prod-01', inHours(world, -1));
    world.cloud.weather.locked = true;
    await patrol(world);
    expect(bulletins(world)).toMatchObject([
      { sentences: [expect.anything(), expect.stringContaining('It could not be closed: A lock')] },
    ]);
    world.cloud.weather.locked = false;
    await patrol(world);
    expect(bulletins(world)).toMatchObject([{ sentences: [expect.anything(), 'It is proven shut.'] }]);
    expect(world.cloud.open()).toEqual([]);
  });

  it('H8: pages on-call anew while it stays open, hourly at first and then daily, and tells them of its end', async () => {
    const world = createWorld();
    world.cloud.weather.stays = true;
    world.cloud.plant('aj-zzzzzz', 'vm-prod-01', inHours(world, -1));
    world.cloud.weather.locked = true;
    await patrol(world);
    expect(paging(world)).toEqual([]); // Azure may still be at it
    for (let pass = 0; pass < 24; pass += 1) {
      world.clock.pass(10 * 60_000);
      await patrol(world);
    }
    const title = 'Still open: 3389/tcp on vm-prod-01';
    const still = [title, true, expect.stringContaining('It could not be closed: A lock')];
    expect(paging(world)).toEqual([still, still, still, still]);
    world.clock.pass(24 * HOUR_MS);
    await patrol(world);
    expect(paging(world)).toHaveLength(5);
    world.cloud.weather.locked = false;
    await patrol(world);
    await patrol(world);
    expect(paging(world).slice(5)).toEqual([
      ['Shut after all: 3389/tcp on vm-prod-01', false, expect.stringContaining('It is proven shut.')],
    ]);
    expect(world.cloud.open()).toEqual([]);
  });

  it('H8: wakes nobody for the end of what was shut before on-call was paged, as a firewall takes minutes', async () => {
    const world = createWorld();
    world.cloud.weather.stays = true;
    world.cloud.plant('aj-zzzzzz', 'vm-prod-01', inHours(world, -1));
    world.cloud.weather.locked = true;
    await patrol(world);
    world.clock.pass(6 * 60_000);
    world.cloud.weather.locked = false;
    await patrol(world);
    expect(paging(world)).toEqual([]);
    expect(bulletins(world)).toMatchObject([{ sentences: [expect.anything(), 'It is proven shut.'] }]);
  });

  it('H9: does not call shut to on-call what stays open for another request', async () => {
    const world = await opened();
    const [grant] = (await world.request()).grants;
    const found = { request: 'aj-zzzzzz', vm: 'vm-prod-01', port: grant!.port, source: grant!.source };
    const nobodys = { ...found, until: inHours(world, -1), grant: grant! };
    const look = async (): Promise<void> => {
      await closeUnowned(world.runner.deps, { found: nobodys, why: 'nobody' });
      await world.settle();
      world.clock.pass(6 * 60_000);
    };
    world.cloud.weather.locked = true;
    await look();
    await look();
    world.cloud.weather.locked = false;
    await look();
    expect(paging(world).map(([title]) => title)).toEqual([
      'Still open: 3389/tcp on vm-prod-01',
      'Left to another request: 3389/tcp on vm-prod-01',
    ]);
  });

  it('holds nothing up where one cannot be closed', async () => {
    const world = createWorld();
    world.cloud.weather.stays = true;
    world.cloud.plant('aj-zzzzzz', 'vm-prod-01', inHours(world, -1));
    world.cloud.plant('aj-yyyyyy', 'vm-prod-02', inHours(world, -1));
    const { provider } = world.cloud;
    const close = provider.close.bind(provider);
    Object.assign(provider, {
      close: (order: Parameters<typeof close>[0], keep: ReadonlySet<string>) => {
        if (order.request === 'aj-zzzzzz') throw new Error('unforeseen');
        return close(order, keep);
      },
    });
    await patrol(world);
    expect(world.cloud.open()).toEqual(['3389/tcp vm-prod-01 192.0.2.1/32']);
  });

  it('is not taken for nothing where the cloud cannot be read', async () => {
    const world = createWorld();
    world.cloud.weather.blind = new CloudError('busy', 'Azure is busy.');
    await patrol(world);
    expect(world.errors.join()).toContain('could not be compared');
    await world.say(ADA, 'drift');
    expect(world.told(ADA)).toBe('Nothing can be told, which does not mean that all is well. Azure is busy.');
  });
});

describe('"drift"', () => {
  it('is for auditors, on-call and admins', async () => {
    const world = createWorld();
    await world.say(RILEY, 'drift');
    expect(world.told(RILEY)).toContain('Only auditors, on-call and admins see drift');
    expect(await world.audit()).toEqual(['Riley refused -']);
  });

  it('says that all is as it should be, and what is not', async () => {
    const world = createWorld();
    await world.say(ADA, 'show drift');
    expect(bulletins(world).at(-1)).toMatchObject({ title: 'The cloud is as Ajar has it', sentences: [] });
    world.cloud.weather.unlisted = ['What was opened in the subscription Old could not be read.'];
    world.cloud.plant('aj-zzzzzz', 'vm-prod-01', inHours(world, 1));
    await world.say(ADA, 'drift');
    const said = bulletins(world).findLast(({ title }) => title === 'Where the cloud differs');
    expect(said?.sentences).toEqual([
      expect.stringContaining("it may be another installation's"),
      'Cannot tell: What was opened in the subscription Old could not be read.',
    ]);
  });
});

describe('"who"', () => {
  const FROM_PORTAL = {
    ...{ port: 3389, source: '198.51.100.9', live: true, by: 'sam@contoso.com' },
    ...{ startedAt: new Date('2026-01-15T11:00:00Z'), until: new Date('2026-01-16T14:00:00Z') },
  };

  it('shows what was opened in the portal, marked as outside Ajar', async () => {
    const world = createWorld();
    const vm = world.cloud.vms[0]!;
    world.cloud.seen.set(vm.id, [FROM_PORTAL]);
    await world.say(ADA, 'who has vm-prod-01');
    expect(bulletins(world)).toMatchObject([
      {
        title: 'Open now on vm-prod-01, outside Ajar',
        sentences: [
          expect.stringMatching(
            /^sam@contoso.com opened 3389 on vm-prod-01 from 198.51.100.9 until .*14:00.*, outside Ajar\.$/,
          ),
        ],
      },
    ]);
  });

  it('shows what is marked as Ajar’s and no request of this one', async () => {
    const world = createWorld();
    const app = { ...FROM_PORTAL, by: '', justification: 'ajar aj-9zzzzz for Riley, approved by Avery' };
    world.cloud.seen.set(world.cloud.vms[0]!.id, [app]);
    await world.say(ADA, 'who has vm-prod-01');
    expect(bulletins(world).at(-1)?.sentences).toEqual([
      expect.stringMatching(
        /^An app opened 3389 on vm-prod-01 .*, outside this Ajar, which knows no request aj-9zzzzz as it is marked\.$/,
      ),
    ]);
  });

  it('says nothing of what Azure’s record still has of a request that was proven shut', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.say(RILEY, 'close aj-000001');
    await world.pass(20_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    const web = world.cloud.vms.find(({ name }) => name === 'web-01')!;
    world.cloud.seen.set(web.id, [
      { ...FROM_PORTAL, port: 22, by: '', justification: 'ajar aj-000001 for Riley' },
    ]);
    await world.say(ADA, 'who has web-01');
    expect(world.told(ADA)).toContain('Nothing is open on web-01');
  });

  it('shows it to nobody who may not see what others have', async () => {
    const world = createWorld();
    world.cloud.seen.set(world.cloud.vms[0]!.id, [FROM_PORTAL]);
    await world.say(RILEY, 'who has vm-prod-01');
    expect(bulletins(world)).toEqual([]);
    expect(world.told(RILEY)).toContain('You have nothing open on vm-prod-01.');
  });

  it('never says that nothing is open where it cannot be read', async () => {
    const world = createWorld();
    world.cloud.weather.unlisted = ['What was opened in the subscription Old could not be read.'];
    await world.say(ADA, 'who has vm-prod-01');
    expect(bulletins(world).at(-1)?.sentences).toEqual([
      'What was opened in the subscription Old could not be read.',
    ]);
    world.cloud.weather.blind = new CloudError('busy', 'Azure is busy.');
    await world.say(ADA, 'who has vm-prod-01');
    expect(bulletins(world).at(-1)?.sentences).toEqual([
      'What was opened outside Ajar cannot be told just now. Azure is busy.',
    ]);
  });
});
