import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createFlow } from '../../src/flow/flow.ts';
import { vmKey } from '../../src/flow/form/pick-vms.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { begin, FILLED, picked, send } from '../fakes/form.ts';
import { policyOf } from '../fakes/policy.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, POLICY, VMS, type World } from '../fakes/world.ts';

const inventoryDown = (world: World): void => {
  world.runner.deps.inventory.all = async () => {
    throw new CloudError('busy', 'Azure is busy.');
  };
};

describe('without the inventory', () => {
  it('a form says that the list of VMs cannot be read, and none is called gone', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    expect(form).not.toHaveProperty('notice');
    inventoryDown(world);
    expect(await begin(world)).toMatchObject({ notice: expect.stringContaining('cannot be read just now') });
    expect(await send(world, form, FILLED)).toEqual({
      faults: { vm: expect.stringContaining('cannot be read just now') },
    });
  });

  it('somebody who may ask for nothing is told so', async () => {
    const nobody = { id: 'nobody', name: 'Nobody' };
    expect(await begin(createWorld(), { person: nobody })).toMatchObject({
      notice: expect.stringContaining('No rule of the policy lets you ask for any VM.'),
    });
  });
});

it('what is wrong at the fields is a line of the log, and one line however often the same delivery comes', async () => {
  const world = createWorld();
  const form = await picked(world, 'vm-prod-01');
  const key = world.key();
  for (let times = 0; times < 2; times += 1)
    await send(world, form, { ...FILLED, whom: 'Blake', ports: '' }, { key });
  expect(await world.store.events({ limit: 9 })).toMatchObject([
    {
      kind: 'refused',
      detail: expect.stringMatching(/No rule lets you ask for somebody else.* Choose at least one port\./),
    },
  ]);
});

describe('a form sent twice', () => {
  it('is one request, when a button is pressed twice', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    const [one, two] = await Promise.all([send(world, form, FILLED), send(world, form, FILLED)]);
    expect([one, two, await send(world, form, FILLED)]).toEqual(
      Array(3).fill(expect.objectContaining({ sentence: 'Asked as aj-000002.', refused: false })),
    );
    expect(await world.store.list({ limit: 9 })).toHaveLength(1);
  });

  it('is one request, when two processes get it', async () => {
    const world = createWorld();
    const other = { ...world, flow: createFlow(world.runner.deps) };
    const form = await picked(world, 'vm-prod-01');
    const key = world.key();
    const both = await Promise.all([
      send(world, form, FILLED, { key }),
      send(other as World, form, FILLED, { key }),
    ]);
    expect(both).toEqual(Array(2).fill(expect.objectContaining({ refused: false })));
    expect(await world.store.list({ limit: 9 })).toHaveLength(1);
  });

  it('for another port is another request', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    await send(world, form, FILLED);
    expect(await send(world, form, { ...FILLED, ports: '5986/tcp' })).toMatchObject({ refused: false });
    expect(await world.store.list({ limit: 9 })).toHaveLength(2);
  });

  it('is judged anew where it was refused before', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    world.policy.now = policyOf(POLICY.replace('maxDuration: 3h', 'maxDuration: 30m'));
    expect(await send(world, form, FILLED)).toHaveProperty('faults.minutes');
    world.policy.now = policyOf(POLICY);
    expect(await send(world, form, FILLED)).toMatchObject({ refused: false });
  });
});

describe('the same delivery with faults', () => {
  it('is looked at again: an app may give what is sent again the key of what was sent before', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    const key = world.key();
    const { all } = world.runner.deps.inventory;
    inventoryDown(world);
    expect(await send(world, form, FILLED, { key })).toHaveProperty('faults.vm');
    world.runner.deps.inventory.all = all;
    world.policy.now = policyOf(POLICY.replace('maxDuration: 3h', 'maxDuration: 30m'));
    for (const _ of [1, 2]) expect(await send(world, form, FILLED, { key })).toHaveProperty('faults.minutes');
    world.policy.now = policyOf(POLICY);
    expect(await send(world, form, FILLED, { key })).toMatchObject({ refused: false });
    expect((await world.audit()).slice(0, 2)).toEqual(['Riley refused -', 'Riley asked pending']);
  });
});

describe('what a form offers', () => {
  const capped = (cap: string) =>
    createWorld({ policy: POLICY.replace('maxDuration: 3h', `maxDuration: ${cap}`) });
  const titles = async (cap: string) =>
    (await picked(capped(cap), 'vm-prod-01')).durations.map(({ title, chosen }) =>
      chosen ? `[${title}]` : title,
    );

  it('ends at the cap, whatever the cap is', async () => {
    expect(await titles('90m')).toEqual(['15 min', '30 min', '[1 h]', '1 h 30 min']);
    expect(await titles('45m')).toEqual(['15 min', '30 min', '[45 min]']);
    expect(await titles('1m')).toEqual(['[1 min]']);
    expect(await titles('150s')).toEqual(['[2 min]']);
  });

  const withVm = async (vm: (typeof VMS)[number], policy?: string) => {
    const world = createWorld(policy === undefined ? {} : { policy });
    world.runner.deps.inventory.all = async () => [vm];
    return { world, form: await picked(world, vm.name) };
  };

  it('is a time and a source too where no port is offered but another may be asked for', async () => {
    const { form } = await withVm(vmOf('bare', [], { tags: { env: 'prod' } }));
    expect(form).toMatchObject({ ports: [], otherPort: true, capMs: 3 * 3_600_000 });
    expect(form.durations.find(({ chosen }) => chosen)?.title).toBe('1 h');
    expect(form.sources.map(({ value }) => value)).toEqual(['vpn']);
  });

  it('says of each port how long it may be open, where they differ', async () => {
    const [one, two] = vmOf('two', [22, 443]).jit;
    const jit = one && two ? [one, { ...two, maxDurationMs: 1_800_000 }] : [];
    const { world, form } = await withVm(vmOf('two', [22, 443], { tags: { env: 'prod' }, jit }));
    expect(form.ports).toMatchObject([{ title: '22/tcp' }, { title: '443/tcp', note: 'at most 30 min' }]);
    expect(await send(world, form, { ...FILLED, ports: '22/tcp,443/tcp' })).toEqual({
      faults: { minutes: expect.stringContaining('443/tcp on two allows at most 30 min') },
    });
  });

  it('chooses no other source than the one that was asked from before', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.1');
    for (const last of [2, 3, 4]) await world.say(RILEY, `open 22 on web-01 for 1h from 203.0.113.${last}`);
    const form = await begin(world, { again: 'aj-000001' });
    expect(form.sources.filter(({ chosen }) => chosen).map(({ value }) => value)).toEqual(['203.0.113.1/32']);
    const fresh = await picked(world, 'vm-prod-01');
    expect(fresh.sources.find(({ chosen }) => chosen)?.value).toBe('203.0.113.4/32');
    expect(fresh.sources.map(({ value }) => value)).not.toContain('203.0.113.1/32');
  });
});

it('a form that begins from a request for several VMs says that it takes one', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 22 on web-01 and web-02 for 1h from 203.0.113.7');
  const form = await begin(world, { again: 'aj-000001' });
  expect(form).toMatchObject({
    vm: { name: 'web-01' },
    notice: 'aj-000001 was for 2 VMs, and a form takes one. For all of them write: again aj-000001',
  });
  await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.8');
  expect(await begin(world, { again: 'aj-000003' })).not.toHaveProperty('notice');
});

describe('what comes back', () => {
  it('keeps the VM that was picked last when something else is wrong', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    const [other] = await world.flow.vms(RILEY, 'vm-prod-02', 1);
    await send(world, form, { ...FILLED, vm: other?.key ?? '', ports: '' });
    expect((await begin(world, { form: form.id })).vm?.name).toBe('vm-prod-02');
  });

  it('takes whole minutes alone, however they are written elsewhere', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    for (const minutes of ['1e1', '0x1e', ' 30', '-30', '1.5', '9'.repeat(30), 'Infinity'])
      expect(await send(world, form, { ...FILLED, minutes }), minutes).toHaveProperty('faults.minutes');
  });

  it('takes an IPv6 address, and a network by its name whatever it looks like', async () => {
    const world = createWorld({ policy: POLICY.replace('vpn:', "'10.0.0.1':") });
    const form = await picked(world, 'vm-prod-01');
    await send(world, form, { ...FILLED, otherSource: '2001:db8::7' });
    expect((await world.request('aj-000002')).grants[0]?.source).toBe('2001:db8::7/128');
    await send(world, form, { ...FILLED, otherSource: '', source: '10.0.0.1' });
    expect((await world.request('aj-000003')).grants[0]?.source).toBe('198.51.100.0/28');
  });

  it('comes from no message but one that the web shows', async () => {
    const world = createWorld();
    for (const url of ['javascript:alert(1)', 'http://ajar.example', 'ajar'])
      expect(await begin(world, { origin: { url } })).not.toHaveProperty('origin');
  });

  it('reads a key of no VM as none', async () => {
    const world = createWorld();
    const form = await begin(world);
    for (const vm of ['', '__proto__', vmKey(''), vmKey(VMS[0]?.id ?? '').toUpperCase()])
      expect(await send(world, form, { ...FILLED, vm })).toHaveProperty('faults.vm');
  });
});

describe('what a rule wants besides', () => {
  const strict = policyOf(
    POLICY.replace(
      'maxDuration: 3h }',
      'maxDuration: 3h, ticket: { pattern: "CHG#######" }, justification: { minLength: 20 } }',
    ),
  );

  it('a missing ticket is told at its own field, and so is a reason that is too short', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    world.policy.now = strict;
    const { justification: _, ...bare } = FILLED;
    const sent = (more: object) => send(world, form, { ...bare, ...more });
    expect(await sent({ justification: 'The nightly import failed.' })).toEqual({
      faults: { ticket: expect.stringContaining('needs a ticket like "CHG#######"') },
    });
    expect(await sent({ ticket: 'CHG0012345', justification: 'Broken.' })).toEqual({
      faults: { justification: expect.stringContaining('a reason of at least 20 characters') },
    });
    expect(await sent({ ticket: 'CHG0012345', justification: 'The nightly import failed.' })).toMatchObject({
      refused: false,
    });
  });

  it('a request that was asked before the policy wanted a ticket is not approved without one', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
    world.policy.now = strict;
    await world.say(AVERY, 'approve aj-000001');
    const { request } = (await world.store.find('aj-000001')) ?? {};
    expect(request).toMatchObject({ status: 'lapsed', why: expect.stringContaining('needs a ticket') });
  });

  it('what is said in a sentence is judged like a form, at asking and at the approval', async () => {
    const world = createWorld();
    world.policy.now = strict;
    const said = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
    await world.say(RILEY, said);
    expect(await world.store.list({ limit: 9 })).toEqual([]);
    await world.say(RILEY, `${said} because CHG0012345 the nightly import failed`);
    await world.say(AVERY, 'approve aj-000001');
    expect((await world.store.find('aj-000001'))?.request.status).toBe('opening');
  });
});
