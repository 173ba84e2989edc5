import { describe, expect, it } from 'vitest';
import { AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { mentionsBy } from '../../src/flow/cards/mentions.ts';
import { createPeople } from '../../src/people/people.ts';
import type { Mention } from '../../src/ports/user-groups.ts';
import { peopleWith } from '../fakes/people.ts';
import { policyOf } from '../fakes/policy.ts';
import { createStage } from '../fakes/stage.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';

/** What every message of Slack mentioned, and whether it was a redraw. */
function listening() {
  const stage = createStage('slack');
  const told: { readonly card: string; readonly names: readonly string[]; readonly first: boolean }[] = [];
  const show = async (...[card, place, replaces, mentions = []]: Parameters<typeof stage.show>) => {
    const names = mentions.map(({ name }: Mention) => name);
    told.push({ card: card.card, names, first: replaces === undefined });
    return stage.show(card, place, replaces);
  };
  return { ...stage, show, told };
}

const PEOPLE = [AVERY, BLAKE];

/** Production is asked for in a channel of Slack; the approvers are a list, unless the test looks them up. */
function asked(routes: string, groups: string, more: Partial<Parameters<typeof peopleWith>[0]> = {}) {
  const slack = listening();
  const policy = POLICY.replace('networks:', `${groups}\nnetworks:`).replace(
    "routes: { ask: [direct], tell: ['teams:on-call'] }",
    `routes: ${routes}`,
  );
  const listed: Record<string, readonly Person[]> = { approvers: PEOPLE, engineers: [RILEY, AVERY] };
  const people = peopleWith({
    inGroup: async (person, group) => (listed[group] ?? []).some(({ id }) => id === person),
    members: async (group) => listed[group] ?? [],
    groupsOf: async (person, all) =>
      new Set(all.filter((group) => (listed[group] ?? []).some(({ id }) => id === person))),
    ...more,
  });
  const world = createWorld({ policy, others: [slack], people });
  const pinged = (): readonly string[] => {
    const shown = slack.messages.find(({ card }) => card.card === 'approval')?.card;
    return shown && 'facts' in shown ? shown.facts.ping.map(({ name }) => name) : [];
  };
  return { ...world, slack, pinged };
}

const LOOKED_UP = (policy: string): string =>
  policy.replace(/approvers: \[.*\]/, 'approvers: { slack: here/S02, authority: true }');

describe('a group that the policy mentions beside a channel', () => {
  const DUTY_GROUP = '  duty: { slack: here/S01 }';

  it('is told by the first message of each card there, and by no redraw', async () => {
    const world = asked(
      '{ ask: { slack: C1, mention: duty }, tell: { slack: C2, mention: duty } }',
      DUTY_GROUP,
    );
    await world.say(RILEY, ASK);
    expect(world.slack.told).toEqual([{ card: 'approval', names: ['duty'], first: true }]);
    const card = world.slack.messages[0]!;
    await world.flow.clicked({
      ...{ key: world.key(), person: AVERY, place: card.place, message: card.id },
      ...{ verb: 'approve', request: 'aj-000001', terms: 1, fields: {} },
    });
    await world.opened();
    const firsts = world.slack.told.filter(({ first }) => first);
    expect(firsts).toEqual([
      { card: 'approval', names: ['duty'], first: true },
      { card: 'notice', names: ['duty'], first: true },
    ]);
    const redraws = world.slack.told.filter(({ first }) => !first);
    expect(redraws.length).toBeGreaterThan(1);
    expect(redraws.flatMap(({ names }) => names)).toEqual([]);
  });

  it('H6: gives nobody a right: who is in it and no approver is refused, even by a policy that would have them', async () => {
    const policy = { now: policyOf(POLICY) };
    const people = createPeople({
      policy: () => policy.now,
      sources: { slack: { members: async () => [OLLY] } },
    });
    const world = asked('{ ask: { slack: C1, mention: duty } }', DUTY_GROUP, people);
    policy.now = world.policy.now;
    await world.say(RILEY, ASK);
    const card = world.slack.messages[0]!;
    const click = (person: Person) =>
      world.flow.clicked({
        ...{ key: world.key(), person, place: card.place, message: card.id },
        ...{ verb: 'approve', request: 'aj-000001', terms: 1, fields: {} },
      });
    expect(await click(OLLY)).toMatchObject({ refused: true });
    expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
    expect((await world.audit()).at(-1)).toMatch(/^Olly refused/);
    // No file can say so: it is a fault there.
    const asksThem = policy.now.rules.map((rule) => ({ ...rule, approvals: [{ count: 1, group: 'duty' }] }));
    policy.now = { ...policy.now, rules: asksThem };
    world.policy.now = policy.now;
    await world.say(RILEY, 'open 22 on vm-prod-02 for 1h from 203.0.113.7');
    expect(world.told(RILEY)).toContain('from the group duty, and apart from you it has nobody');
    expect(await world.store.list({ limit: 9 })).toHaveLength(1);
  });

  it('is known by its ids, and by its name alone where the policy has it no more', () => {
    const policy = policyOf(POLICY.replace('networks:', `${DUTY_GROUP}\nnetworks:`));
    expect(mentionsBy({ policy: () => policy }, ['duty', 'gone', 'approvers'])).toEqual([
      { name: 'duty', slack: { team: 'here', id: 'S01' } },
      { name: 'gone' },
      { name: 'approvers' },
    ]);
  });

  it('is mentioned where a break-glass is told, and once more where its review is late', async () => {
    const world = asked('{ ask: direct }', DUTY_GROUP);
    const glass = `maxDuration: 3h }
    allow: { breakGlass: { groups: [engineers], review: { from: approvers, within: 1h }, tell: { slack: C9, mention: duty } } }
`;
    world.policy.now = policyOf(
      POLICY.replace('networks:', `${DUTY_GROUP}\nnetworks:`).replace('maxDuration: 3h }\n', glass),
    );
    await world.say(
      RILEY,
      'break glass: open 3389 on vm-prod-01 for 30m from 203.0.113.7 because it is down',
    );
    await world.choose(RILEY, 0);
    await world.opened();
    const loud = () =>
      world.slack.told.filter(({ names, card }) => names.length > 0 && card === 'draft').length;
    expect(loud()).toBe(1);
    await world.pass(2 * 3_600_000);
    expect(loud()).toBeGreaterThan(1);
  });
});

describe('approvers who are a user group of Slack', () => {
  const looked = (more = '') => {
    const world = asked("{ ask: ['slack:C1'] }", '');
    world.policy.now = policyWith(more, "routes: { ask: ['slack:C1']}");
    return world;
  };
  const policyWith = (quiet: string, routes: string) =>
    policyOf(
      LOOKED_UP(POLICY)
        .replace('authority: true }', `authority: true${quiet} }`)
        .replace("routes: { ask: [direct], tell: ['teams:on-call'] }", routes),
    );

  it('are mentioned as the group, and not one by one', async () => {
    const world = looked();
    await world.say(RILEY, ASK);
    expect([world.slack.told[0]?.names, world.pinged()]).toEqual([['approvers'], []]);
  });

  it('are notified one by one where somebody of them is quiet', async () => {
    const world = looked(`, quiet: [${BLAKE.id}]`);
    await world.say(RILEY, ASK);
    expect([world.slack.told[0]?.names, world.pinged()]).toEqual([[], [AVERY.name]]);
  });

  it('are notified one by one where somebody is notified in another app', async () => {
    const world = looked();
    world.policy.now = policyWith('', "routes: { ask: ['slack:C1', 'teams:approvers']}");
    await world.say(BLAKE, 'prefer teams');
    await world.say(RILEY, ASK);
    await world.settle();
    expect([world.slack.told[0]?.names, world.pinged()]).toEqual([[], [AVERY.name]]);
  });

  it('of another workspace are notified one by one', async () => {
    const world = looked();
    world.policy.now = policyOf(
      LOOKED_UP(POLICY)
        .replace('here/S02', 'elsewhere/S02')
        .replace("routes: { ask: [direct], tell: ['teams:on-call'] }", "routes: { ask: ['slack:C1']}"),
    );
    await world.say(RILEY, ASK);
    expect([world.slack.told[0]?.names, world.pinged()]).toEqual([[], [AVERY.name, BLAKE.name]]);
  });
});
