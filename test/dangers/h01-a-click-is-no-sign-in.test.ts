import { describe, expect, it } from 'vitest';
import { AVERY, BLAKE, HANA, RILEY, TENANT_ID } from '../../sandbox/demo/people.ts';
import { decide } from '../../src/access/decide.ts';
import { unmet } from '../../src/access/policy/approvals.ts';
import { openSignIn } from '../web/sign-in-stand.ts';

const opened = async (settings = {}) => {
  const stand = await openSignIn({ settings });
  await stand.ask();
  await stand.world.click(AVERY, 'approve', 'approval');
  return { ...stand, link: stand.linkOf(AVERY), ...stand.visitor() };
};

describe('H1: where a rule asks for a sign-in, a stolen chat session approves nothing', () => {
  it('no click, of whatever fields and however often, is an approval', async () => {
    const { world } = await opened();
    for (const fields of [{}, { confirmed: 'true' }, { stepUp: 'false' }, { minutes: '30', confirmed: '1' }])
      expect(await world.click(AVERY, 'approve', 'approval', fields)).toMatchObject({
        sentence: expect.stringContaining('Nothing is approved yet'),
      });
    await world.say(AVERY, 'approve aj-000001');
    await world.pass(60_000);
    expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
    expect(world.cloud.open()).toEqual([]);
  });

  it('the table itself refuses an approval without it, and counts none that has it not', async () => {
    const { world } = await opened();
    const request = await world.request();
    const by = { person: AVERY, groups: ['approvers'], admin: false, onCall: false };
    const step = { step: 'approve', by, terms: 1, verdict: request.verdict, standing: [] } as const;
    expect(decide(request, step, world.clock.now())).toMatchObject({
      refused: expect.stringContaining('sign-in'),
    });
    expect(decide(request, { ...step, confirmed: true }, world.clock.now())).toMatchObject({
      request: { status: 'opening' },
    });
    const { stepUp: _, ...asAtAsking } = request.verdict;
    const asked = { ...request, verdict: asAtAsking };
    expect(decide(asked, step, world.clock.now())).toMatchObject({
      refused: expect.stringContaining('sign-in'),
    });
    const clicked = { by: AVERY, at: request.askedAt, terms: 1, groups: ['approvers'] };
    expect(unmet({ ...request, approvals: [clicked] })).toHaveLength(1);
    expect(unmet({ ...request, approvals: [{ ...clicked, confirmed: true }] })).toEqual([]);
  });

  it('whoever clicked before the policy asked for a sign-in confirms it then, and counts once', async () => {
    const { world } = await opened();
    const request = await world.request();
    if (request.status !== 'pending') throw new Error('It waits for approval.');
    const { stepUp: _, requirements, ...rest } = request.verdict;
    const before = { ...rest, requirements: requirements.map((each) => ({ ...each, count: 2 })) };
    const clicked = { by: AVERY, at: request.askedAt, terms: 1, groups: ['approvers'] };
    const by = { person: AVERY, groups: ['approvers'], admin: false, onCall: false };
    const step = { step: 'approve', by, terms: 1, verdict: request.verdict, standing: [clicked] } as const;
    const asked = { ...request, verdict: before, approvals: [clicked] };
    const decision = decide(asked, { ...step, confirmed: true }, world.clock.now());
    if ('refused' in decision) throw new Error(decision.refused);
    expect(decision.request).toMatchObject({ status: 'pending' });
    expect(unmet(decision.request)).toHaveLength(1);
    expect(decide(asked, { ...step, verdict: before }, world.clock.now())).toMatchObject({
      refused: expect.stringContaining('already'),
    });
  });

  it('signing in as somebody else approves nothing, an approver or not', async () => {
    for (const other of [BLAKE, RILEY]) {
      const { world, signIn, link } = await opened();
      const page = await signIn(link, other);
      expect([page.status, page.text]).toEqual([403, expect.stringContaining('signed in as somebody else')]);
      expect(page.text).not.toContain('vm-prod-02');
      expect((await world.request()).status).toBe('pending');
      expect((await world.audit()).at(-1)).toBe('Avery refused pending');
    }
  });

  it('a sign-in is not enough: entitlement and terms are looked up at the press', async () => {
    const { world, signIn, approve, link } = await opened();
    const page = await signIn(link, AVERY);
    const { policyOf } = await import('../fakes/policy.ts');
    const { STEP_UP } = await import('../web/sign-in-stand.ts');
    const left = `approvers: [{ id: ${AVERY.id}, name: Avery }, `;
    expect(STEP_UP).toContain(left);
    world.policy.now = policyOf(STEP_UP.replace(left, `approvers: [{ id: ${HANA.id}, name: Hana }, `));
    const pressed = await approve(page);
    expect([pressed.status, pressed.text]).toEqual([409, expect.stringContaining('You are not an approver')]);
    expect((await world.request()).status).toBe('pending');
  });

  it('what was changed, answered or lapsed meanwhile is not approved', async () => {
    const { world, signIn, approve, link } = await opened();
    const page = await signIn(link, AVERY);
    await world.say(BLAKE, 'deny aj-000001');
    expect((await approve(page)).status).toBe(409);
    expect((await world.request()).status).toBe('denied');
  });

  it('what was answered before the sign-in is shown no more, which is a line of the log', async () => {
    const { world, signIn, link } = await opened();
    await world.say(BLAKE, 'deny aj-000001');
    const page = await signIn(link, AVERY);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('has changed since you pressed')]);
    expect((await world.audit()).at(-1)).toBe('Avery refused denied');
  });
});

describe('H1: a token is believed only when every part of it is right', () => {
  const now = (): number => Math.floor(Date.now() / 1_000);
  const WRONG = {
    'no second factor': { claims: { amr: ['pwd'] } },
    'nothing said of factors': { claims: { amr: undefined } },
    'another tenant': { claims: { tid: '99999999-9999-4999-8999-999999999999' } },
    'no tenant': { claims: { tid: undefined } },
    'no object id': { claims: { oid: undefined } },
    'another nonce': { claims: { nonce: 'x' } },
    'no nonce': { claims: { nonce: undefined } },
    'another issuer': { claims: { iss: `https://login.microsoftonline.com/${TENANT_ID}/v2.0` } },
    'another audience': { claims: { aud: '55555555-5555-4555-8555-555555555555' } },
    'an old token': { claims: { exp: now() - 400, iat: now() - 4_000 } },
    'a sign-in of an hour ago': { claims: { auth_time: now() - 3_600 } },
    'a sign-in from before this one was begun': { claims: { auth_time: now() - 120 } },
    'nothing said of when': { claims: { auth_time: undefined } },
    'another key': { otherKey: true },
    'no signature': { unsigned: true },
  } as const;

  it.each(Object.entries(WRONG))('%s', async (_, twist) => {
    const { world, signIn, entra, link } = await opened();
    entra.twist(twist);
    const page = await signIn(link, AVERY);
    expect([page.status, page.text]).toEqual([403, expect.not.stringContaining('vm-prod-02')]);
    expect(page.text).not.toContain('name="signed"');
    expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
    expect((await world.audit()).at(-1)).toBe('Avery refused pending');
  });

  it('an authentication context that the settings ask for has to be met', async () => {
    const { signIn, entra, link } = await opened({ authContext: 'c1' });
    entra.twist({ claims: { acrs: ['c2'] } });
    expect((await signIn(link, AVERY)).text).toContain('does not say that authentication context c1 was met');
    const again = await opened({ authContext: 'c1' });
    again.entra.twist({ claims: { acrs: ['c1'], amr: ['pwd'] } });
    expect((await again.signIn(again.link, AVERY)).status).toBe(200);
  });

  it('a sign-in that cannot be reached approves nothing, and says so', async () => {
    const { load, send, hidden, link, entra } = await opened({ issuer: 'http://127.0.0.1:9/none/v2.0' });
    const first = await load(new URL(link).pathname + new URL(link).search);
    const going = await send('/approval/sign-in', {
      link: hidden(first, 'link'),
      page: hidden(first, 'page'),
    });
    expect([going.status, going.text]).toEqual([503, expect.stringContaining('cannot be reached')]);
    expect(entra.settings.issuer).toBeDefined();
  });
});
