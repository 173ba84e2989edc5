import { describe, expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../../sandbox/demo/people.ts';
import { sweep } from '../../../src/cli/sweep.ts';
import { neededFor } from '../../../src/cloud/azure/permissions.ts';
import { LIMITS } from '../../../src/flow/deps.ts';
import { lookForDrift } from '../../../src/flow/drift/look.ts';
import { createPatrol } from '../../../src/flow/drift/patrol.ts';
import { createWorld, POLICY } from '../../fakes/world.ts';
import { POLICY as JIT_POLICY } from './defender/requests.ts';
import { atVm } from './nsg/stand.ts';
import { ids, nsgId } from './sandbox-azure.ts';

const HOUR_MS = 3_600_000;
const BOTH = 'open 22 and 8080 on web-01 for 1h from 203.0.113.7 because patching';

/** Ajar over the real libraries and the sandbox; look-ups may take their time on a busy machine. */
async function atDesk(policy = POLICY) {
  const there = await atVm();
  const { azure, clock, sandbox } = there;
  await azure.inventory.refresh();
  const world = createWorld({ policy, azure: { ...azure, clock } });
  const deps = { ...world.runner.deps, limits: { ...LIMITS, lookUpMs: 15_000 } };
  const patrol = async () => {
    await createPatrol(deps, 300_000).pass();
    await world.settle();
  };
  const bulletins = () =>
    world.stage.messages.flatMap(({ card }) => (card.card === 'bulletin' ? [card.bulletin] : []));
  const portal = (by = 'sam@contoso.com') =>
    sandbox.edit({
      ...{ kind: 'open-in-portal', policy: JIT_POLICY, vm: ids.web02, ports: [22], by },
      source: '198.51.100.9',
    });
  const calls = () => sandbox.calls().map(({ method, path }) => `${method} ${path}`);
  return { ...there, world, deps, patrol, bulletins, portal, calls };
}

describe('H19: the whole cloud against the store', () => {
  it('finds a lost store’s rules, leaves them until their end, and closes them then', async () => {
    const { plan, open, ours, clock, lets, patrol, bulletins } = await atDesk();
    await open(await plan());
    expect(await lets('203.0.113.7')).toBe(true);
    await patrol();
    expect(bulletins().map(({ loud }) => loud)).toEqual([false, false]); // one for each group
    expect(await lets('203.0.113.7')).toBe(true);
    clock.pass(HOUR_MS + 1_000);
    await patrol();
    expect(await lets('203.0.113.7')).toBe(false);
    expect([...ours('nsg-nic'), ...ours('nsg-subnet')]).toEqual([]);
    expect(
      bulletins()
        .filter(({ loud }) => loud)
        .map(({ sentences }) => sentences.at(-1)),
    ).toEqual([...['It is proven shut.', 'It is proven shut.']]);
  });

  it('lets "ajar sweep --once" do the same from the rules alone', async () => {
    const { plan, open, ours, clock, again } = await atDesk();
    await open(await plan());
    clock.pass(HOUR_MS + 1_000);
    expect(await sweep(again(), clock.now(), () => undefined)).toBe(true);
    expect([...ours('nsg-nic'), ...ours('nsg-subnet')]).toEqual([]);
  });

  it('takes as many calls for many openings as for none', async () => {
    const { world, azure, sandbox, planFor, open, patrol } = await atDesk();
    const deps = { ...world.runner.deps, outside: azure.outside };
    const count = async () => {
      const before = sandbox.calls().length;
      await lookForDrift(deps);
      return sandbox.calls().length - before;
    };
    await patrol();
    const none = await count();
    await open(await planFor('web-01', '8080'));
    await open(await planFor('web-01', '8081', '203.0.113.8/32'));
    await open(await planFor('web-02', '8080', '203.0.113.9/32'));
    expect(await count()).toBe(none);
  });

  it('finds what a Terraform run wiped, and what a hand widened', async () => {
    const { plan, open, order, provider, sandbox, world, ours, azure } = await atDesk();
    const held = await open(await plan());
    const [seen] = await provider.read(order(held));
    const rules = seen?.rules ?? '';
    const { name, properties } = ours('nsg-nic')[0]!;
    sandbox.edit({
      ...{ kind: 'put-rule', nsg: nsgId('nsg-nic'), name },
      properties: { ...properties, sourceAddressPrefix: '*', priority: 200, access: 'Allow' as const },
    });
    sandbox.edit({ kind: 'apply-group', nsg: nsgId('nsg-subnet') });
    const survey = await azure.outside.survey();
    const places = rules.split(' ');
    expect(places.map((place) => survey.rules.get(place)?.sources ?? 'gone').sort()).toEqual([['*'], 'gone']);
    expect(world.errors).toEqual([]);
  });

  it('sees who opened what in the portal, which is outside Ajar', async () => {
    const { world, azure, portal, clock, bulletins } = await atDesk();
    portal();
    clock.pass(10_000);
    await azure.inventory.refresh();
    await world.say(ADA, 'who has web-02');
    expect(bulletins().at(-1)?.sentences).toEqual([
      expect.stringMatching(
        /^sam@contoso.com opened 22 on web-02 from 198.51.100.9 until .*, outside Ajar\.$/,
      ),
    ]);
  });

  it('says of what it could not read that it could not', async () => {
    const { azure, sandbox } = await atDesk();
    sandbox.edit({
      ...{ kind: 'permissions', actions: ['*'] },
      notActions: ['Microsoft.Security/locations/jitNetworkAccessPolicies/read'],
    });
    const { unread, openings } = await azure.outside.survey();
    expect(openings).toEqual([]);
    expect(unread.join()).toContain('What was opened in the subscription Web could not be read.');
  });
});

describe('watch mode with the role "read" alone', () => {
  const WATCH = `${POLICY}\nmode: watch\n`;

  it('tells what others opened and what stands open, and calls nothing that changes anything', async () => {
    const { sandbox, portal, clock, patrol, bulletins, world, azure } = await atDesk(WATCH);
    sandbox.edit({ kind: 'permissions', actions: [...neededFor('read', {})] });
    await azure.inventory.refresh();
    portal();
    clock.pass(10_000);
    const before = sandbox.calls().length;
    for (let round = 0; round < 3; round += 1) await patrol();
    await world.say(RILEY, BOTH);
    await world.click(AVERY, 'approve', 'approval').catch(() => undefined);
    await world.settle();
    const after = sandbox.calls().slice(before);
    expect(after.filter(({ status }) => status === 403)).toEqual([]);
    const changing = after.filter(
      ({ method, path }) =>
        method !== 'GET' && !/resourcegraph|listNetworkManagerEffectiveSecurityAdminRules|oauth2/i.test(path),
    );
    expect(changing).toEqual([]);
    expect(bulletins().map(({ title }) => title)).toContain('sam@contoso.com opened web-02 without Ajar');
    expect(await world.store.list({ limit: 9 })).toEqual([]);
  });
});
