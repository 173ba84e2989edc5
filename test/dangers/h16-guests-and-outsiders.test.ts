import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activity, click, PERSONAL } from '../chat/teams/activities.ts';
import { readCard } from '../chat/teams/read-card.ts';
import { memberRiley, startWorld, type World } from '../chat/teams/world.ts';
import { RILEY } from '../contracts/sample-cards.ts';

describe('H16: guests, outsiders and whoever cannot be checked are told so, and reach nothing', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.stop());

  const cases: Record<string, [(world: World) => void, string]> = {
    'somebody without a role': [
      ({ stub }) => stub.members.set(`${PERSONAL} 29:riley`, memberRiley({ userRole: '' })),
      'other organisations',
    ],
    'an outsider': [
      ({ stub }) =>
        stub.members.set(
          `${PERSONAL} 29:riley`,
          memberRiley({ tenantId: '33333333-3333-4333-8333-333333333333' }),
        ),
      'other organisations',
    ],
    'somebody not in the conversation': [({ stub }) => stub.members.clear(), 'does not list you'],
    'anybody, while Teams cannot say (H11)': [
      ({ stub }) => stub.faults.push({ status: 500 }),
      'could not check',
    ],
  };
  for (const [name, [arrange, sentence]] of Object.entries(cases)) {
    it(`${name}, clicking`, async () => {
      arrange(world);
      const { status, json } = await world.post(
        click(world.stub.url, 'approve', { request: 'aj-1', terms: 1 }),
      );
      expect([status, json.statusCode, json.value]).toEqual([200, 200, expect.stringContaining(sentence)]);
      expect(world.heard.clicks).toEqual([]);
      expect(world.heard.refusals).toMatchObject([
        {
          person: { id: RILEY.id },
          sentence: expect.stringContaining(sentence),
          place: { privateTo: RILEY.id },
        },
      ]);
    });

    it(`${name}, writing`, async () => {
      arrange(world);
      expect((await world.post(activity(world.stub.url))).status).toBe(200);
      const told = [...world.stub.messages.values()].map((m) =>
        readCard(m.activity.attachments?.[0]?.content),
      );
      expect(told).toEqual([expect.stringContaining(sentence)]);
      expect(world.heard.saids).toEqual([]);
      expect(world.heard.refusals.map((refusal) => refusal.sentence)).toEqual([
        expect.stringContaining(sentence),
      ]);
    });
  }

  it.each([
    ['a guest', { userRole: 'guest' }],
    [
      'a user whose name says that they are a guest',
      { userPrincipalName: 'riley_fabrikam.com#EXT#@contoso.onmicrosoft.com' },
    ],
  ])('%s is known as one, whatever they do', async (_, more) => {
    world.stub.members.set(`${PERSONAL} 29:riley`, memberRiley(more));
    await world.post(click(world.stub.url, 'approve', { request: 'aj-1', terms: 1 }));
    await world.post(activity(world.stub.url));
    const { clicks, saids } = world.heard;
    expect([...clicks, ...saids].map(({ askOnly }) => askOnly)).toEqual(['guest', 'guest']);
  });
});
