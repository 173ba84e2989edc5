import { describe, expect, it } from 'vitest';
import {
  defaultDurationMs,
  denies,
  groupsAskedBy,
  judge,
  mayAskFor,
  partRefused,
} from '../../src/access/policy/judge.ts';
import type { Match, Rule } from '../../src/access/policy/rule.ts';
import { allowed, HOUR, id, person, policy, refused, rule, tcp, vm, wish } from './policy-fixtures.ts';

const about = (over: Partial<Match>, name = 'r', more: Partial<Rule> = {}) =>
  rule(name, { match: { tags: [], ...over }, ...more });
const deny = (name: string, say: string, over: Partial<Match> = {}) =>
  about(over, name, { deny: say, approvals: [] });
/** The fixtures' Wednesday, from noon for so many hours. */
const fromNoon = (hours: number): Partial<Match> => ({
  times: [{ kind: 'week', days: [3], hours: [{ from: 720, to: 720 + hours * 60 }], zone: 'UTC' }],
});

describe('a refusal', () => {
  it('names the rules that hold and the policy', () => {
    const rules = [rule('b'), deny('a', 'Not now.')];
    expect(judge(policy(rules), wish())).toEqual({
      ...{ allowed: false, refused: 'Not now. (rule "a")' },
      ...{ rules: ['b', 'a'], policy: 'a'.repeat(64) },
    });
  });

  it('has every sentence that denies, in one order', () => {
    const [b, a] = [deny('b', 'Zebras.'), deny('a', 'Ants.')];
    for (const rules of [
      [b, a],
      [a, b],
    ])
      expect(refused(judge(policy(rules), wish()))).toBe('Ants. (rule "a") Zebras. (rule "b")');
  });

  it.each<[part: string, over: Parameters<typeof wish>[0], more?: Partial<Rule>]>([
    ['ports', { ports: [] }],
    ['source', { sources: [] }],
    ['source', { sources: ['*'] }],
    ['minutes', { durationMs: 48 * HOUR }],
    ['ticket', {}, { ticket: { patterns: ['INC-*'] } }],
    ['ports', {}],
  ])('is about the %s of the wish', (part, over, more) => {
    expect(partRefused(policy([rule('r', more)]), wish(over))).toBe(part);
  });

  it('of what denies is told by itself, for ports that open wider than was asked', () => {
    const rules = [rule('all'), deny('udp', 'No UDP.', { ports: [{ from: 22, to: 22, protocol: 'udp' }] })];
    expect(denies(policy(rules), wish())).toBeUndefined();
    expect(denies(policy(rules), wish({ ports: [{ number: 22, protocol: '*' }] }))).toContain('No UDP.');
  });
});

describe('the time of a wish', () => {
  it('is from its instant for its length', () => {
    const two = policy([about(fromNoon(2))]);
    expect(judge(two, wish({ durationMs: 2 * HOUR }))).toMatchObject({ allowed: true });
    expect(refused(judge(two, wish({ durationMs: 3 * HOUR })))).toContain('at 2026-07-15 14:00');
    expect(refused(judge(two, wish({ at: new Date('2026-07-15T11:00:00Z') })))).toContain(
      'at 2026-07-15 11:00',
    );
  });

  it('that is longer than Azure allows is refused for that alone', () => {
    expect(refused(judge(policy([about(fromNoon(24))]), wish({ durationMs: 48 * HOUR })))).toContain(
      'Azure allows at most 24 h',
    );
  });

  it('without a length is none, so that the rules about it still hold', () => {
    expect(judge(policy([about(fromNoon(2))]), wish({ durationMs: 0 }))).toMatchObject({
      ...{ allowed: false, refused: expect.stringContaining('longer than nothing'), rules: ['r'] },
    });
  });

  it('counts as long as the chain of what it extends, where a rule is about lengths', () => {
    const long = policy([rule('usual'), deny('long', 'Too long.', { duration: { overMs: 2 * HOUR } })]);
    expect(judge(long, wish({ durationMs: 2 * HOUR }))).toMatchObject({ allowed: true });
    expect(refused(judge(long, wish({ durationMs: 3 * HOUR })))).toContain('Too long.');
    expect(refused(judge(long, wish({ durationMs: HOUR, chainMs: 3 * HOUR })))).toContain('Too long.');
    expect(refused(judge(long, wish({ durationMs: 3 * HOUR, chainMs: HOUR })))).toContain('Too long.');
  });
});

it('H16: a guest asks only by rules that name somebody, and is told so', () => {
  const named = about({ requesters: [id(1)] }, 'named');
  const as = (guests: readonly string[], ...rules: readonly Rule[]) =>
    judge(policy(rules, { guests }), wish());
  expect(as([], rule('open'))).toMatchObject({ allowed: true });
  expect(refused(as([id(1)], rule('open')))).toMatch(/^No rule .* You are a guest here/);
  expect(as([id(1)], rule('open'), named)).toMatchObject({ allowed: true });
});

describe('whoever asks for somebody else', () => {
  it('H16: asks neither with nor for a shared account', () => {
    const rules = [rule('r', { onBehalfOf: ['requesters'] })];
    const of = (neverPeople: readonly string[]) =>
      judge(policy(rules, { neverPeople }), wish({ askedBy: id(2) }));
    expect(of([])).toMatchObject({ allowed: true });
    for (const shared of [id(1), id(2)]) expect(refused(of([shared]))).toContain('shared by several people');
  });

  it('H6: is no approver of it, nor is the other', () => {
    const three = rule('r', { onBehalfOf: ['requesters'], approvals: [{ count: 3, group: 'approvers' }] });
    expect(judge(policy([three]), wish())).toMatchObject({ allowed: true });
    expect(refused(judge(policy([three]), wish({ askedBy: id(2) })))).toContain('2 people');
  });
});

describe('an extension is free', () => {
  const both = rule('r', {
    ...{ freeExtensions: 2 },
    approvals: [
      { count: 1, group: 'approvers' },
      { count: 1, group: 'security' },
    ],
  });
  const asked = (over: Parameters<typeof wish>[0], rules = [both]) =>
    allowed(judge(policy(rules), wish(over))).requirements.length;
  const met = ['approvers', 'security'].map((group) => ({ group, count: 1 }));

  it('only where all of what is asked was met before', () => {
    expect(asked({ extension: 1, met })).toBe(0);
    expect(asked({ extension: 1, met: met.slice(0, 1) })).toBe(2);
    expect(asked({ extension: 1 })).toBe(2);
    expect(asked({ met })).toBe(2);
  });

  it('as often as the rule says, and no other way', () => {
    expect([1, 2, 3].map((extension) => asked({ extension, met }))).toEqual([0, 0, 2]);
    expect([0, 0.5, -1, 1.5].map((extension) => asked({ extension, met }))).toEqual([2, 2, 2, 2]);
  });

  it('of a sign-in only by a sign-in', () => {
    const strict = [{ ...both, stepUp: true as const }];
    expect(asked({ extension: 1, met }, strict)).toBe(2);
    expect(
      asked({ extension: 1, met: met.map((each) => ({ ...each, confirmed: true as const })) }, strict),
    ).toBe(0);
  });
});

it('whoever breaks the glass needs nobody, and is looked at afterwards', () => {
  const glass = { groups: ['requesters'], review: { group: 'security', withinMs: HOUR }, tell: [] };
  const broken = judge(
    policy([rule('r', { breakGlass: glass })]),
    wish({ breakGlass: true, justification: 'the shop is down' }),
  );
  expect(allowed(broken)).toMatchObject({
    ...{ requirements: [], review: { group: 'security', withinMs: HOUR, rule: 'r' } },
    routes: { ask: ['direct'], tell: ['console:on-call'] },
  });
  const nobody = { security: [], requesters: [person(1)], approvers: [person(2)] };
  expect(
    refused(
      judge(
        policy([rule('r', { breakGlass: glass })], { groups: nobody }),
        wish({ breakGlass: true, justification: 'the shop is down' }),
      ),
    ),
  ).toContain('wants a break-glass looked at');
});

describe('the directory is asked for the people', () => {
  const glass = { groups: ['g'], review: { group: 'reviewers', withinMs: HOUR }, tell: [] };
  const ladder = [
    { afterMs: 1, ask: [] },
    { afterMs: 2, group: 'leads', ask: [] },
  ];
  const rules = [
    rule('a', {
      approvals: [
        { count: 1, group: 'approvers', ladder },
        { count: 1, group: 'security' },
      ],
    }),
    rule('b', { breakGlass: glass, onBehalfOf: ['helpers'] }),
    about({ vms: ['db-*'] }, 'c', { approvals: [{ count: 1, group: 'others' }] }),
    deny('d', 'No.', { vms: ['db-*'], requesters: ['interns'] }),
    deny('e', 'No.', { vms: ['db-*'] }),
    about({ vms: ['db-*'], requesters: ['engineers'] }, 'f'),
  ];
  const asks = (over: Parameters<typeof wish>[0] = {}) => groupsAskedBy(policy(rules), wish(over));

  it('whom the rules that hold ask, each group once', () => {
    expect(asks()).toEqual(['approvers', 'leads', 'security']);
  });

  it('who look at a break-glass, where it is one', () => {
    const mine = policy([rule('a'), rule('b', { breakGlass: glass })]);
    expect(groupsAskedBy(mine, wish({ breakGlass: true }))).toEqual(['approvers', 'reviewers']);
    expect(groupsAskedBy(mine, wish())).toEqual(['approvers']);
  });

  it('who may ask for others or may not, where somebody does', () => {
    expect(asks({ askedBy: id(2) })).toEqual(['approvers', 'leads', 'security', 'helpers', 'interns']);
  });
});

it('nobody sees a VM by a closed policy or from a shared account, and a guest only by a rule that names them', () => {
  const open = [rule('r')];
  const named = [about({ requesters: [id(1)] })];
  const sees = (rules: readonly Rule[], over: Parameters<typeof policy>[1] = {}) =>
    mayAskFor(policy(rules, over), id(1), vm());
  expect(sees(open)).toBe(true);
  expect(sees(open, { closed: 'Nothing is set.' })).toBe(false);
  expect(sees(open, { neverPeople: [id(1)] })).toBe(false);
  expect(sees(open, { guests: [id(1)] })).toBe(false);
  expect(sees(named, { guests: [id(1)] })).toBe(true);
});

it('a length that nobody said gets shorter until the rules about it agree', () => {
  const { durationMs: _, ...rest } = wish({ ports: [tcp(22)] });
  const rules = [
    about({ duration: { overMs: HOUR / 2 } }, 'long', { maxDurationMs: HOUR / 2 }),
    about({}, 'any', { maxDurationMs: 2 * HOUR }),
    about({ duration: { upToMs: HOUR / 2 } }, 'short', { maxDurationMs: HOUR / 4 }),
  ];
  expect(defaultDurationMs(policy(rules), rest)).toBe(HOUR / 4);
  expect(defaultDurationMs(policy([rule('r')]), rest)).toBe(HOUR);
});
