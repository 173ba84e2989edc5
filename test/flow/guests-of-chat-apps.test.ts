import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { createAddressDesk } from '../../src/flow/source/desk.ts';
import { createStage } from '../fakes/stage.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
const MAPPED = POLICY.replace('name: Avery }', 'name: Avery, accounts: { slack: T1/U1 } }');

/** Ajar in Teams and in Slack; Avery stands in the list of approvers, and may be a guest in Slack. */
function createBoth(policy = MAPPED) {
  const slack = createStage('slack');
  const world = createWorld({ policy, others: [slack] });
  const account = { app: 'slack', team: 'T1', user: 'U1', name: 'Avery' };
  return {
    ...world,
    /** As for every gesture in Slack, and for opening a form or the Home tab nothing else. */
    opensInSlack: (guest: boolean) => world.flow.identify({ ...account, ...(guest ? { guest: true } : {}) }),
    inTeams: async (person: Person, askOnly?: 'guest') =>
      world.flow.said({
        ...{ key: world.key(), person, text: 'help', place: world.stage.room(person.id) },
        ...(askOnly ? { askOnly } : {}),
      }),
    approves: () => world.click(AVERY, 'approve', 'approval'),
    async link() {
      await world.say(AVERY, 'link slack');
      const code = /link ([0-9A-Z]{8})\b/.exec(world.told(AVERY))?.[1] ?? '';
      await world.flow.linked(account, code, { key: world.key(), place: slack.channel('D1') });
    },
  };
}

const REFUSED = { refused: true, sentence: expect.stringContaining('Guests of the organisation cannot') };

it('H16: whoever is a guest in Slack approves nowhere, though the policy names them, until Slack says otherwise', async () => {
  const world = createBoth();
  await world.say(RILEY, ASK);
  await world.opensInSlack(true);
  expect(await world.approves()).toMatchObject(REFUSED);
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
  await world.opensInSlack(false);
  expect(await world.approves()).toMatchObject({ refused: false });
});

it('H16: one app that shows somebody as its own takes back nothing that another says', async () => {
  const world = createBoth();
  await world.say(RILEY, ASK);
  await world.inTeams(AVERY, 'guest');
  await world.opensInSlack(true);
  await world.inTeams(AVERY);
  expect(await world.approves()).toMatchObject(REFUSED);
});

it('H16: what was noted of a guest before there could be several apps still counts', async () => {
  const world = createBoth();
  await world.say(RILEY, ASK);
  await world.store.remember(`guest/${AVERY.id}`, 'slack');
  expect(await world.approves()).toMatchObject(REFUSED);
});

it('H16: a guest whose first gesture opens a form is offered what rules name them for, and nothing else', async () => {
  const world = createBoth(MAPPED.replace('env: prod }, requesters: [engineers]', 'env: prod }'));
  const names = async () => (await world.flow.vms(AVERY, '', 20)).map(({ name }) => name);
  expect(await names()).toContain('vm-prod-01');
  await world.opensInSlack(true);
  expect(await names()).not.toContain('vm-prod-01');
  expect(await names()).toContain('vault-01');
});

it('whoever unlinks a guest’s account is none by it any more; an account of the file stays one', async () => {
  const linked = createBoth(POLICY);
  await linked.link();
  await linked.say(RILEY, ASK);
  await linked.opensInSlack(true);
  expect(await linked.approves()).toMatchObject(REFUSED);
  await linked.say(AVERY, 'unlink slack');
  expect(await linked.approves()).toMatchObject({ refused: false });

  const mapped = createBoth();
  await mapped.say(RILEY, ASK);
  await mapped.opensInSlack(true);
  await mapped.say(AVERY, 'unlink slack');
  expect(await mapped.approves()).toMatchObject(REFUSED);
});

it('H16: neither an approval, nor a review, nor what admins do is a guest’s, and each refusal is in the audit log', async () => {
  const world = createBoth(
    MAPPED.replace('admins: [', `admins: [${AVERY.id}, `).replace(
      'require: { approvals: [{ count: 1, from: approvers }], maxDuration: 3h }',
      '$&\n    allow: { breakGlass: { groups: [engineers], review: { from: approvers, within: 1h } } }',
    ),
  );
  await world.say(RILEY, ASK);
  await world.say(RILEY, 'break glass: open 22 on vm-prod-02 for 30m from 203.0.113.7 because it is down');
  expect(await world.choose(RILEY, 0)).toMatchObject({ refused: false });
  await world.opened();
  const [broken] = await world.store.list({ statuses: ['open'], limit: 1 });
  await world.opensInSlack(true);
  const wants: Record<string, RegExp> = {
    'approve aj-000001': /Guests of the organisation cannot approve/,
    'deny aj-000001': /Guests of the organisation cannot deny/,
    [`review ${broken?.request.id} found nothing`]: /which you are not in/,
    'close everything on vm-prod-02': /admin/,
    [`unlink slack for ${BLAKE.id}`]: /Only an Ajar admin/,
    audit: /Only auditors, on-call and admins/,
  };
  for (const [verb, sentence] of Object.entries(wants)) {
    await world.say(AVERY, verb);
    expect([verb, world.told(AVERY)]).toEqual([verb, expect.stringMatching(sentence)]);
  }
  const refusals = (await world.store.events({ limit: 100 })).filter(
    ({ kind, actor }) => kind === 'refused' && actor.id === AVERY.id,
  );
  expect(refusals).toHaveLength(Object.keys(wants).length);
});

it('H16: a guest of Teams whose first gesture opens a form is offered no VM that no rule names them for', async () => {
  const world = createWorld({
    policy: POLICY.replace('env: prod }, requesters: [engineers]', 'env: prod }'),
  });
  const opens = (askOnly?: 'guest') =>
    world.flow.form({
      ...{ person: AVERY, place: world.stage.room(AVERY.id) },
      ...(askOnly ? { askOnly } : {}),
    });
  const names = async (form: ReturnType<typeof opens>) => (await form).lastVms.map(({ name }) => name);
  expect(await names(opens())).toContain('vm-prod-01');
  const offered = await names(opens('guest'));
  expect([offered.includes('vm-prod-01'), offered.includes('vault-01')]).toEqual([false, true]);
  const found = await world.flow.vms(AVERY, 'vm-prod', 9);
  expect(found).toEqual([]);
});

it('a question that was asked from an account which is unlinked by now is answered by no page', async () => {
  const slack = createStage('slack');
  const world = createWorld({ policy: POLICY, others: [slack], publicUrl: 'https://ajar.example' });
  const account = { app: 'slack', team: 'T1', user: 'U1', name: 'Avery' };
  const link = async (key: string) => {
    await world.say(AVERY, 'link slack');
    const code = /link ([0-9A-Z]{8})\b/.exec(world.told(AVERY))?.[1] ?? '';
    await world.flow.linked(account, code, { key, place: slack.channel('D1') });
  };
  const asks = async (): Promise<string> => {
    await world.say(AVERY, 'open 22 on web-01 for 1h from my ip', slack.room(AVERY.id));
    const card = slack.messages.findLast((each) => each.card.card === 'draft')?.card;
    return card?.card === 'draft' ? (card.link?.url.split('=')[1] ?? '') : '';
  };
  const { take } = createAddressDesk(world.runner.deps);
  await link('first');
  const token = await asks();
  await world.say(AVERY, 'unlink slack');
  expect(await take({ token }, { source: '203.0.113.77/32' })).toMatchObject({ done: false });
  expect(await world.store.list({ limit: 9 })).toEqual([]);
  await world.pass(1_000);
  await link('second');
  expect(await take({ token: await asks() }, { source: '203.0.113.77/32' })).toMatchObject({ done: true });
  expect(await take({ token }, { source: '203.0.113.77/32' })).toMatchObject({ done: false });
});

it('H3, H16: an account that is known by an address alone takes back nothing that was noted of a guest', async () => {
  const world = createWorld({
    policy: MAPPED.replace('name: Avery, accounts', 'name: Avery, email: avery@contoso.com, accounts'),
    others: [createStage('slack')],
  });
  await world.say(RILEY, ASK);
  await world.flow.identify({ app: 'slack', team: 'T1', user: 'U1', name: 'Avery', guest: true });
  const byAddress = { app: 'slack', team: 'T2', user: 'U2', name: 'Avery', email: 'avery@contoso.com' };
  expect(await world.flow.identify(byAddress)).toMatchObject({ by: 'email' });
  await world.flow.said({
    ...{ key: 'k', person: AVERY, text: 'help', askOnly: true },
    place: { app: 'slack', service: 'T2', conversation: 'D2', privateTo: AVERY.id },
  });
  expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject(REFUSED);
});
