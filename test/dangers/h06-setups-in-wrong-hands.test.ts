import { describe, expect, it } from 'vitest';
import { ADA, AVERY, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import type { Click } from '../../src/ports/chat.ts';
import { Unknown } from '../../src/ports/people.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const TWO_ADMINS = POLICY.replace(
  `admins: [{ id: ${ADA.id}, name: Ada }]`,
  `admins: [{ id: ${ADA.id}, name: Ada }, { id: ${OLLY.id}, name: Olly }]`,
);

/** Ada asked to put web-09 under just-in-time access; Olly may approve it. */
async function asked(): Promise<{ readonly world: World; readonly id: string }> {
  const world = createWorld({ policy: TWO_ADMINS });
  world.cloud.vms.push(vmOf('web-09', [], { tags: { env: 'prod' } }));
  await world.say(ADA, 'enable jit on web-09 for 22');
  await world.choose(ADA, 0);
  const card = world.card('setup', OLLY)?.card;
  if (card?.card !== 'setup') throw new Error('Olly is not asked.');
  return { world, id: card.setup.id };
}

const statusOf = async (world: World, id: string) => (await world.store.findRecord(id))?.body.status;
const kindsOf = async (world: World, kind: string) =>
  (await world.audit()).filter((line) => line.includes(kind));

/** A click as a client could make it up, on the card that Olly has. */
function forged(world: World, id: string, more: Partial<Click>): Click {
  const message = world.card('setup', OLLY)!;
  return {
    ...{ key: `forged-${JSON.stringify(more)}`, person: OLLY, place: message.place, message: message.id },
    ...{ verb: 'approve', request: id, terms: 1, fields: {} },
    ...more,
  };
}

it('H6: an admin never approves what they asked for themselves, by a button or by words', async () => {
  const { world, id } = await asked();
  const answer = await world.flow.clicked(forged(world, id, { person: { ...ADA, name: 'Somebody Else' } }));
  expect(answer).toMatchObject({ refused: true, sentence: expect.stringContaining('another admin must') });
  await world.say(ADA, `approve ${id}`);
  expect(await statusOf(world, id)).toBe('pending');
  expect(await kindsOf(world, 'refused pending')).toHaveLength(2);
  expect(world.cloud.jitSetup.written).toEqual([]);
});

it('H6: whoever is no admin approves nothing, and neither does one who was an admin', async () => {
  const { world, id } = await asked();
  expect(await world.flow.clicked(forged(world, id, { person: AVERY }))).toMatchObject({ refused: true });
  world.policy.now = {
    ...world.policy.now,
    admins: world.policy.now.admins.filter(({ id: each }) => each !== OLLY.id),
  };
  expect(await world.flow.clicked(forged(world, id, {}))).toMatchObject({ refused: true });
  expect(await statusOf(world, id)).toBe('pending');
});

it('H3: an admin who is known by an address alone is none', async () => {
  const { world, id } = await asked();
  expect(await world.flow.clicked(forged(world, id, { askOnly: true }))).toMatchObject({
    refused: true,
    sentence: expect.stringContaining('link your account'),
  });
  await world.flow.said({
    ...{
      key: 's',
      person: ADA,
      text: 'enable jit on web-09',
      place: world.stage.room(ADA.id),
      askOnly: true,
    },
  });
  expect(world.told(ADA)).toContain('Only an Ajar admin');
  expect(await statusOf(world, id)).toBe('pending');
});

it('H1: a click carries an id and terms; other terms than those of the card are refused', async () => {
  const { world, id } = await asked();
  for (const terms of [0, 2]) {
    const answer = await world.flow.clicked(forged(world, id, { terms }));
    expect(answer).toMatchObject({ refused: true, sentence: expect.stringContaining('has changed') });
  }
  const { terms: _, ...without } = forged(world, id, {});
  expect(await world.flow.clicked({ ...without, key: 'none' })).toMatchObject({ refused: true });
  expect(await statusOf(world, id)).toBe('pending');
});

it('H1: a button on a message that is none of ours does nothing', async () => {
  const { world, id } = await asked();
  const answer = await world.flow.clicked(forged(world, id, { message: 'forwarded' }));
  expect(answer).toMatchObject({ refused: true, sentence: expect.stringContaining('copy of a card') });
  expect(await statusOf(world, id)).toBe('pending');
});

it('H1: what was read is confirmed by its own reader alone, and once', async () => {
  const world = createWorld({ policy: TWO_ADMINS });
  world.cloud.vms.push(vmOf('web-09', [], { tags: { env: 'prod' } }));
  await world.say(ADA, 'enable jit on web-09 for 22');
  const draft = world.card('draft', ADA)?.card;
  const id = draft?.card === 'draft' ? draft.draft : '';
  const press = (key: string, person: typeof ADA) =>
    world.flow.clicked({
      ...{
        key,
        person,
        place: world.stage.room(person.id),
        verb: 'choose',
        draft: id,
        choice: 0,
        fields: {},
      },
    });
  expect(await press('1', OLLY)).toMatchObject({ refused: true });
  expect(await press('2', ADA)).toMatchObject({ refused: false });
  expect(await press('3', ADA)).toMatchObject({ refused: true });
  expect(await kindsOf(world, 'setupAsked')).toHaveLength(1);
});

it('H7, H15: two admins and a click that is sent again write once, with one event', async () => {
  const policy = TWO_ADMINS.replace(`name: Olly }]`, `name: Olly }, { id: ${AVERY.id}, name: Avery }]`);
  const world = createWorld({ policy });
  world.cloud.vms.push(vmOf('web-09', [], { tags: { env: 'prod' } }));
  await world.say(ADA, 'enable jit on web-09 for 22');
  await world.choose(ADA, 0);
  const card = world.card('setup', OLLY)?.card;
  const id = card?.card === 'setup' ? card.setup.id : '';
  const own = forged(world, id, {});
  const mine = world.card('setup', AVERY)!;
  const other = { ...own, key: 'other', person: AVERY, place: mine.place, message: mine.id };
  const answers = await Promise.all([
    world.flow.clicked(own),
    world.flow.clicked(own),
    world.flow.clicked(other),
  ]);
  expect(answers.filter(({ refused }) => !refused)).toHaveLength(2);
  await world.settle();
  expect(await world.flow.clicked(own)).toMatchObject({ refused: false });
  expect(await statusOf(world, id)).toBe('done');
  expect(world.cloud.jitSetup.written).toHaveLength(1);
  expect(await kindsOf(world, 'setupApproved')).toHaveLength(1);
});

it('H10: what lapsed is approved by nobody, though no timer ran', async () => {
  const { world, id } = await asked();
  world.clock.pass(31 * 60_000);
  expect(await world.flow.clicked(forged(world, id, {}))).toMatchObject({
    refused: true,
    sentence: expect.stringContaining('has lapsed'),
  });
});

it('shows a requester nothing of the rules by which others reach a VM', async () => {
  const world = createWorld({ policy: TWO_ADMINS });
  world.cloud.vms.push(vmOf('web-09', [], { tags: { env: 'prod' } }));
  await world.say(RILEY, 'open 22 on web-09 for 1h from 203.0.113.7');
  await world.choose(RILEY, 0);
  expect(world.card('setup', RILEY)?.card).toMatchObject({ view: { full: false } });
});

describe('H11: while the directory does not say whether somebody is there still', () => {
  /** People whom the directory can be asked about, or not. */
  function silent(policy: string) {
    const directory = { away: false };
    const world: World = createWorld({
      policy,
      people: {
        ...createStaticPeople(() => world.policy.now),
        standing: async () => {
          if (directory.away) throw new Unknown('The directory is down.');
          return 'active';
        },
      },
    });
    world.cloud.vms.push(vmOf('web-09', [], { tags: { env: 'prod' } }));
    return { world, directory };
  }
  const asks = async (world: World) => {
    await world.say(ADA, 'enable jit on web-09 for 22');
    await world.choose(ADA, 0);
    const card = world.card('setup', ADA)?.card;
    return card?.card === 'setup' ? card.setup.id : '';
  };

  it('no admin of the file approves a setup, and may deny it', async () => {
    const { world, directory } = silent(TWO_ADMINS);
    const id = await asks(world);
    directory.away = true;
    expect(await world.flow.clicked(forged(world, id, {}))).toMatchObject({
      ...{ refused: true, sentence: expect.stringContaining('The directory is down.') },
    });
    expect(await statusOf(world, id)).toBe('pending');
    await world.say(OLLY, `deny ${id}`);
    expect(await statusOf(world, id)).toBe('denied');
  });

  it('none does it alone, and what was asked goes on once it can be told', async () => {
    const { world, directory } = silent(`${TWO_ADMINS}setup: { approval: none }\n`);
    const stop = world.runner.sweep;
    world.runner.sweep = async () => undefined; // whoever carries it out comes later
    await asks(world);
    world.runner.sweep = stop;
    const [stored] = await world.store.listRecords({ kind: 'setup', statuses: ['pending'], limit: 9 });
    const id = stored?.id ?? '';
    directory.away = true;
    await world.settle();
    expect(await statusOf(world, id)).toBe('pending');
    directory.away = false;
    await world.pass(60_000);
    expect(await statusOf(world, id)).toBe('done');
  });

  it('what is asked meanwhile takes another admin', async () => {
    const { world, directory } = silent(`${TWO_ADMINS}setup: { approval: none }\n`);
    directory.away = true;
    const id = await asks(world);
    expect((await world.store.findRecord(id))?.body).toMatchObject({ status: 'pending', approval: 'admin' });
  });

  it('none chooses where a rule asks', async () => {
    const { world, directory } = silent(TWO_ADMINS);
    directory.away = true;
    await world.say(ADA, 'use this channel for production', world.stage.channel('general'));
    expect((await world.audit()).join()).not.toContain('routed');
  });
});
