import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { begin, FILLED, picked, place, send } from '../fakes/form.ts';
import { createWorld } from '../fakes/world.ts';

describe('the VM picker', () => {
  it('offers only VMs that this person may ask for', async () => {
    const { flow } = createWorld();
    const all = await flow.vms(RILEY, '', 50);
    expect(all.map(({ name }) => name)).toContain('vm-prod-01');
    expect(all.map(({ name }) => name)).not.toContain('secret-01');
    expect(await flow.vms(RILEY, 'secret', 50)).toEqual([]);
    expect(await flow.vms({ id: 'nobody', name: 'Nobody' }, '', 50)).toEqual([]);
  });

  it('finds a VM by a few of its letters, and offers the last ones first', async () => {
    const world = createWorld();
    expect((await world.flow.vms(RILEY, 'prod2', 5))[0]?.name).toBe('vm-prod-02');
    await world.say(RILEY, 'open 22 on web-02 for 1h from 203.0.113.7');
    expect((await world.flow.vms(RILEY, '', 3))[0]?.name).toBe('web-02');
  });

  it('tells two VMs of one name apart', async () => {
    const twins = (await createWorld().flow.vms(RILEY, 'twin', 5)).map(({ note }) => note);
    expect(twins.map((note) => note.split(',')[0]).sort()).toEqual(['rg-one', 'rg-two']);
  });
});

describe('the form', () => {
  it('asks for a VM first, and then offers what the policy allows on it', async () => {
    const world = createWorld();
    const bare = await begin(world);
    expect(bare).toMatchObject({ ports: [], durations: [], sources: [] });
    const form = await picked(world, 'vm-prod-01');
    expect(form.vm?.name).toBe('vm-prod-01');
    expect(form.ports.map(({ value }) => value)).toEqual(['3389/tcp', '5986/tcp']);
    expect(form.durations.map(({ title }) => title)).toEqual(['15 min', '30 min', '1 h', '2 h', '3 h']);
    expect(form.durations.find(({ chosen }) => chosen)?.title).toBe('1 h');
    expect(form.capMs).toBe(3 * 3_600_000);
    expect(form.sources.map(({ value }) => value)).toEqual(['vpn']);
  });

  it('lists VMs for clients without a search also to somebody who never asked: the last ones first, then by name', async () => {
    const world = createWorld();
    const names = async () => (await begin(world)).lastVms.map(({ name }) => name);
    expect((await names()).length).toBeGreaterThan(1);
    expect(await names()).toEqual([...(await names())].sort());
    expect(await names()).not.toContain('secret-01');
    await world.say(RILEY, 'open 22 on web-02 for 1h from 203.0.113.7');
    expect((await names())[0]).toBe('web-02');
  });

  it('chooses the last address by itself, and never a network', async () => {
    const world = createWorld();
    const chosen = async () =>
      (await picked(world, 'vm-prod-01')).sources.flatMap(({ value, chosen: is }) => (is ? [value] : []));
    expect(await chosen()).toEqual([]);
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    expect(await chosen()).toEqual(['203.0.113.7/32']);
  });

  it('becomes a request like any other', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    const answer = await send(world, form, FILLED);
    expect(answer).toEqual({
      sentence: 'Asked as aj-000002.',
      refused: false,
      request: 'aj-000002',
      line: 'open 3389/tcp on vm-prod-01 for 1h from 203.0.113.7 because the spooler hangs, INC-123',
    });
    await world.settle();
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(world.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);
  });

  it('says every fault at its own field, and keeps what was right', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    const answer = await send(world, form, { otherSource: '203.0.113', minutes: '0', ticket: 'nonsense' });
    expect(answer).toMatchObject({
      faults: {
        ports: 'Choose at least one port.',
        otherSource: expect.stringContaining('is not an address'),
        minutes: expect.any(String),
        ticket: expect.stringContaining('INC-123'),
      },
    });
    expect(await send(world, form, FILLED)).toMatchObject({ refused: false });
  });

  it('shows what the policy refuses at the field that it is about, and notes it', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    expect(await send(world, form, { ...FILLED, minutes: '600' })).toMatchObject({
      faults: { minutes: expect.stringContaining('too long') },
    });
    expect(await send(world, form, { ...FILLED, otherSource: '0.0.0.0/0' })).toMatchObject({
      faults: { otherSource: expect.stringContaining('internet') },
    });
    expect(await send(world, form, { ...FILLED, ports: '', otherPort: '8080' })).toMatchObject({
      faults: { otherPort: expect.any(String) },
    });
    expect(await world.audit()).toEqual(['Riley refused -', 'Riley refused -', 'Riley refused -']);
  });

  it('acts once on a delivery that comes twice', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    const key = world.key();
    const [one, two] = await Promise.all([
      send(world, form, FILLED, { key }),
      send(world, form, FILLED, { key }),
    ]);
    expect(two).toEqual(one);
    expect(await send(world, form, FILLED, { key })).toMatchObject({ sentence: 'Asked as aj-000002.' });
    expect(await world.store.list({ limit: 9 })).toHaveLength(1);
  });

  it("is nobody else's, and no VM that the person may not ask for can be put into it", async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    const stranger = { id: 'a-stranger', name: 'Riley Requester' };
    expect(await send(world, form, FILLED, { person: stranger })).toMatchObject({ refused: true });
    const { vmKey } = await import('../../src/flow/form/pick-vms.ts');
    const secret = (await world.cloud.inventory.all()).find(({ name }) => name === 'secret-01');
    const forged = await begin(world, { form: form.id, vm: vmKey(secret?.id ?? '') });
    expect(forged.vm?.name).toBe('vm-prod-01');
    expect(await send(world, form, { ...FILLED, vm: vmKey(secret?.id ?? '') })).toMatchObject({
      faults: { vm: expect.stringContaining('no rule lets you ask for it') },
    });
    expect(await world.store.list({ limit: 9 })).toEqual([]);
    const [ofVm, ofForm] = await world.store.events({ limit: 9 });
    expect(ofVm).toMatchObject({ kind: 'refused', detail: expect.stringContaining('no rule lets you ask') });
    expect(ofForm).toMatchObject({ kind: 'refused', actor: { id: 'a-stranger' } });
  });

  it('is good for an hour', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    world.clock.pass(3_601_000);
    expect(await send(world, form, FILLED)).toMatchObject({
      refused: true,
      sentence: 'This form is more than an hour old. Open a new one.',
    });
  });

  it('begins from an alert: its VM, its words, and a way back to it', async () => {
    const world = createWorld();
    const url = 'https://ajar.slack.com/archives/C01/p1';
    const form = await begin(world, { text: '[FIRING] vm-prod-02: disk full, CHG-77', origin: { url } });
    expect(form).toMatchObject({
      vm: { name: 'vm-prod-02' },
      justification: '[FIRING] vm-prod-02: disk full, CHG-77',
      ticket: 'CHG-77',
      origin: { url },
    });
    const answer = await send(world, form, { ...FILLED, ports: '22/tcp' });
    expect(answer).toMatchObject({ refused: false });
    expect((await world.request('aj-000002')).origin).toBe(url);
  });

  it('asks for the same again, for the one who asked before', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123');
    const again = await begin(world, { again: 'aj-000001' });
    expect(again.ports.filter(({ chosen }) => chosen).map(({ value }) => value)).toEqual(['3389/tcp']);
    expect(again.durations.find(({ chosen }) => chosen)?.value).toBe('120');
    expect(again.sources.find(({ chosen }) => chosen)?.value).toBe('203.0.113.7/32');
    const others = await world.flow.form({ person: AVERY, place: place(world), again: 'aj-000001' });
    expect(others).toMatchObject({ ports: [], justification: '' });
  });
});
