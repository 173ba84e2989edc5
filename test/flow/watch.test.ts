import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { CloudAccess } from '../../src/access/vm-use.ts';
import { createPatrol } from '../../src/flow/drift/patrol.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { networkOf, ruleOf } from '../fakes/network.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';
const WATCH = `${POLICY}\nmode: watch\n`;
const OPEN_IN = `${WATCH}openIn: [rg-one, Other/rg-demo]\n`;

describe('watch mode', () => {
  it('judges what is asked, says what would have happened, and opens nothing', async () => {
    const world = createWorld({ policy: WATCH });
    await world.say(RILEY, ASK);
    expect(world.told(RILEY)).toBe(
      'Ajar only watches in rg-demo, so nothing was opened. If it opened there, the policy would have asked 1 of approvers (Avery, Blake), for 3 h at most.',
    );
    expect(await world.audit()).toEqual(['Riley refused -']);
    expect(await world.store.list({ limit: 9 })).toEqual([]);
    const [event] = await world.store.events({ limit: 1 });
    expect(event).toMatchObject({ rules: ['production'], ports: ['3389/tcp'] });
  });

  it('says that the policy would have refused', async () => {
    const world = createWorld({ policy: WATCH });
    await world.say(RILEY, 'open 22 on secret-01 for 1h from 203.0.113.7');
    await world.say(RILEY, ASK.replace('2h', '9h'));
    expect(world.told(RILEY)).toContain('the policy would have refused it:');
    expect(world.cloud.sent).toEqual([]);
  });

  it('opens what needs no approval neither', async () => {
    const world = createWorld({ policy: WATCH });
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    expect(world.told(RILEY)).toContain('would have let it through');
    expect(world.cloud.sent).toEqual([]);
  });

  it('opens in the resource groups where that is switched on, and in no others', async () => {
    const world = createWorld({ policy: OPEN_IN });
    const [one] = world.cloud.vms.filter(({ resourceGroup }) => resourceGroup === 'rg-one');
    await world.say(RILEY, `open 22 on ${one?.id} for 1h from 203.0.113.7`);
    await world.opened();
    expect(world.cloud.open()).toEqual(['22/tcp twin 203.0.113.7/32']);
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    expect(world.told(RILEY)).toContain('only watches in rg-demo');
    expect(world.cloud.sent).toHaveLength(1);
  });

  it('approves nothing that was asked before it was switched on', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    world.policy.now = policyOf(WATCH);
    await world.click(AVERY, 'approve', 'approval');
    expect(await world.request()).toMatchObject({
      ...{ status: 'lapsed', why: expect.stringContaining('only watches in rg-demo') },
    });
    expect(world.cloud.sent).toEqual([]);
  });

  it('sends nothing that was approved before it was switched on', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    world.cloud.weather.down = new CloudError('busy', 'Azure is busy.', { nothingSent: true });
    await world.click(AVERY, 'approve', 'approval');
    expect(await world.request()).toMatchObject({ status: 'opening' });
    delete world.cloud.weather.down;
    world.policy.now = policyOf(WATCH);
    await world.opened();
    expect(world.cloud.sent).toEqual([]);
    expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'failed' } });
  });

  it('closes what is open: closing always works', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    world.policy.now = policyOf(WATCH);
    await world.say(RILEY, 'close aj-000001');
    await world.pass(6_000, 2_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    expect(world.cloud.open()).toEqual([]);
  });
});

describe('what Ajar tells while it watches', () => {
  const EMAIL = WATCH.replace('name: Riley', 'name: Riley, email: riley@contoso.com');
  const patrol = async (world: World): Promise<void> => {
    await world.store.remember('away/seen', world.clock.now().toISOString()); // it was there all the time
    await createPatrol(world.runner.deps, 300_000).pass();
    await world.settle();
  };
  const told = (world: World) =>
    world.stage.messages.flatMap(({ card, place }) =>
      card.card === 'bulletin' ? [{ ...card.bulletin, where: place.conversation }] : [],
    );
  const opening = (world: World, by: string, more: Partial<CloudAccess> = {}): CloudAccess => ({
    ...{ port: 3389, source: '198.51.100.9', live: true, by, startedAt: world.clock.now() },
    ...{ until: new Date(world.clock.now().getTime() + 3_600_000), ...more },
  });
  const vmOf = (world: World, name = 'vm-prod-01') => world.cloud.vms.find((vm) => vm.name === name)!;

  it('who opened what in the portal, once, with what the policy would have said', async () => {
    const world = createWorld({ policy: EMAIL });
    world.cloud.seen.set(vmOf(world).id, [opening(world, 'Riley@contoso.com')]);
    await patrol(world);
    await patrol(world);
    expect(told(world)).toMatchObject([
      {
        ...{ where: 'on-call', loud: false, title: 'Riley@contoso.com opened vm-prod-01 without Ajar' },
        sentences: [
          expect.stringContaining('opened 3389 on vm-prod-01 from 198.51.100.9 until'),
          'Asked of Ajar by Riley, the policy would have asked 1 of approvers (Avery, Blake), for 3 h at most.',
        ],
      },
    ]);
    expect((await world.store.events({ limit: 9 })).map(({ kind }) => kind)).toEqual(['drift']);
  });

  it('that the policy would have refused, and that it does not know somebody', async () => {
    const world = createWorld({ policy: EMAIL });
    world.cloud.seen.set(vmOf(world).id, [opening(world, 'riley@contoso.com', { source: '*' })]);
    world.cloud.seen.set(vmOf(world, 'web-01').id, [opening(world, 'mallory@contoso.com', { port: 22 })]);
    await patrol(world);
    const said = told(world).map(({ sentences }) => sentences.at(-1));
    expect(said).toContainEqual(expect.stringContaining('the policy would have refused it:'));
    expect(said).toContainEqual(expect.stringContaining('mallory@contoso.com is not known to the policy'));
  });

  it('nothing of what is over since before the watch began, and nothing of its own', async () => {
    const world = createWorld({ policy: EMAIL });
    const before = new Date(world.clock.now().getTime() - 7_200_000);
    world.cloud.seen.set(vmOf(world).id, [
      opening(world, 'riley@contoso.com', { live: false, startedAt: before, until: before }),
      opening(world, '', { justification: 'ajar aj-7k2m9q for Riley' }),
    ]);
    await patrol(world);
    expect(told(world)).toEqual([]);
  });

  it('what bears a mark that is none of Ajar’s: anybody can write its first words', async () => {
    const world = createWorld({ policy: EMAIL });
    const forged = { justification: 'ajar aj-nothing to see here' };
    world.cloud.seen.set(vmOf(world).id, [opening(world, 'mallory@contoso.com', forged)]);
    await patrol(world);
    expect(told(world)).toMatchObject([{ title: 'mallory@contoso.com opened vm-prod-01 without Ajar' }]);
  });

  it('nothing at all where the policy opens and names no place to tell', async () => {
    const world = createWorld();
    world.cloud.seen.set(vmOf(world).id, [opening(world, 'riley@contoso.com')]);
    await patrol(world);
    expect(told(world)).toEqual([]);
  });

  it('where the policy says, also while it opens', async () => {
    const world = createWorld({ policy: `${POLICY}\nwatch: { tell: ['teams:security'] }\n` });
    world.cloud.seen.set(vmOf(world).id, [opening(world, 'riley@contoso.com')]);
    await patrol(world);
    expect(told(world).map(({ where }) => where)).toEqual(['security']);
  });

  it('which VMs are kept and yet open, once all were looked at, once a day, and only what is new', async () => {
    const world = createWorld({ policy: WATCH });
    const vm = vmOf(world);
    world.cloud.networks.set(vm.id, networkOf(vm, [ruleOf({ ports: ['3389'] })]));
    await patrol(world);
    expect(told(world)).toEqual([]);
    await patrol(world);
    expect(told(world)).toMatchObject([
      {
        ...{ title: 'Kept by just-in-time access, and yet open', loud: false },
        sentences: [expect.stringMatching(/^vm-prod-01: 3389\/tcp: JIT is configured, and yet it is open/)],
      },
    ]);
    world.clock.pass(24 * 3_600_000);
    for (let round = 0; round < 3; round += 1) await patrol(world);
    expect(told(world)).toHaveLength(1);
    world.cloud.networks.set(vm.id, networkOf(vm));
    world.clock.pass(24 * 3_600_000);
    for (let round = 0; round < 3; round += 1) await patrol(world);
    expect(told(world).at(-1)?.sentences).toEqual(['vm-prod-01: shut again.']);
  });

  it('takes nothing back that it cannot tell', async () => {
    const world = createWorld({ policy: WATCH });
    const vm = vmOf(world);
    world.cloud.networks.set(vm.id, networkOf(vm, [ruleOf({ ports: ['3389'] })]));
    for (let round = 0; round < 2; round += 1) await patrol(world);
    world.cloud.networks.set(vm.id, new CloudError('denied', 'The rules may not be read.'));
    world.clock.pass(24 * 3_600_000);
    for (let round = 0; round < 3; round += 1) await patrol(world);
    expect(told(world)).toHaveLength(1);
  });
});
