import { expect, test } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import type { Policy } from '../../src/access/policy/policy.ts';
import { createAccounts } from '../../src/people/accounts.ts';
import { createStage } from '../fakes/stage.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ADDRESS = 'avery@contoso.com';
const WITH_ADDRESS = POLICY.replaceAll(
  `{ id: ${AVERY.id}, name: Avery }`,
  `{ id: ${AVERY.id}, name: Avery, email: ${ADDRESS} }`,
);
const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
const account = (email: string, name = 'Avery Approver') => ({
  app: 'slack',
  team: 'T1',
  user: 'U1',
  name,
  email,
});

function createBoth() {
  const slack = createStage('slack');
  const world = createWorld({ policy: WITH_ADDRESS, others: [slack] });
  /** As a chat app does: identified first, then heard. */
  const inSlack = async (email: string, text: string): Promise<Person | undefined> => {
    const known = await world.flow.identify(account(email));
    if ('refused' in known) return undefined;
    const askOnly = known.by === 'email' ? { askOnly: true as const } : {};
    const place = slack.room(known.person.id);
    await world.flow.said({ key: world.key(), person: known.person, text, place, ...askOnly });
    await world.settle(2);
    return known.person;
  };
  return { ...world, slack, inSlack };
}

test('H3: a confirmed address may ask', async () => {
  const world = createBoth();
  expect(await world.inSlack(ADDRESS, ASK)).toMatchObject({ id: AVERY.id });
  expect(await world.request()).toMatchObject({ requester: { id: AVERY.id }, status: 'pending' });
});

test('H3: a confirmed address never approves or denies, by word or by click, and is told how to link', async () => {
  const world = createBoth();
  await world.say(RILEY, ASK);
  for (const verb of ['approve', 'deny']) {
    await world.inSlack(ADDRESS, `${verb} aj-000001`);
    expect(world.slack.messages.at(-1)?.card).toMatchObject({
      sentence: `To ${verb} aj-000001, link your account first: write "link" to Ajar in Teams, which answers what to write here.`,
    });
  }
  const copy = world.card('approval', AVERY);
  const click = {
    person: AVERY,
    place: copy!.place,
    message: copy!.id,
    request: 'aj-000001',
    terms: 1,
    fields: {},
  };
  for (const verb of ['approve', 'deny'] as const)
    expect(await world.flow.clicked({ ...click, key: verb, verb, askOnly: true })).toMatchObject({
      refused: true,
    });
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
  expect(await world.flow.clicked({ ...click, key: 'linked', verb: 'approve' })).toMatchObject({
    refused: false,
  });
});

test('H3: nearly the address is nobody', async () => {
  const world = createBoth();
  for (const email of [
    'avery@mail.contoso.com',
    'avery@contoso.com.evil.example',
    'avery@evilcontoso.com',
    'avery+x@contoso.com',
    'avery@contoso.com ',
    ' avery@contoso.com',
    'x@y@contoso.com',
    '"avery"@contoso.com',
    'avery@contoso.com.',
    'avery@c\u043entoso.com',
    'avery@contoso.\uFF43om',
    '\u0430very@contoso.com',
    'avery@contoso.com\u200b',
    '',
  ])
    expect(await world.flow.identify(account(email)), email).toHaveProperty('refused');
  expect(await world.flow.identify(account('AVERY@Contoso.COM'))).toMatchObject({ by: 'email' });
});

test('H3: a letter that only becomes the right one in lower case is nobody’s', async () => {
  const kelvin = 'bla\u212Ae@contoso.com'; // its lower case is "blake@contoso.com"
  expect(kelvin.toLowerCase()).toBe('blake@contoso.com');
  const policy = POLICY.replaceAll(
    `{ id: ${BLAKE.id}, name: Blake }`,
    `{ id: ${BLAKE.id}, name: Blake, email: blake@contoso.com }`,
  );
  const world = createWorld({ policy });
  expect(await world.flow.identify(account('blake@contoso.com'))).toMatchObject({ by: 'email' });
  expect(await world.flow.identify(account(kelvin))).toHaveProperty('refused');
});

test('H3: an address that two people have is nobody’s, in whichever way it came into the policy', async () => {
  const world = createBoth();
  const two: Policy = {
    ...world.policy.now,
    emails: [AVERY, BLAKE].map((person) => ({ email: ADDRESS, person })),
  };
  const accounts = createAccounts({ ...world, policy: () => two, emailDomains: ['contoso.com'] });
  expect(await accounts.identify(account(ADDRESS))).toHaveProperty('refused');
});

test('H3: a subdomain is not our domain, and neither is one that ends like it, whoever the policy says has it', async () => {
  const world = createBoth();
  for (const domain of ['mail.contoso.com', 'evilcontoso.com', 'contoso.com.example', 'com']) {
    const email = `avery@${domain}`;
    const named: Policy = { ...world.policy.now, emails: [{ email, person: AVERY }] };
    const accounts = createAccounts({ ...world, policy: () => named, emailDomains: ['contoso.com'] });
    expect(await accounts.identify(account(email)), email).toHaveProperty('refused');
  }
});

test('H3: an address of a domain that nobody called ours is nobody’s', async () => {
  const world = createBoth();
  const accounts = createAccounts({ ...world, policy: () => world.policy.now, emailDomains: [] });
  expect(await accounts.identify(account(ADDRESS))).toHaveProperty('refused');
});

test('H3: a name, however well chosen, is nobody', async () => {
  const world = createBoth();
  for (const name of ['Avery', AVERY.name, AVERY.id, ADDRESS])
    expect(await world.flow.identify({ app: 'slack', team: 'T1', user: 'U1', name })).toHaveProperty(
      'refused',
    );
});

test("H3: what is somebody else's is told only where it is proven who reads it", async () => {
  const world = createBoth();
  const asked: string[] = [];
  world.slack.direct = async (person, what) => {
    asked.push(`${person === AVERY.id ? 'Avery' : 'another'} ${what ?? 'own'}`);
    return undefined;
  };
  await world.inSlack(ADDRESS, 'list');
  await world.say(RILEY, ASK);
  await world.settle();
  expect(asked.filter((each) => each.startsWith('Avery'))).toEqual([]);
  world.stage.shut.add(`dm-${AVERY.id}`);
  await world.say(RILEY, 'open 5986 on vm-prod-01 for 1h from 203.0.113.7');
  await world.settle();
  expect(asked).toContain('Avery others');
  expect(asked).not.toContain('Avery own');
});

test('H3: a confirmed address is not enough where a rule asks nobody, neither in a sentence nor by a form', async () => {
  const world = createBoth();
  await world.inSlack(ADDRESS, 'open 22 on web-01 for 1h from 203.0.113.7');
  expect(world.slack.messages.at(-1)?.card).toMatchObject({
    sentence: expect.stringContaining('To open what needs no approval, link your account first'),
  });
  const [vm] = await world.flow.vms(AVERY, 'web-01', 1);
  const place = world.slack.room(AVERY.id);
  const form = await world.flow.form({ person: AVERY, place, vm: vm?.key ?? '' });
  const fields = { ports: '22/tcp', minutes: '60', otherSource: '203.0.113.7' };
  const filled = { key: world.key(), person: AVERY, place, form: form.id, fields };
  expect(await world.flow.submitted({ ...filled, askOnly: true })).toHaveProperty('faults');
  expect(await world.store.list({ limit: 9 })).toEqual([]);
  expect(await world.flow.submitted({ ...filled, key: world.key() })).toMatchObject({ refused: false });
});
