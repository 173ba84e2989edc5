import { expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import type { SetupIn } from '../../src/access/setup/setup.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { networkOf, ruleOf } from '../fakes/network.ts';
import { policyOf } from '../fakes/policy.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

/** Two admins, so that one can approve what the other asks for. */
const TWO_ADMINS = POLICY.replace(
  `admins: [{ id: ${ADA.id}, name: Ada }]`,
  `admins: [{ id: ${ADA.id}, name: Ada }, { id: ${OLLY.id}, name: Olly }]`,
);

const SSH_RULE = ruleOf({
  ...{ name: 'allow-ssh', priority: 300, access: 'allow', protocol: 'tcp' },
  ...{ sources: ['203.0.113.0/24'], ports: ['22'] },
});

/** web-09 is under no JIT, and an old rule lets the office in on 22. */
function worldWith(policy = TWO_ADMINS): World {
  const world = createWorld({ policy });
  const vm = vmOf('web-09', [], { tags: { env: 'prod' } });
  world.cloud.vms.push(vm);
  world.cloud.networks.set(vm.id, networkOf(vm, [SSH_RULE]));
  return world;
}

const setupOf = async (world: World, id: string) => {
  const record = await world.store.findRecord(id);
  if (record?.kind !== 'setup') throw new Error(`There is no setup ${id}.`);
  return record.body;
};
const idOf = (world: World, who: Person): string => {
  const message = world.card('setup', who);
  return message?.card.card === 'setup' ? message.card.setup.id : '';
};
const askedBy = (world: World): string => {
  const card = world.stage.messages.findLast(({ card }) => card.card === 'setup')?.card;
  return card?.card === 'setup' ? card.setup.id : '';
};

it('is asked by one admin, read first, approved by another, and written', async () => {
  const world = worldWith();
  await world.say(ADA, 'enable jit on web-09 for 22 max 2h from 203.0.113.0/24 because INC-7');
  const draft = world.card('draft', ADA)?.card;
  expect(draft).toMatchObject({ card: 'draft', choices: [{ title: 'I have read it: ask an admin' }] });
  expect(draft?.card === 'draft' && draft.lines?.join(' ')).toMatch(
    /22\/tcp is open to 203\.0\.113\.0\/24.*allow-ssh/,
  );
  expect(world.cloud.jitSetup.written).toEqual([]);
  expect((await world.choose(ADA, 0)).refused).toBe(false);
  const id = askedBy(world);
  expect(await setupOf(world, id)).toMatchObject({ status: 'pending', requester: ADA, ticket: 'INC-7' });
  expect(world.card('setup', OLLY)?.card).toMatchObject({
    view: { full: true, can: { approve: true, cancel: false } },
    setup: { shown: { losing: [{ fate: 'stays' }, { fate: 'denied' }] } },
  });
  expect((await world.click(OLLY, 'approve', 'setup')).sentence).toContain('being set up on web-09');
  await world.settle();
  expect(await setupOf(world, id)).toMatchObject({ status: 'done', approvals: [{ by: OLLY }] });
  expect(world.cloud.jitSetup.written).toMatchObject([
    { before: [], rules: [{ number: 22, maxDurationMs: 7_200_000, sources: ['203.0.113.0/24'] }] },
  ]);
  expect(world.card('setup', ADA)?.card).toMatchObject({ setup: { status: 'done' } });
  expect(world.card('setup', OLLY)?.card).toMatchObject({
    setup: { status: 'done' },
    view: { can: { approve: false } },
  });
  expect(await world.audit()).toEqual([
    'Ada setupAsked pending',
    'Olly setupApproved applying',
    'Ajar setupApplied done',
  ]);
});

it('is filled in as a form, with every fault at its field, and what the form does not show stays', async () => {
  const world = worldWith();
  await world.say(ADA, 'enable jit on web-09');
  const shown = world.card('jit', ADA)?.card;
  if (shown?.card !== 'jit') throw new Error('There is no form.');
  expect(shown.form.rows.map(({ port }) => port)).toEqual([
    '22/any',
    '3389/any',
    '5985/any',
    '5986/any',
    '',
    '',
  ]);
  expect(shown.form.remarks.join(' ')).toMatch(/Azure's own default here is 22\/any.*allow-ssh/);
  const send = (fields: object, key: string) =>
    world.flow.jitSubmitted({
      key,
      person: ADA,
      place: world.stage.room(ADA.id),
      form: shown.form.id,
      fields,
    });
  expect(
    await send(
      { port1: '22/tpc', max1: '180', from1: 'any', port2: '22', max2: '2', from2: 'nowhere' },
      'f1',
    ),
  ).toEqual({
    faults: {
      port1: expect.stringContaining('names no protocol'),
      max2: 'The longest time is from 5 minutes to 24 hours.',
      from2: expect.stringContaining('is not an address'),
    },
  });
  expect((await world.flow.jitForm(ADA, shown.form.id))?.rows[0]?.port).toBe('22/tpc');
  const twice = { port1: '22', max1: '60', from1: 'any', port2: '22/any', max2: '60', from2: 'any' };
  expect(await send(twice, 'f2')).toEqual({ faults: { port2: expect.stringContaining('overlap') } });
  expect(await world.store.events({ limit: 2 })).toMatchObject([
    { kind: 'refused', detail: expect.stringContaining('overlap') },
    { kind: 'refused', detail: expect.stringContaining('names no protocol') },
  ]);
  expect(await send({ port1: '22', max1: '60', from1: 'vpn', why: 'INC-8' }, 'f3')).toMatchObject({
    refused: false,
  });
  await world.choose(ADA, 0);
  expect(await setupOf(world, askedBy(world))).toMatchObject({
    rules: [{ number: 22, protocol: 'tcp', maxDurationMs: 3_600_000, sources: ['198.51.100.0/28'] }],
    justification: 'INC-8',
  });
  expect(await world.flow.jitForm(OLLY, shown.form.id)).toBeUndefined();
});

it('edits what stands, and tells who gets in where a port is kept no more', async () => {
  const world = worldWith();
  const vm = vmOf('old-01', [22, 3389], { tags: { env: 'prod' } });
  world.cloud.vms.push(vm);
  await world.say(ADA, 'edit jit on old-01');
  const shown = world.card('jit', ADA)?.card;
  if (shown?.card !== 'jit') throw new Error('There is no form.');
  expect(shown.form).toMatchObject({
    how: 'edit',
    rows: [{ port: '22/tcp' }, { port: '3389/tcp' }, {}, {}, {}, {}],
  });
  const place = world.stage.room(ADA.id);
  const fields = { port1: '22/tcp', max1: '60', from1: 'any' };
  await world.flow.jitSubmitted({ key: 'f', person: ADA, place, form: shown.form.id, fields });
  await world.choose(ADA, 0);
  expect(await setupOf(world, askedBy(world))).toMatchObject({
    before: [{ number: 22 }, { number: 3389 }],
    rules: [{ number: 22, maxDurationMs: 3_600_000 }],
  });
});

const ASK = 'open 22 on web-09 for 1h from 203.0.113.7 because INC-9';

it('is offered to whoever met a port that is not kept; once it is there their wish is asked by itself', async () => {
  const world = worldWith();
  await world.say(RILEY, ASK);
  const draft = world.card('draft', RILEY)?.card;
  expect(draft).toMatchObject({ choices: [{ title: 'Ask an admin to enable it' }] });
  expect(draft?.card === 'draft' && draft.lines).toBeUndefined();
  await world.choose(RILEY, 0);
  const id = askedBy(world);
  // Who reaches the VM by other rules is for admins to read.
  expect(world.card('setup', RILEY)?.card).toMatchObject({
    view: { full: false, can: { approve: false, cancel: true } },
  });
  expect(world.card('setup', ADA)?.card).toMatchObject({ view: { full: true } });
  await world.click(ADA, 'approve', 'setup');
  await world.settle();
  const setup = (await setupOf(world, id)) as SetupIn<'done'>;
  expect(setup).toMatchObject({ status: 'done', rules: [{ number: 22, protocol: 'tcp' }] });
  expect(await world.request(setup.continued?.request)).toMatchObject({
    ...{ status: 'pending', requester: RILEY, durationMs: 3_600_000, ticket: 'INC-9' },
    grants: [{ port: { number: 22 }, source: '203.0.113.7/32' }],
  });
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  expect(world.cloud.open()).toEqual(['22/tcp web-09 203.0.113.7/32']);
  expect(await world.audit()).toEqual([
    ...[
      'Riley refused -',
      'Riley setupAsked pending',
      'Ada setupApproved applying',
      'Ajar setupApplied continuing',
    ],
    ...['Riley asked pending', 'Ajar setupContinued done'],
    ...['Avery approve opening', 'Ajar opened open'],
  ]);
});

it('asks admins once for one VM, however often its asker presses', async () => {
  const world = worldWith();
  for (const _ of [1, 2]) {
    await world.say(RILEY, ASK);
    await world.choose(RILEY, 0);
  }
  const pending = () => world.store.listRecords({ kind: 'setup', statuses: ['pending'], limit: 9 });
  const [first, ...more] = await pending();
  expect(more).toEqual([]);
  expect((await world.store.events({ limit: 1 }))[0]).toMatchObject({
    ...{
      kind: 'refused',
      detail: expect.stringContaining(`already, as ${first?.id}, which waits for an admin`),
    },
  });
  await world.say(RILEY, `cancel ${first?.id}`);
  await world.say(RILEY, ASK);
  await world.choose(RILEY, 0);
  expect(await pending()).toHaveLength(1);
});

it('tells whoever waited why it was denied, lapsed or failed', async () => {
  const world = worldWith();
  await world.say(RILEY, ASK);
  await world.choose(RILEY, 0);
  await world.click(OLLY, 'deny', 'setup', { reason: 'Use the bastion.' });
  await world.settle();
  expect(world.stage.messages.findLast(({ place }) => place.privateTo === RILEY.id)?.card).toMatchObject({
    setup: { status: 'denied', by: OLLY, why: 'Use the bastion.' },
  });
  await world.say(RILEY, ASK);
  await world.choose(RILEY, 0);
  await world.pass(31 * 60_000);
  expect(await setupOf(world, askedBy(world))).toMatchObject({
    status: 'lapsed',
    why: 'Nobody answered in time.',
  });
  await world.say(RILEY, ASK);
  await world.choose(RILEY, 0);
  const refused = new CloudError('denied', 'Ajar may not write JIT policies.', { trace: 'refused-1' });
  world.cloud.jitSetup.trouble.push(refused, refused);
  await world.click(ADA, 'approve', 'setup');
  await world.settle();
  expect(world.stage.messages.findLast(({ place }) => place.privateTo === RILEY.id)?.card).toMatchObject({
    setup: { status: 'failed', why: 'Ajar may not write JIT policies.' },
  });
  const events = await world.store.events({ limit: 20 });
  expect(events.find(({ kind }) => kind === 'setupFailed')?.traces).toEqual(['refused-1']);
  expect((await world.store.list({ limit: 10 })).length).toBe(0);
});

it('writes nothing where more people would lose access than was shown', async () => {
  const world = worldWith();
  await world.say(ADA, 'enable jit on web-09 for 22');
  await world.choose(ADA, 0);
  const vm = world.cloud.vms.at(-1)!;
  const other = ruleOf({ ...SSH_RULE, name: 'allow-vendor', priority: 310, sources: ['192.0.2.0/24'] });
  world.cloud.networks.set(vm.id, networkOf(vm, [SSH_RULE, other]));
  await world.click(OLLY, 'approve', 'setup');
  await world.settle();
  expect(await setupOf(world, askedBy(world))).toMatchObject({
    status: 'failed',
    why: expect.stringMatching(/nothing was written: ask again.*allow-vendor/),
  });
  expect(world.cloud.jitSetup.written).toEqual([]);
});

it('writes nothing where somebody changed the rules, or the VM is another by now', async () => {
  const world = worldWith();
  await world.say(ADA, 'enable jit on web-09 for 22');
  await world.choose(ADA, 0);
  const at = world.cloud.vms.length - 1;
  world.cloud.vms[at] = { ...world.cloud.vms[at]!, vmId: 'another' };
  await world.click(OLLY, 'approve', 'setup');
  await world.settle();
  expect(await setupOf(world, askedBy(world))).toMatchObject({
    why: expect.stringContaining('is not the VM any more'),
  });
  expect(world.cloud.jitSetup.written).toEqual([]);
});

it('is tried again while Azure is busy, and after an answer that was lost is found to be written', async () => {
  const world = worldWith();
  await world.say(ADA, 'enable jit on web-09 for 22');
  await world.choose(ADA, 0);
  world.cloud.jitSetup.trouble.push(new CloudError('busy', 'Azure is busy.'));
  world.cloud.jitSetup.lost.push(new CloudError('broken', 'Azure did not answer.'));
  await world.click(OLLY, 'approve', 'setup');
  await world.pass(60_000);
  expect(await setupOf(world, askedBy(world))).toMatchObject({ status: 'done' });
  expect((await world.audit()).filter((line) => line.includes('setupApplied'))).toHaveLength(1);
});

it('is done by one admin alone where the policy says so, and is never what others ask for', async () => {
  const world = worldWith(`${POLICY}\nsetup: { approval: none }\n`);
  await world.say(ADA, 'enable jit on web-09 for 22');
  expect(world.card('draft', ADA)?.card).toMatchObject({ choices: [{ title: 'I have read it: set it up' }] });
  await world.choose(ADA, 0);
  await world.settle();
  expect(await setupOf(world, askedBy(world))).toMatchObject({ status: 'done' });
  await world.say(RILEY, 'open 443 on web-09 for 1h from 203.0.113.7');
  await world.choose(RILEY, 0);
  expect(await setupOf(world, askedBy(world))).toMatchObject({ status: 'pending', approval: 'admin' });
});

it('asks where the policy says, falls back to private chats, and lapses where no admin can be reached', async () => {
  const world = worldWith(`${TWO_ADMINS}\nsetup: { routes: { ask: 'teams:jit' } }\n`);
  world.stage.shut.add('jit');
  await world.say(ADA, 'enable jit on web-09 for 22');
  await world.choose(ADA, 0);
  expect(world.card('setup', OLLY)?.card).toMatchObject({ view: { can: { approve: true } } });
  world.stage.shut.add(`dm-${OLLY.id}`);
  await world.say(ADA, 'edit jit on web-09 for 3389');
  await world.choose(ADA, 0);
  await world.settle();
  expect(await setupOf(world, askedBy(world))).toMatchObject({
    status: 'lapsed',
    why: expect.stringContaining('No admin could be reached'),
  });
});

it('says what an operator has to set where it is switched off, and offers nothing', async () => {
  const world = worldWith();
  world.cloud.jitSetup.off = 'Setting up is switched off: set AJAR_CONFIGURE=on.';
  await world.say(ADA, 'enable jit on web-09');
  expect(world.told(ADA)).toBe('Setting up is switched off: set AJAR_CONFIGURE=on.');
  await world.say(RILEY, ASK);
  expect(world.card('draft', RILEY)).toBeUndefined();
  expect(world.card('refusal', RILEY)?.card).toMatchObject({
    sentence: expect.stringContaining('no JIT policy'),
  });
});

it('is answered by words as well, and told to whom it concerns', async () => {
  const world = worldWith();
  await world.say(RILEY, ASK);
  await world.choose(RILEY, 0);
  const id = askedBy(world);
  await world.say(BLAKE, `status ${id}`);
  expect(world.told(BLAKE)).toContain("somebody else's");
  await world.say(RILEY, `approve ${id}`);
  expect(world.told(RILEY)).toContain('another admin must');
  await world.say(AVERY, `approve ${id}`);
  expect(world.told(AVERY)).toBe(`Only an Ajar admin can approve ${id}.`);
  await world.say(ADA, `approve ${id} for 1h`);
  expect(world.told(ADA)).toContain('no duration of its own');
  await world.say(ADA, `close ${id}`);
  expect(world.told(ADA)).toContain('nothing in it to close');
  await world.say(ADA, `approve ${id}`);
  await world.settle();
  expect(await setupOf(world, id)).toMatchObject({ status: 'done' });
  await world.say(RILEY, `cancel ${id}`);
  expect(world.told(RILEY)).toContain('too late to cancel it');
  expect((await world.audit()).filter((line) => line.includes('refused'))).toHaveLength(7);
});

it('says what is done on the command line only, and who may ask', async () => {
  const world = worldWith();
  await world.say(ADA, 'disable jit on web-09');
  expect(world.told(ADA)).toContain('ajar jit disable web-09');
  await world.say(RILEY, 'enable jit on web-09');
  expect(world.told(RILEY)).toContain('Only an Ajar admin');
  world.policy.now = { ...world.policy.now, admins: [{ id: ADA.id, name: 'Ada' }] };
  await world.say(ADA, 'enable jit on web-09');
  expect(world.told(ADA)).toContain('the policy names nobody else');
  await world.say(ADA, 'enable jit on nowhere-01');
  expect(idOf(world, ADA)).toBe('');
});

it('asks for what waited once, though the process ends before that is noted', async () => {
  const world = worldWith();
  await world.say(RILEY, ASK);
  await world.choose(RILEY, 0);
  const save = world.store.saveRecord.bind(world.store);
  let died = 0;
  Object.assign(world.store, {
    saveRecord: async (...[record, along]: Parameters<typeof save>) => {
      if (along.event.kind === 'setupContinued' && died++ === 0) throw new Error('the process ended');
      return save(record, along);
    },
  });
  await world.click(ADA, 'approve', 'setup');
  await world.pass(5 * 60_000);
  expect(died).toBeGreaterThan(1);
  const requests = await world.store.list({ limit: 10 });
  expect(requests).toHaveLength(1);
  expect(await setupOf(world, askedBy(world))).toMatchObject({
    status: 'done',
    continued: { request: requests[0]?.request.id },
  });
});

it('is written once, though the process ends after the writing', async () => {
  const world = worldWith();
  await world.say(ADA, 'enable jit on web-09 for 22');
  await world.choose(ADA, 0);
  world.cloud.jitSetup.lost.push(new Error('the process ended') as CloudError);
  await world.click(OLLY, 'approve', 'setup');
  await world.pass(5 * 60_000);
  expect(await setupOf(world, askedBy(world))).toMatchObject({ status: 'done' });
  expect((await world.audit()).filter((line) => line.includes('setupApplied'))).toHaveLength(1);
});

it('is not asked in chat where an admin could not see all of it on a card', async () => {
  const world = worldWith();
  const many = Array.from({ length: 60 }, (_, n) => `203.0.113.${n + 1}`).join(', ');
  await world.say(ADA, `enable jit on web-09 for 22 from ${many}`);
  expect(world.told(ADA)).toContain('more ports and sources of web-09 than a card can show');
  expect(world.card('draft', ADA)).toBeUndefined();
});

it('writes nothing where Ajar only watches by then, whoever approved it', async () => {
  const world = worldWith();
  await world.say(ADA, 'enable jit on web-09 for 22 max 2h from 203.0.113.0/24 because INC-7');
  await world.choose(ADA, 0);
  const id = askedBy(world);
  world.policy.now = policyOf(`${TWO_ADMINS}\nmode: watch\n`);
  await world.click(OLLY, 'approve', 'setup');
  await world.settle();
  expect(await setupOf(world, id)).toMatchObject({
    ...{ status: 'failed', why: expect.stringContaining('only watches in rg-demo') },
  });
  expect(world.cloud.jitSetup.written).toEqual([]);
});

it('shows no form of a list of sources that it would cut: what was cut would be written back', async () => {
  const world = worldWith();
  const sources = Array.from({ length: 40 }, (_, at) => `198.51.100.${at}/32`);
  const vm = vmOf('web-10', [22], { tags: { env: 'prod' } });
  const policyId = vm.jit[0]?.policyId ?? '';
  world.cloud.vms.push({ ...vm, jit: vm.jit.map((rule) => ({ ...rule, sources })) });
  await world.say(ADA, 'edit jit on web-10');
  expect(policyId).not.toBe('');
  expect(world.told(ADA)).toContain('more sources than a form can show');
  expect(world.card('jit', ADA)).toBeUndefined();
});
