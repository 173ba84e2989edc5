import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activity, click, PERSONAL } from '../chat/teams/activities.ts';
import { APP_ID, TENANT } from '../chat/teams/signer.ts';
import { CHANNEL, memberRiley, startWorld, type World } from '../chat/teams/world.ts';
import { RILEY } from '../contracts/sample-cards.ts';

/** A chat that is somebody else's, in which the roster does not know Riley. */
const ELSEWHERE = 'a:somebody-else';
const there = { conversation: { id: ELSEWHERE, conversationType: 'personal', tenantId: TENANT } };

const removed = { type: 'installationUpdate', action: 'remove', text: undefined };

describe('H16: where a person reads alone is learnt only from a sender who was believed in that very chat', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
    world.stub.conversations.add(ELSEWHERE);
    // Else the bot would begin a chat of its own where none was learnt.
    world.stub.blocked.add(RILEY.id);
  });
  afterEach(() => world.stop());

  const place = async (): Promise<string | undefined> => (await world.chat.direct(RILEY.id))?.conversation;
  const send = async (more: object): Promise<void> => {
    expect((await world.post(activity(world.stub.url, more))).status).toBe(200);
  };

  const joined = { type: 'conversationUpdate', membersAdded: [{ id: `28:${APP_ID}` }], text: undefined };
  const claims: Record<string, object> = {
    'a message': {},
    'an installation': { type: 'installationUpdate', action: 'add', text: undefined },
    'a bot that was added': joined,
    'a bare update': { type: 'conversationUpdate', text: undefined },
  };
  for (const [name, claim] of Object.entries(claims)) {
    it(`is not moved by ${name} of a stranger`, async () => {
      await send({});
      await send({ ...claim, ...there });
      await send({ ...claim, ...there });
      expect(await place()).toBe(PERSONAL);
    });

    it(`is not made by ${name} while Teams cannot say (H11)`, async () => {
      world.stub.faults.push({ status: 500 });
      await send(claim);
      expect(await place()).toBeUndefined();
    });
  }

  it('is not moved by somebody anonymous', async () => {
    world.stub.members.set(`${ELSEWHERE} 29:riley`, memberRiley({ userRole: 'anonymous' }));
    await send(there);
    expect(await place()).toBeUndefined();
  });

  it('is a guest’s own where the roster knows them by their id', async () => {
    world.stub.members.set(`${ELSEWHERE} 29:riley`, memberRiley({ userRole: 'guest' }));
    await send(there);
    expect(await place()).toBe(ELSEWHERE);
  });

  it('is not moved by a sender whom only a team knows', async () => {
    const team = '19:team@thread.tacv2';
    world.stub.conversations.add(team);
    world.stub.members.set(`${team} 29:riley`, memberRiley());
    const channelData = { tenant: { id: TENANT }, team: { id: team } };
    await send({ ...there, channelData });
    // Within the minute for which the roster's answer holds: of the team's roster, not of this chat's.
    await send(there);
    expect(await place()).toBeUndefined();
  });

  it('is no channel, whatever it is called', async () => {
    await send({ conversation: { id: CHANNEL, conversationType: 'personal', tenantId: TENANT } });
    expect(world.heard.saids).toHaveLength(1);
    expect(await place()).toBeUndefined();
  });

  it('is not forgotten for a removal somewhere else', async () => {
    await send({});
    await send({ ...removed, ...there });
    expect(await place()).toBe(PERSONAL);
    await send(removed);
    expect(await place()).toBeUndefined();
  });

  it('is made by a second installation where the first could not be checked', async () => {
    const installed = { type: 'installationUpdate', action: 'add', text: undefined };
    world.stub.faults.push({ status: 500 });
    await send(installed);
    await send(installed);
    expect(await place()).toBe(PERSONAL);
  });

  it('is made by a click of theirs', async () => {
    await world.post(click(world.stub.url, 'approve', { request: 'aj-1', terms: 1 }));
    expect(await place()).toBe(PERSONAL);
  });
});
