import { describe, expect, it } from 'vitest';
import { ADA, AVERY, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { CloudDeed } from '../../src/access/activity/deed.ts';
import { createPatrol } from '../../src/flow/drift/patrol.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ROLES = POLICY.replace(
  'admins:',
  `onCall: [{ id: ${HANA.id}, name: Hana }]\nauditors: [{ id: ${OLLY.id}, name: Olly }]\nadmins:`,
);

const passOf = (world: World) => async (): Promise<void> => {
  await createPatrol(world.runner.deps, 5 * MINUTE).pass();
  await world.settle();
};

/** Ajar was there, and then for 8 hours none; two hours into them somebody does this. */
async function away(deeds: readonly Partial<CloudDeed>[]) {
  const world = createWorld({ policy: ROLES });
  const pass = passOf(world);
  await pass();
  const at = new Date(world.clock.now().getTime() + 2 * HOUR);
  const inLog = deeds.map((more) => deedOf({ at, ...more }));
  world.cloud.activities.set('all', { deeds: inLog, unread: [] });
  world.clock.pass(8 * HOUR);
  return { world, pass, at };
}

const deedOf = (more: Partial<CloudDeed>): CloudDeed => ({
  ...{ at: new Date(0), kind: 'rule-write', resource: '/nsg-web/x', name: 'x', group: 'nsg-web' },
  ...{ outcome: 'succeeded', by: 'other', caller: 'mina@contoso.com', app: '', trace: 'trace-1' },
  ...more,
});

const reviews = async ({ store }: World) =>
  (await store.listRecords({ kind: 'review', limit: 9 })).map(({ body }) => body);
const details = async ({ store }: World) =>
  (await store.events({ limit: 50 })).map(({ kind, detail }) => `${kind} ${detail}`);

describe('back after 8 hours', () => {
  it('what was done by hand is one message to on-call, admins and auditors, a line of the audit log each, and to be reviewed', async () => {
    const { world, pass } = await away([
      { callerId: HANA.id, caller: 'hana@contoso.com' },
      { kind: 'jit-open', name: 'default', trace: 'trace-2', justification: 'INC-123' },
      { by: 'defender', trace: 'trace-3' },
      { outcome: 'failed', trace: 'trace-4' },
      { by: 'ajar', kind: 'rule-delete', trace: 'trace-5' },
    ]);
    await pass();
    const [review, ...more] = await reviews(world);
    expect([review?.status, review?.away?.deeds.length, more]).toEqual(['waiting', 2, []]);
    for (const person of [HANA, ADA, OLLY]) {
      const card = world.card('draft', person)?.card;
      expect(card).toMatchObject({ sentence: expect.stringContaining('2 things were done by hand') });
      expect(JSON.stringify(card)).toContain('hana@contoso.com wrote the rule');
      expect(JSON.stringify(card)).toContain('mina@contoso.com asked to open a port');
    }
    expect(world.card('draft', RILEY)).toBeUndefined();
    const lines = await details(world);
    expect(lines.filter((line) => line.startsWith('drift While Ajar was away: '))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('reviewOpened'))).toHaveLength(1);
  });

  it('what could not be read at the last look is told, for nobody looks again', async () => {
    const { world, pass } = await away([]);
    await pass();
    world.cloud.activities.set('all', { deeds: [], unread: ['The log of the subscription Old is closed.'] });
    for (let left = 35; left > 0; left -= 5) {
      world.clock.pass(5 * MINUTE);
      await pass();
    }
    const told = (await details(world)).filter((line) => line.includes('Ajar looks no more'));
    expect(told).toEqual([expect.stringContaining('The log of the subscription Old is closed.')]);
  });

  it('whoever did it cannot close the review, nor can somebody without a role; it is reported every day until somebody does', async () => {
    const { world, pass } = await away([{ callerId: HANA.id }]);
    await pass();
    const id = (await reviews(world))[0]?.request ?? '';
    await world.say(HANA, `review ${id} found nothing`);
    expect(world.told(HANA)).toContain('you did yourself');
    await world.say(RILEY, `review ${id} found nothing`);
    expect(world.told(RILEY)).toContain('which you are not in');
    await world.say(AVERY, 'list reviews');
    expect(world.told(AVERY)).toBe('No review waits for you.');
    await world.pass(25 * HOUR, HOUR);
    expect((await reviews(world))[0]).toMatchObject({ status: 'waiting', reported: 1 });
    expect(await details(world)).toContainEqual(expect.stringContaining('reviewLate Nobody of admins'));
    await world.say(OLLY, `review ${id} found Hana restarted the database`);
    expect((await reviews(world))[0]).toMatchObject({ status: 'reviewed', by: { id: OLLY.id } });
    expect(await details(world)).toContainEqual('reviewed Hana restarted the database');
    await world.pass(25 * HOUR, HOUR);
    expect((await details(world)).filter((line) => line.startsWith('reviewLate'))).toHaveLength(1);
  });

  it('an opening under the name of an identity of Ajar’s, of no request here, is told as well', async () => {
    const { world, pass, at } = await away([
      { by: 'ajar', name: 'ajar-aj-zzzzzz-g1-20260302T130000Z', trace: 'trace-2' },
    ]);
    await pass();
    expect((await reviews(world))[0]?.away?.deeds[0]?.sentence).toContain("for nothing in Ajar's record");
    expect(at < world.clock.now()).toBe(true);
  });

  it('the log is late: it is looked at once more, only what is new is told then, and never again', async () => {
    const { world, pass, at } = await away([{}]);
    await pass();
    const late = deedOf({ at, trace: 'trace-2', name: 'later' });
    world.cloud.activities.set('all', { deeds: [deedOf({ at }), late], unread: [] });
    for (let passes = 0; passes < 8; passes += 1) {
      world.clock.pass(5 * MINUTE);
      await pass();
    }
    const sentences = (await reviews(world)).map(({ away: of }) => of?.deeds.map(({ sentence }) => sentence));
    expect(sentences.toReversed()).toEqual([
      [expect.stringContaining('"x"')],
      [expect.stringContaining('"later"')],
    ]);
    expect((await details(world)).filter((line) => line.startsWith('drift'))).toHaveLength(2);
    expect(await world.store.recall('away/gap', world.clock.now())).toBeUndefined();
  });

  it('where the log has nothing, that is said once, and what comes late is told', async () => {
    const { world, pass, at } = await away([]);
    await pass();
    await pass();
    expect(await details(world)).toEqual([
      expect.stringMatching(/^drift While Ajar was away .* nobody opened anything by hand/),
    ]);
    world.cloud.activities.set('all', { deeds: [deedOf({ at })], unread: [] });
    for (let passes = 0; passes < 7; passes += 1) {
      world.clock.pass(5 * MINUTE);
      await pass();
    }
    expect(await reviews(world)).toHaveLength(1);
  });

  it('two that come back at the same moment tell it once', async () => {
    const { world } = await away([{}]);
    await Promise.all([passOf(world)(), passOf(world)()]);
    expect(await reviews(world)).toHaveLength(1);
    expect((await details(world)).filter((line) => line.startsWith('drift'))).toHaveLength(1);
  });

  it('a log that cannot be read is told, is never nothing, and is read later', async () => {
    const { world, pass, at } = await away([]);
    world.cloud.activities.set('all', new CloudError('denied', 'Ajar may not read the log.'));
    await pass();
    await pass();
    expect(await details(world)).toEqual([expect.stringContaining('cannot be told yet')]);
    world.cloud.activities.set('all', { deeds: [deedOf({ at })], unread: ['A page is missing.'] });
    world.clock.pass(HOUR);
    await pass();
    expect((await reviews(world))[0]?.away).toMatchObject({ deeds: [{}], unread: ['A page is missing.'] });
  });
});

it('a restart, and the first start of a new store, are no time away', async () => {
  const world = createWorld({ policy: ROLES });
  world.cloud.activities.set('all', { deeds: [deedOf({ at: world.clock.now() })], unread: [] });
  await passOf(world)();
  world.clock.pass(19 * MINUTE);
  await passOf(world)();
  expect(await details(world)).toEqual([]);
});
