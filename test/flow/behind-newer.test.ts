import { describe, expect, it } from 'vitest';
import { OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { AJAR } from '../../src/access/person.ts';
import type { Status } from '../../src/access/request.ts';
import { HOUR_MS } from '../../src/access/unit-ms.ts';
import { eventOf } from '../../src/flow/step/event.ts';
import { grantOf, requestThatIs } from '../fakes/requests.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const OPEN = 'aj-900000';

/** One of Riley's that is open on web-02, and so many that are newer, with this status, on this VM. */
async function openBehind(world: World, others: number, status: Status, vm: string): Promise<void> {
  const now = world.clock.now().getTime();
  const home = { place: world.stage.room(RILEY.id), zone: 'UTC' };
  const create = async (_: unknown, n: number): Promise<void> => {
    const id = `aj-9${String(n).padStart(5, '0')}`;
    const grants = [{ ...grantOf('open'), target: `target ${n}`, vm: vmOf(n === 0 ? 'web-02' : vm, [22]) }];
    const request = requestThatIs(n === 0 ? 'open' : status, { id, askedAt: new Date(now + n), grants });
    const work = { attempt: 0, dueAt: new Date(now + HOUR_MS) };
    const event = eventOf(request, 'asked', world.clock.now(), { actor: AJAR, app: 'ajar', detail: '' });
    await world.store.create({ request, home, work }, { event });
  };
  await Promise.all(Array.from({ length: others + 1 }, create));
}

describe('what is open behind hundreds that are newer', () => {
  it('is found by "close everything" and by "who has"', async () => {
    const world = createWorld({
      policy: POLICY.replace('admins:', `onCall: [{ id: ${OLLY.id}, name: Olly }]\nadmins:`),
    });
    await openBehind(world, 500, 'open', 'web-01');
    await world.say(OLLY, 'close everything on web-02');
    expect(world.told(OLLY)).toContain(`One access is open on web-02: ${OPEN}`);
    for (const who of [OLLY, RILEY]) {
      await world.say(who, 'who has web-02');
      expect(world.card('list', who)?.card).toMatchObject({ rows: [{ request: { id: OPEN } }] });
    }
    await world.say(OLLY, 'list all');
    expect(world.card('list', OLLY)?.card).toMatchObject({ more: 501 - 12 });
  });

  it('stands first in one’s own list, and at its VM', async () => {
    const world = createWorld();
    await openBehind(world, 201, 'denied', 'web-02');
    await world.say(RILEY, 'list');
    const listed = world.card('list', RILEY)?.card;
    expect(listed?.card === 'list' && listed.rows[0]?.request).toMatchObject({ id: OPEN, status: 'open' });
    await world.say(RILEY, 'vms web-02');
    expect(world.card('vms', RILEY)?.card).toMatchObject({
      list: { rows: [{ use: { now: [{ by: RILEY.name }] } }] },
    });
  });
});
