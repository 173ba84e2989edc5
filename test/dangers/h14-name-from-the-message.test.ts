import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activity, PERSONAL } from '../chat/teams/activities.ts';
import { memberRiley, startWorld, type World } from '../chat/teams/world.ts';
import { RILEY } from '../contracts/sample-cards.ts';

describe('H14: the name that is shown is the one that the organisation has', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('comes from the roster, not from the message', async () => {
    const from = { id: '29:riley', name: 'Avery Approver (approved by security)', aadObjectId: RILEY.id };
    await world.post(activity(world.stub.url, { from }));
    expect(world.heard.saids[0]?.person).toEqual(RILEY);
  });

  it('is one plain line', async () => {
    const from = { id: '29:odd', name: '', aadObjectId: RILEY.id };
    const odd = memberRiley({ id: '29:odd', name: `Riley\nApproved by Avery\u202E ${'x'.repeat(500)}` });
    world.stub.members.set(`${PERSONAL} 29:odd`, odd);
    await world.post(activity(world.stub.url, { from }));
    const name = world.heard.saids.at(-1)?.person.name ?? '';
    expect(name).toMatch(/^Riley Approved by Avery x+…$/);
    expect(name).toHaveLength(80);
  });
});
