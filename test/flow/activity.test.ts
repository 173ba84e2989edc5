import { describe, expect, it } from 'vitest';
import { ADA, AVERY, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { CloudDeed } from '../../src/access/activity/deed.ts';
import type { Person } from '../../src/access/person.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const NAME = 'vm-prod-01';
const ASK = `open 3389 on ${NAME} for 1h from 203.0.113.7 because INC-1`;

const shown = (world: World, who: Person) => {
  const card = world.card('activity', who)?.card;
  if (card?.card !== 'activity') throw new Error(`No activity, but: ${world.told(who)}`);
  return card.activity;
};
const idOf = (world: World): string => world.cloud.vms.find(({ name }) => name === NAME)!.id;

const deedIn = (world: World, more: Partial<CloudDeed> = {}): CloudDeed => ({
  ...{ at: world.clock.now(), kind: 'jit-open', resource: '', name: 'default', group: '' },
  ...{ outcome: 'accepted', by: 'ajar', caller: '', app: '', trace: 'trace-1', ...more },
});

describe('"activity vm-prod-01"', () => {
  it("shows Azure's log beside ours, as one, and who acted outside", async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.pass(10_000);
    const outside = deedIn(world, { by: 'other', caller: 'olly@contoso.com', trace: '' });
    world.cloud.activities.set(idOf(world), { deeds: [deedIn(world), outside], unread: [] });
    await world.say(ADA, `activity ${NAME}`);
    const { rows } = shown(world, ADA);
    expect(rows.find(({ deed, origin }) => deed && origin === 'ajar')?.event).toMatchObject({
      ...{ kind: 'opened', request: 'aj-000001' },
    });
    expect(rows.filter(({ origin }) => origin === 'outside')).toHaveLength(1);
    expect(rows.map(({ event }) => event?.kind)).toEqual(expect.arrayContaining(['asked', 'approve']));
  });

  it('has what is being opened for its request, though no event tells of it yet', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.settle();
    world.cloud.activities.set(idOf(world), { deeds: [deedIn(world)], unread: [] });
    await world.say(ADA, `activity ${NAME}`);
    expect(shown(world, ADA).rows[0]).toMatchObject({ origin: 'ajar', event: { kind: 'approve' } });
  });

  it('is for auditors, on-call and admins alone, in private', async () => {
    const roles = `onCall: [{ id: ${OLLY.id}, name: Olly }]\nadmins:`;
    const world = createWorld({ policy: POLICY.replace('admins:', roles) });
    for (const who of [RILEY, AVERY]) {
      await world.say(who, `activity ${NAME}`);
      expect(world.card('activity', who)).toBeUndefined();
      expect(world.told(who)).toContain('Only auditors, on-call and admins');
    }
    await world.say(OLLY, `activity ${NAME}`, world.stage.channel('general'));
    const places = world.stage.messages
      .filter(({ card }) => card.card === 'activity')
      .map(({ place }) => place);
    expect(places).toMatchObject([{ conversation: `dm-${OLLY.id}` }]);
    const said = {
      key: 'by-address',
      person: ADA,
      text: `activity ${NAME}`,
      place: world.stage.room(ADA.id),
    };
    await world.flow.said({ ...said, askOnly: true });
    expect(world.told(ADA)).toContain('Only auditors');
  });

  it('comes as a file in which nothing runs (H23), and says what is missing from it', async () => {
    const world = createWorld();
    const deed = deedIn(world, { by: 'other', caller: '=cmd|x', name: '@SUM(1)', trace: '' });
    world.cloud.activities.set(idOf(world), { deeds: [deed], unread: ['Part of it could not be read.'] });
    await world.say(ADA, `activity ${NAME} last 30d as csv`, world.stage.channel('general'));
    const [sent] = world.stage.files;
    expect(sent?.place.privateTo).toBe(ADA.id);
    expect(sent?.file).toMatchObject({
      name: expect.stringMatching(/^activity-vm-prod-01-\d{4}-\d\d-\d\d\.csv$/),
      title: `Activity: ${NAME}, last 30 days, 1 lines`,
    });
    expect(sent?.file.text).toContain("'=cmd|x");
    expect(sent?.file.text).toContain("'@SUM(1)");
    expect(world.told(ADA)).toContain('The file is not whole. Part of it could not be read.');
  });

  it('H11: says that nothing can be told where the log cannot be read, and never that nothing was done', async () => {
    const world = createWorld();
    world.cloud.activities.set(idOf(world), new CloudError('denied', 'Ajar may not read the log.'));
    await world.say(ADA, `activity ${NAME}`);
    expect(world.card('activity', ADA)).toBeUndefined();
    expect(world.told(ADA)).toContain(
      'which does not mean that nothing was done. Ajar may not read the log.',
    );
    expect((await world.store.events({ limit: 1 }))[0]).toMatchObject({ kind: 'refused' });
  });

  it('is told of a VM that is gone, where it was asked for once', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    world.cloud.vms.splice(0, world.cloud.vms.length, world.cloud.vms[1]!);
    await world.say(ADA, `activity ${NAME}`);
    expect(shown(world, ADA).rows.map(({ event }) => event?.kind)).toContain('asked');
    await world.say(ADA, 'activity nowhere-01');
    expect(world.told(ADA)).toContain('I know no VM called nowhere-01.');
  });
});
