import { describe, expect, it } from 'vitest';
import { HANA, RILEY } from '../../sandbox/demo/people.ts';
import { OWN_SOURCE } from '../../src/ports/form.ts';
import { begin, FILLED, picked, send } from '../fakes/form.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

/** Hana's group may ask for others; she may ask for nothing herself. */
const HELPED = POLICY.replace('networks:', `  helpers: [{ id: ${HANA.id}, name: Hana Helper }]\nnetworks:`)
  .replace('maxDuration: 3h }\n', 'maxDuration: 3h }\n    allow: { onBehalfOf: [helpers] }\n')
  .replace('name: Riley }', 'name: Riley, email: riley@contoso.com }');
const HANAS = (world: World) => ({ person: HANA, place: world.stage.room(HANA.id) });

/** The request of a sentence, and of a form, without what is each one's own. */
const essence = async (world: World) => {
  const [stored] = await world.store.list({ limit: 1 });
  const { id: _, ...rest } = { ...stored?.request } as Record<string, unknown>;
  return rest;
};

describe('a later start', () => {
  it('in a form is the same request as in the sentence that it shows afterwards', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    const answer = await send(world, form, { ...FILLED, start: 'tomorrow 22:00' }, { zone: 'Europe/Berlin' });
    const { line = '' } = answer as { line?: string };
    expect(line).toContain('starting tomorrow 22:00');
    const other = createWorld();
    await send(other, await picked(other, 'vm-prod-01'), {}, { zone: 'Europe/Berlin' });
    await other.say(RILEY, line);
    expect((await essence(world)).startsAt).toBeInstanceOf(Date);
    expect(await essence(other)).toEqual(await essence(world));
  });

  it('is shown as a line while time goes on, too', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    const { clock } = world.runner.deps as { clock: { now: () => Date } };
    const moments = [clock.now().getTime()];
    clock.now = () => new Date(moments[0]! + moments.push(0));
    expect(await send(world, form, { ...FILLED, start: 'in 2 hours' })).toMatchObject({
      line: expect.stringContaining('in 2 hours'),
    });
  });

  it('that is none, has passed, or lies too far ahead is told at its field', async () => {
    const world = createWorld();
    const form = await picked(world, 'vm-prod-01');
    for (const start of ['now', '2020-01-01 22:00', 'tomorrow 22:00 from 0.0.0.0/0', 'in 20 days'])
      expect(
        Object.keys(((await send(world, form, { ...FILLED, start })) as { faults: object }).faults),
        start,
      ).toEqual(['start']);
    expect(await world.store.list({ limit: 9 })).toEqual([]);
  });
});

describe('for somebody else', () => {
  const filledFor = async (world: World, whom: string) => {
    const [vm] = await world.flow.vms(HANA, 'vm-prod-01', 5);
    const form = await begin(world, HANAS(world));
    return world.flow.form({ ...HANAS(world), form: form.id, vm: vm?.key ?? '', whom });
  };

  it('is offered to whoever a rule lets ask for others, with what that person may ask for', async () => {
    const world = createWorld({ policy: HELPED });
    expect(await begin(world)).toMatchObject({ forOthers: false });
    expect(await begin(world, HANAS(world))).toMatchObject({ forOthers: true });
    expect(await filledFor(world, '')).toMatchObject({
      ports: [],
      notice: expect.stringContaining('for somebody else alone'),
    });
    expect(await filledFor(world, 'riley@contoso.com')).toMatchObject({
      ...{ whom: 'riley@contoso.com', vm: { name: 'vm-prod-01' } },
      ports: expect.arrayContaining([expect.objectContaining({ value: '3389/tcp' })]),
    });
  });

  it('is that person’s request, as after the same sentence', async () => {
    const world = createWorld({ policy: HELPED });
    const form = await filledFor(world, 'riley');
    const answer = await send(world, form, { ...FILLED, whom: 'riley' }, HANAS(world));
    expect(answer).toMatchObject({ refused: false, line: expect.stringContaining('on behalf of riley') });
    expect(await essence(world)).toMatchObject({ requester: { id: RILEY.id }, askedBy: { id: HANA.id } });
    const other = createWorld({ policy: HELPED });
    await other.say(HANA, (answer as { line: string }).line);
    expect(await essence(other)).toEqual(await essence(world));
  });

  it('H16: is for exactly one whom the policy knows, and by whom it lets ask for them', async () => {
    const world = createWorld({ policy: HELPED });
    const form = await filledFor(world, 'riley');
    expect(await send(world, form, { ...FILLED, whom: 'nobody' }, HANAS(world))).toEqual({
      faults: { vm: expect.any(String), whom: expect.stringContaining('knows nobody called') },
    });
    const own = await picked(world, 'vm-prod-01');
    expect(await send(world, own, { ...FILLED, whom: 'Hana Helper' })).toEqual({
      faults: { whom: expect.stringContaining('No rule lets you ask for somebody else') },
    });
    expect(await world.store.list({ limit: 9 })).toEqual([]);
  });

  it('H3: never comes from where its asker is', async () => {
    const world = createWorld({ policy: HELPED, publicUrl: 'https://ajar.example' });
    const form = await filledFor(world, 'riley');
    expect(form.sources.map(({ value }) => value)).not.toContain(OWN_SOURCE);
    const sent = await send(
      world,
      form,
      { ...FILLED, otherSource: '', source: OWN_SOURCE, whom: 'riley' },
      HANAS(world),
    );
    expect(sent).toEqual({ faults: { source: expect.stringContaining('not where they come from') } });
  });
});
