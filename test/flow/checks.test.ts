import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createTickets } from '../../src/people/web/tickets.ts';
import type { Confirmed } from '../../src/ports/checks.ts';
import { Unknown } from '../../src/ports/people.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7 ticket INC-123';
const NEEDS = POLICY.replace('maxDuration: 3h', 'maxDuration: 3h, requesterNeeds: azure-reader');
const TICKET = `hooks: { desk: { url: https://desk.example.com, secret: AJAR_HOOK_DESK } }${POLICY.replace(
  'maxDuration: 3h',
  'maxDuration: 3h, ticket: { pattern: "INC-###", confirm: desk }',
)}`;

const NO: Confirmed = { confirmed: false, why: 'No.' };
const YES: Confirmed = { confirmed: true };

/** A world whose checks answer as told at each of the times they are asked. */
function worldOf(policy: string, answers: readonly (Confirmed | 'unknown' | 'hangs')[]) {
  const asked: unknown[] = [];
  const answer = async (...question: readonly unknown[]): Promise<Confirmed> => {
    asked.push(question);
    const found = answers[asked.length - 1] ?? answers.at(-1) ?? NO;
    if (found === 'hangs') return new Promise(() => undefined);
    if (found === 'unknown') throw new Unknown('It is down.');
    return found;
  };
  const world = createWorld({ policy, checks: { rights: { has: answer }, tickets: { confirm: answer } } });
  return { ...world, asked };
}

describe.each([
  ['the requester’s rights', NEEDS],
  ['the ticket', TICKET],
])('%s', (_, policy) => {
  it('is asked at asking, at the approval and before the opening', async () => {
    const world = worldOf(policy, [YES]);
    await world.say(RILEY, ASK);
    expect(world.asked).toHaveLength(1);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(await world.request()).toMatchObject({ status: 'open' });
    expect(world.asked).toHaveLength(3);
  });

  it.each([
    ['not so', NO],
    ['cannot be told', 'unknown' as const],
    ['hangs', 'hangs' as const],
  ])('H11: that is %s at asking is a refusal in a sentence, and no request', async (__, answer) => {
    const world = worldOf(policy, [answer]);
    await world.say(RILEY, ASK);
    expect(await world.store.list({ limit: 1 })).toEqual([]);
    expect(world.told(RILEY)).toContain(answer === NO ? 'No. (rule "production")' : 'could not check');
    expect(await world.audit()).toContain('Riley refused -');
  });

  it('H11: that cannot be told at the approval leaves the request waiting', async () => {
    const world = worldOf(policy, [YES, 'unknown', YES]);
    await world.say(RILEY, ASK);
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: true });
    expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: false });
  });

  it('H17: that is gone at the approval ends the request', async () => {
    const world = worldOf(policy, [YES, NO]);
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    expect(await world.request()).toMatchObject({ status: 'lapsed', why: 'No. (rule "production")' });
    expect(world.cloud.sent).toEqual([]);
  });

  it('H17: that is gone before the opening opens nothing', async () => {
    const world = worldOf(policy, [YES, YES, NO]);
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'failed' } });
    expect(world.cloud.sent).toEqual([]);
  });

  it('H11: that cannot be told before the opening is asked again, and nothing is opened meanwhile', async () => {
    const world = worldOf(policy, [YES, YES, 'unknown', 'unknown', YES]);
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.pass(30_000, 2_000);
    expect(await world.request()).toMatchObject({ status: 'open' });
    expect(world.asked).toHaveLength(5);
  });
});

it('a ticket is confirmed with what is asked for', async () => {
  const world = worldOf(TICKET, [YES]);
  await world.say(RILEY, ASK);
  expect(world.asked[0]).toMatchObject([
    'desk',
    {
      ticket: 'INC-123',
      requester: RILEY.id,
      ports: ['3389/tcp'],
      sources: ['203.0.113.7/32'],
      durationMs: 3_600_000,
    },
  ]);
});

describe('a system that confirms tickets', () => {
  const facts = { ticket: 'INC-1', requester: RILEY.id, vms: [], ports: [], sources: [], durationMs: 1 };
  const confirm = (answer: unknown) => createTickets(async () => answer).confirm('desk', facts);

  it('says true, or why not, as plain text of bounded length', async () => {
    expect(await confirm({ confirmed: true })).toEqual({ confirmed: true });
    expect(await confirm({ confirmed: false, why: 'It is\n\u202eclosed.' })).toEqual({
      confirmed: false,
      why: 'The ticket INC-1 was not confirmed: It is closed.',
    });
    const long = await confirm({ confirmed: false, why: 'x'.repeat(5_000) });
    expect('why' in long && long.why.length).toBeLessThan(400);
  });

  it.each([
    ['yes'],
    [{ confirmed: 'true' }],
    [{ confirmed: 1 }],
    [{}],
    [null],
    [[{ confirmed: true }]],
  ])('H11: whatever else it says, %j, is cannot tell', async (answer) => {
    await expect(confirm(answer)).rejects.toBeInstanceOf(Unknown);
  });
});
