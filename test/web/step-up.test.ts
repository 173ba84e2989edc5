import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { csvOfEvents } from '../../src/audit/csv.ts';
import { auditRow } from '../../src/chat/audit-row.ts';
import { ChatError } from '../../src/ports/chat.ts';
import { openSignIn } from './sign-in-stand.ts';

it('an approval of a high-risk rule is made on a page behind the sign-in, which shows exactly what it is', async () => {
  const { world, ask, linkOf, visitor } = await openSignIn();
  await ask();
  const clicked = await world.click(AVERY, 'approve', 'approval');
  expect(clicked).toMatchObject({ refused: false, sentence: expect.stringContaining('takes your sign-in') });
  expect((await world.request()).status).toBe('pending');
  const { signIn, approve } = visitor();
  const page = await signIn(linkOf(AVERY), AVERY);
  for (const part of [
    'aj-000001, terms 1',
    'Riley',
    '22/tcp on vm-prod-02',
    '203.0.113.7',
    '2 h',
    'INC-123',
    '/virtualmachines/vm-prod-02',
  ])
    expect(page.text).toContain(part);
  expect((await world.request()).status).toBe('pending');
  const done = await approve(page);
  expect([done.status, done.text]).toEqual([200, expect.stringContaining('Approved aj-000001')]);
  await world.opened();
  expect(await world.request()).toMatchObject({
    ...{ status: 'open', approvals: [{ by: { id: AVERY.id }, confirmed: true, groups: ['approvers'] }] },
  });
  const ofAvery = (await world.store.events({ limit: 50 })).filter(({ actor }) => actor.id === AVERY.id);
  expect(ofAvery.map(({ kind, confirmed }) => [kind, confirmed]).reverse()).toEqual([
    ['signInAsked', undefined],
    ['approve', 'sign-in'],
  ]);
  expect(ofAvery.map((event) => auditRow(event, 'UTC').what)).toEqual([
    'approved, confirmed by sign-in',
    'was asked to sign in',
  ]);
  expect(csvOfEvents(ofAvery)).toMatch(/,sign-in\r\n/);
});

it('typed, and for less time, it goes the same way', async () => {
  const { world, ask, linkOf, visitor } = await openSignIn();
  await ask();
  await world.say(AVERY, 'approve aj-000001 for 30m');
  expect(world.told(AVERY)).toContain('takes your sign-in');
  const { signIn, approve } = visitor();
  const page = await signIn(linkOf(AVERY), AVERY);
  expect(page.text).toContain('30 min');
  expect((await approve(page)).status).toBe(200);
  expect(await world.request()).toMatchObject({ durationMs: 1_800_000, approvals: [{ confirmed: true }] });
});

it('in a channel the link is told in private', async () => {
  const { world, ask } = await openSignIn();
  await ask();
  await world.say(AVERY, 'approve aj-000001', world.stage.channel('approvals'));
  const links = world.stage.messages.filter(({ card }) => JSON.stringify(card).includes('/approval?link='));
  expect(links).toMatchObject([{ place: { privateTo: AVERY.id } }]);
});

it('a link that could not be sent is not called sent, and can be asked for again', async () => {
  const { world, ask, linkOf } = await openSignIn();
  await ask();
  world.stage.trouble.push(new ChatError('busy', 'Too much is asked of the chat.'));
  expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({
    refused: true,
    sentence: expect.stringContaining('could not send you the link'),
  });
  expect(linkOf(AVERY)).toBe('');
  expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: false });
  expect(linkOf(AVERY)).not.toBe('');
});

it('what needs no sign-in is approved by a click, as ever', async () => {
  const { world } = await openSignIn();
  await world.say(RILEY, 'open 22 on vault-01 for 1h from 203.0.113.7');
  await world.settle();
  expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: false });
});

it('whoever may not approve is told why, and gets no link', async () => {
  const { world, ask, linkOf } = await openSignIn();
  await ask();
  await world.say(RILEY, 'approve aj-000001');
  expect(world.told(RILEY)).toContain('You cannot approve your own request');
  expect(linkOf(RILEY)).toBe('');
});

it('without a sign-in such a request cannot be approved, and it is said what to set', async () => {
  const { createWorld } = await import('../fakes/world.ts');
  const { STEP_UP } = await import('./sign-in-stand.ts');
  const world = createWorld({ policy: STEP_UP, publicUrl: 'https://ajar.example' });
  await world.say(RILEY, 'open 22 on vm-prod-02 for 2h from 203.0.113.7');
  await world.settle();
  expect((await world.click(AVERY, 'approve', 'approval')).sentence).toContain('AJAR_OIDC_CLIENT_ID');
  expect((await world.request()).status).toBe('pending');
});

it('two are approved side by side in one browser, each on its own page', async () => {
  const { world, ask, linkOf, visitor } = await openSignIn();
  const links: string[] = [];
  for (const vm of ['vm-prod-01 port 3389', 'vm-prod-02 port 22']) {
    await ask(`open ${vm} for 1h from 203.0.113.7`);
    await world.click(AVERY, 'approve', 'approval');
    links.push(linkOf(AVERY));
  }
  const [one = '', other = ''] = links;
  const { begin, authorize, load, approve, cookies } = visitor();
  // What a browser has there and is no word of ours is never sent back.
  for (const name of ['__Host-ajar', '__Host-ajar-sign-in']) cookies.set(name, 'x, Domain=example.com');
  const [first, second] = [await begin(one), await begin(other)];
  expect([...cookies.values()].map((word) => word.length)).toEqual([22, 32]);
  const pageOne = await load(await authorize(first, AVERY));
  const pageOther = await load(await authorize(second, AVERY));
  expect([pageOne.text, pageOther.text]).toEqual([
    expect.stringContaining('3389/tcp on vm-prod-01'),
    expect.stringContaining('22/tcp on vm-prod-02'),
  ]);
  expect((await approve(pageOne)).text).toContain('Approved aj-000001');
  expect((await approve(pageOther)).status).toBe(200);
});

it('a rule that asks for it only later takes the clicks that were given before', async () => {
  const { world } = await openSignIn();
  await world.say(RILEY, 'open 22 on vault-01 for 1h from 203.0.113.7');
  await world.settle();
  await world.click(AVERY, 'approve', 'approval');
  const { policyOf } = await import('../fakes/policy.ts');
  const { POLICY } = await import('../fakes/world.ts');
  world.policy.now = policyOf(
    POLICY.replace(
      '[{ count: 2, from: approvers }], maxDuration: 2h',
      '[{ count: 2, from: approvers }], maxDuration: 2h, stepUp: true',
    ),
  );
  await world.click(BLAKE, 'approve', 'approval');
  await world.opened();
  expect((await world.request()).status).toBe('pending');
});

it('a press after which the policy lets it be no more is not called an approval', async () => {
  const { world, ask, linkOf, visitor } = await openSignIn();
  await ask();
  await world.click(AVERY, 'approve', 'approval');
  const { signIn, approve } = visitor();
  const page = await signIn(linkOf(AVERY), AVERY);
  const { policyOf } = await import('../fakes/policy.ts');
  const { STEP_UP } = await import('./sign-in-stand.ts');
  world.policy.now = policyOf(STEP_UP.replaceAll(/maxDuration: \dh/g, 'maxDuration: 10m'));
  for (const pressed of [await approve(page), await approve(page)])
    expect([pressed.status, pressed.text]).toEqual([409, expect.stringContaining('<h1>Not approved</h1>')]);
  expect((await world.request()).status).toBe('lapsed');
});
