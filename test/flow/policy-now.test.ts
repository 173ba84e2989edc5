import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/access/policy/policy.ts';
import { forgetGuest, isNotedGuest, noteGuest, standingOf } from '../../src/flow/step/guests.ts';
import {
  approversNow,
  canTell,
  type Needs,
  othersOf,
  peopleOf,
  policyFor,
  policyForRoles,
  policyOn,
  roleHolders,
  toNotify,
} from '../../src/flow/step/policy-now.ts';
import { rolesOf } from '../../src/flow/step/roles.ts';
import { createPeople } from '../../src/people/people.ts';
import { type Standing, Unknown } from '../../src/ports/people.ts';
import { id, person, policy, rule, wish } from '../access/policy-fixtures.ts';
import { judgingDeps } from '../fakes/judging.ts';
import { NOW, requestThatIs, VERDICT } from '../fakes/requests.ts';

const entra = (digit: number) => ({ kind: 'entra', id: id(digit) }) as const;

/** Two groups are looked up: `cloud`, which has a role too, and `deep`. */
const POLICY = policy(
  [
    rule('r', { approvals: [{ count: 1, group: 'cloud' }] }),
    rule('deny', { deny: 'No.', approvals: [], match: { tags: [], vms: ['db-*'] } }),
  ],
  { lookedUp: { cloud: entra(1), deep: entra(2) }, roleGroups: { admins: ['cloud'] } },
);

/** Person 7 and 1 are in `cloud`, 8 in `deep`; `asked` is what the directory was asked. */
function needs(
  options: {
    down?: unknown;
    hangs?: true;
    standing?: Readonly<Record<string, Standing>>;
    policy?: Policy;
  } = {},
) {
  const asked: string[] = [];
  const now = options.policy ?? POLICY;
  const members = async (group: { readonly id: string }) => {
    asked.push(group.id.charAt(0));
    if (options.hangs) await new Promise(() => undefined);
    if (options.down) throw options.down;
    return group.id === id(1) ? [person(7), person(1)] : [person(8)];
  };
  const deps: Needs = judgingDeps({
    policy: () => now,
    people: createPeople({
      ...{ policy: () => now, sources: { entra: { members } } },
      standing: async (who) => options.standing?.[who.charAt(0)] ?? 'active',
    }),
  });
  return { deps, asked };
}
const names = (people: readonly { readonly id: string }[] | undefined) =>
  people?.map((each) => each.id.charAt(0));

describe('the policy with what is looked up', () => {
  it('of one person has their groups and roles, and only the latter where it is about roles', async () => {
    const { deps, asked } = needs();
    expect(await policyFor(deps, id(7))).toMatchObject({
      groups: { cloud: [{ id: id(7) }], deep: [], security: [person(5)] },
      admins: [person(5), { id: id(7) }],
    });
    expect(asked.splice(0)).toEqual(['1', '2']);
    expect(await policyForRoles(deps, id(7))).toMatchObject({ admins: [person(5), { id: id(7) }] });
    expect(asked).toEqual(['1']);
  });

  it('on a wish has the people of the groups that its rules ask', async () => {
    const { deps, asked } = needs();
    expect(await policyOn(deps, wish())).toMatchObject({
      groups: { cloud: [person(7), person(1)], deep: [] },
    });
    expect(asked).toEqual(['1', '2', '1']);
  });

  it('asks no directory where nothing is looked up', async () => {
    const { deps, asked } = needs({ policy: policy([rule('r')]) });
    await policyFor(deps, id(1));
    await policyOn(deps, wish());
    expect(asked).toEqual([]);
  });

  it.each([
    ['is down', { down: new Unknown('It is down.') }, 'It is down. Nothing has changed'],
    ['is broken', { down: new TypeError('x') }, 'The directory did not answer. Nothing has changed'],
    ['hangs', { hangs: true as const }, 'Nothing has changed'],
  ])('H11: is none where the directory %s, and that is said', async (_, how, says) => {
    const { deps } = needs(how);
    for (const look of [policyFor(deps, id(1)), policyForRoles(deps, id(1)), policyOn(deps, wish())])
      expect(await look).toEqual({ refused: expect.stringContaining(says) });
    expect(await peopleOf(deps, ['cloud'])).toEqual([]);
    expect([await canTell(deps, ['cloud']), await canTell(deps, ['security'])]).toEqual([false, true]);
    expect(await roleHolders(deps, 'admins')).toEqual([person(5)]);
    expect(await toNotify(deps, requestThatIs('pending'), ['cloud'])).toBeUndefined();
  });

  it('that could not be had is in the log, with why', async () => {
    const [why, said]: [Error, unknown[]] = [new Unknown('It is down.'), []];
    const { deps } = needs({ down: why });
    const log = { ...deps.log, warn: (...all: readonly unknown[]) => void said.push(all) };
    await policyFor({ ...deps, log }, id(1));
    expect(said).toEqual([[{ error: why }, expect.any(String)]]);
  });

  it('H17: is none for whoever has left, nor where whoever asks for them has', async () => {
    const gone = { refused: expect.stringContaining('disabled or deleted'), gone: true };
    const one = needs({ standing: { 1: 'gone' } }).deps;
    expect(await policyFor(one, id(1))).toEqual(gone);
    expect(await policyOn(one, wish())).toEqual(gone);
    expect(await policyOn(one, wish({ requester: id(2), askedBy: id(1) }))).toEqual(gone);
    expect(await policyOn(one, wish({ requester: id(2) }))).not.toHaveProperty('refused');
    const guest = needs({ standing: { 1: 'guest' } }).deps;
    expect(await policyOn(guest, wish({ requester: id(2), askedBy: id(1) }))).toEqual(gone);
  });

  it('H16: knows a guest for one, whoever says so', async () => {
    expect(await policyFor(needs({ standing: { 7: 'guest' } }).deps, id(7))).toMatchObject({
      ...{ guests: [id(7)], groups: { cloud: [{ id: id(7) }] } },
    });
    const { deps } = needs();
    await noteGuest(deps, { person: person(7), place: { app: 'slack' }, askOnly: 'guest' });
    expect(await policyFor(deps, id(7))).toMatchObject({ guests: [id(7)] });
    expect(await policyFor(deps, id(1))).not.toHaveProperty('guests');
  });
});

describe('the people of some groups', () => {
  const pending = requestThatIs('pending', {
    ...{ requester: person(1), askedBy: person(3) },
    verdict: { ...VERDICT, requirements: [{ count: 2, group: 'approvers', rule: 'r' }] },
    approvals: [{ by: person(4), at: NOW, terms: 1, groups: ['approvers'] }],
  });

  it('are each there once, listed or looked up', async () => {
    expect(names(await peopleOf(needs().deps, ['cloud', 'requesters', 'gone']))).toEqual(['7', '1', '2']);
    expect(names(await roleHolders(needs().deps, 'admins'))).toEqual(['5', '7', '1']);
    expect(names(await roleHolders(needs().deps, 'onCall'))).toEqual(['6']);
  });

  it('H6: that could still approve are neither those who asked nor those who have', async () => {
    const { deps } = needs();
    expect(names(await approversNow(deps, pending))).toEqual(['2']);
    expect(names(await othersOf(deps, pending, ['approvers', 'cloud']))).toEqual(['2', '7']);
    const { askedBy: _, ...own } = pending;
    expect(names(await approversNow(deps, own as typeof pending))).toEqual(['2', '3']);
  });

  it('that are notified are neither quiet nor guests', async () => {
    const { deps } = needs({ policy: { ...POLICY, quiet: { approvers: [id(2)] } } });
    const request = requestThatIs('pending', { requester: person(1) });
    expect(names(await toNotify(deps, request, ['approvers']))).toEqual(['3', '4']);
    await noteGuest(deps, { person: person(3), place: { app: 'teams' }, askOnly: 'guest' });
    expect(names(await toNotify(deps, request, ['approvers']))).toEqual(['4']);
  });
});

describe('a guest', () => {
  const seen = (app: string, askOnly?: 'guest') => ({
    ...{ person: person(7), place: { app } },
    ...(askOnly ? { askOnly } : {}),
  });

  it('H16: of one app is one until that app shows them otherwise, whatever others show', async () => {
    const { deps } = needs();
    expect(await isNotedGuest(deps, id(7))).toBe(false);
    for (const app of ['slack', 'slack', 'teams']) await noteGuest(deps, seen(app, 'guest'));
    expect(await standingOf(deps, id(7).toUpperCase())).toBe('guest');
    await noteGuest(deps, seen('slack'));
    expect(await standingOf(deps, id(7))).toBe('guest');
    await noteGuest(deps, seen('console'));
    expect(await standingOf(deps, id(7))).toBe('guest');
    await noteGuest(deps, seen('teams'));
    expect(await standingOf(deps, id(7))).toBe('active');
    expect(await standingOf(deps, id(1))).toBe('active');
  });

  it('H16: of one app has no role, though the directory cannot say now what they are', async () => {
    const down = new Unknown('The directory is down.');
    const { deps } = needs({ down, policy: { ...POLICY, admins: [person(7)] } });
    expect(await rolesOf(deps, { person: person(7) })).toMatchObject({
      ...{ admin: true, unsure: expect.stringContaining('The directory is down.') },
    });
    await noteGuest(deps, seen('slack', 'guest'));
    expect(await rolesOf(deps, { person: person(7) })).toMatchObject({ admin: false });
  });

  it('H16: of two apps is one while either shows them so, and is kept once, by their id', async () => {
    const kept = new Map<string, unknown>();
    let writes = 0;
    const store = {
      ...judgingDeps().store,
      recall: async (key: string) => kept.get(key),
      remember: async (key: string, value: unknown) => {
        writes += 1;
        kept.set(key, value);
      },
      forget: async (key: string) => kept.delete(key),
    };
    const deps = judgingDeps({ store });
    for (const app of ['slack', 'teams', 'slack']) await noteGuest(deps, seen(app, 'guest'));
    expect([writes, [...kept]]).toEqual([2, [[`guest/${id(7)}`, ['slack', 'teams']]]]);
    await noteGuest(deps, seen('teams'));
    expect(await standingOf(deps, id(7))).toBe('guest');
    await noteGuest(deps, seen('slack'));
    expect(kept.size).toBe(0);
    const ellis = { id: 'abcdefab-cdef-4abc-8def-abcdefabcdef', name: 'Ellis' };
    await noteGuest(deps, { ...seen('slack', 'guest'), person: ellis });
    expect([...kept.keys()]).toEqual([`guest/${ellis.id}`]);
    expect(await isNotedGuest(deps, ellis.id.toUpperCase())).toBe(true);
  });

  it('H17: who has left has left, and is no guest', async () => {
    const { deps } = needs({ standing: { 7: 'gone' } });
    await noteGuest(deps, seen('slack', 'guest'));
    expect(await standingOf(deps, id(7))).toBe('gone');
  });

  it('is one no more once they have no account there, unless the policy names one', async () => {
    const account = { app: 'slack', team: 'T1', user: 'U1', person: person(7) };
    for (const [accounts, still] of [
      [[account], true],
      [[{ ...account, app: 'console' }, account], true],
      [[{ ...account, app: 'console' }], false],
      [[{ ...account, person: person(1) }], false],
    ] as const) {
      const { deps } = needs({ policy: { ...POLICY, accounts } });
      await noteGuest(deps, seen('slack', 'guest'));
      await forgetGuest(deps, person(7), 'slack');
      expect(await isNotedGuest(deps, id(7))).toBe(still);
    }
  });
});
