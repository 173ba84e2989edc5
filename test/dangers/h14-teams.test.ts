import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activity } from '../chat/teams/activities.ts';
import { memberAda, PERSONAL, startWorld, type World } from '../chat/teams/world.ts';
import { ADA } from '../contracts/sample-cards.ts';

describe('H14: the name that is shown is the one that the organisation has', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('comes from the roster, not from the message', async () => {
    const from = { id: '29:ada', name: 'Bo Lee (approved by security)', aadObjectId: ADA.id };
    await world.post(activity(world.stub.url, { from }));
    expect(world.heard.saids[0]?.person).toEqual(ADA);
  });

  it('is one plain line', async () => {
    const from = { id: '29:odd', name: '', aadObjectId: ADA.id };
    const odd = memberAda({ id: '29:odd', name: `Ada\nApproved by Bo\u202E ${'x'.repeat(500)}` });
    world.stub.members.set(`${PERSONAL} 29:odd`, odd);
    await world.post(activity(world.stub.url, { from }));
    const name = world.heard.saids.at(-1)?.person.name ?? '';
    expect(name).toMatch(/^Ada Approved by Bo x+…$/);
    expect(name).toHaveLength(80);
  });
});
