import { describe, expect, it } from 'vitest';
import { ADA, AVERY, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import type { PersonStep } from '../../src/flow/say/person-step.ts';
import { entitle } from '../../src/flow/step/entitle.ts';
import { rolesOf } from '../../src/flow/step/roles.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import { type Standing, Unknown } from '../../src/ports/people.ts';
import { judgingDeps } from '../fakes/judging.ts';
import { POLICY, policyOf } from '../fakes/policy.ts';
import { requestThatIs } from '../fakes/requests.ts';

const NOW_POLICY = policyOf(`${POLICY}\nonCall: [{ id: ${HANA.id}, name: Hana }]\n`);
const request = requestThatIs('open');
const nothing = { groups: [], admin: false, onCall: false };

/** What somebody may do with Riley's request, as the directory has them. */
function asker(standing: Standing | 'unknown') {
  const people = {
    ...createStaticPeople(() => NOW_POLICY),
    standing: async () => {
      if (standing === 'unknown') throw new Unknown('The directory is down.');
      return standing;
    },
  };
  const deps = judgingDeps({ people, policy: () => NOW_POLICY });
  return (person: Person, step?: PersonStep) => entitle(deps, { person }, request, step);
}

describe('while the directory does not answer', () => {
  it('people still end what is their own, and admins and on-call end anything', async () => {
    const ask = asker('unknown');
    for (const step of ['close', 'cancel'] as const) {
      expect(await ask(RILEY, step)).toEqual({ ...nothing, person: RILEY });
      expect(await ask(ADA, step)).toEqual({ ...nothing, person: ADA, admin: true });
      expect(await ask(HANA, step)).toEqual({ ...nothing, person: HANA, onCall: true });
      expect(await ask(AVERY, step)).toMatchObject({ refused: expect.stringContaining('did not answer') });
    }
  });

  it('nobody answers anything, whoever they are', async () => {
    const ask = asker('unknown');
    for (const person of [RILEY, ADA, HANA, AVERY])
      for (const step of ['approve', 'deny', undefined] as const)
        expect(await ask(person, step)).toMatchObject({
          refused: expect.stringContaining('Nothing has changed'),
        });
  });
});

describe('as the directory has them', () => {
  it('approvers are in their groups, and others in none', async () => {
    const ask = asker('active');
    expect(await ask(AVERY, 'approve')).toEqual({ ...nothing, person: AVERY, groups: ['approvers'] });
    expect(await ask(OLLY, 'approve')).toEqual({ ...nothing, person: OLLY });
    expect(await ask(AVERY)).toMatchObject({ groups: ['approvers'] });
  });

  it('who has left and who is a guest is in no group, and is told which', async () => {
    expect(await asker('gone')(AVERY, 'approve')).toMatchObject({
      refused: expect.stringMatching(/disabled|deleted/),
    });
    expect(await asker('guest')(AVERY, 'approve')).toMatchObject({
      refused: expect.stringContaining('Guests'),
    });
    for (const standing of ['gone', 'guest'] as const) {
      expect(await asker(standing)(AVERY)).toMatchObject({ groups: [] });
      expect(await asker(standing)(RILEY, 'approve')).toMatchObject({ groups: [] });
    }
  });
});

describe('known by an address alone', () => {
  const ask = (person: Person, askOnly: true | 'guest', step?: PersonStep) =>
    entitle(judgingDeps({ policy: () => NOW_POLICY }), { person, askOnly }, request, step);

  it('H3: people end what is their own, and are in no group and in no role', async () => {
    for (const step of ['close', 'cancel', 'approve', undefined] as const)
      expect(await ask(RILEY, true, step)).toEqual({ ...nothing, person: RILEY });
    for (const person of [AVERY, ADA, HANA]) expect(await ask(person, true)).toEqual({ ...nothing, person });
  });

  it('H3: they do nothing with what is somebody else’s, and hear what they need for it', async () => {
    for (const person of [AVERY, ADA, HANA])
      for (const step of ['approve', 'close'] as const) {
        expect(await ask(person, true, step)).toEqual({
          refused: expect.stringContaining(`To ${step} aj-000001, link your account first`),
        });
        expect(await ask(person, 'guest', step)).toEqual({
          refused: expect.stringContaining(`Guests of the organisation cannot ${step} aj-000001`),
        });
      }
  });

  it('H3, H11: their groups are not even looked up', async () => {
    const people = {
      ...createStaticPeople(() => NOW_POLICY),
      inGroup: () => Promise.reject(new Error('asked')),
    };
    const asked = await entitle(judgingDeps({ people }), { person: AVERY, askOnly: true }, request);
    expect(asked).toEqual({ ...nothing, person: AVERY });
  });
});

it('H11: a look-up that fails otherwise says so, and hangs no longer than people wait', async () => {
  const failing = (inGroup: () => Promise<boolean>) =>
    entitle(
      judgingDeps({ people: { ...createStaticPeople(() => NOW_POLICY), inGroup } }),
      { person: AVERY },
      request,
      'approve',
    );
  const no = {
    refused: expect.stringContaining('answer aj-000001: the look-up failed. Nothing has changed'),
  };
  expect(await failing(() => Promise.reject(new TypeError('x')))).toEqual(no);
  expect(await failing(() => new Promise(() => undefined))).toEqual({
    refused: expect.stringContaining('Nothing has changed'),
  });
});

it('what could not be looked up is in the log, with its request and why', async () => {
  const [why, said]: [Error, unknown[]] = [new TypeError('x'), []];
  const people = { ...createStaticPeople(() => NOW_POLICY), inGroup: () => Promise.reject(why) };
  const log = { ...judgingDeps().log, warn: (...all: readonly unknown[]) => void said.push(all) };
  await entitle(judgingDeps({ people, log }), { person: AVERY }, request, 'approve');
  expect(said).toEqual([[{ request: 'aj-000001', error: why }, 'the look-up failed']]);
});

describe('roles', () => {
  const rolesAs = async (person: Person, standing: Standing | 'unknown', askOnly?: true) => {
    const people = {
      ...createStaticPeople(() => NOW_POLICY),
      standing: async () => {
        if (standing === 'unknown') throw new Unknown('The directory is down.');
        return standing;
      },
    };
    const deps = judgingDeps({ people, policy: () => NOW_POLICY });
    const roles = await rolesOf(deps, { person, ...(askOnly ? { askOnly } : {}) });
    return Object.entries(roles).flatMap(([role, has]) => (has === true ? [role] : []));
  };

  it('are those of the policy, and of the file alone while the directory does not answer', async () => {
    for (const standing of ['active', 'unknown'] as const) {
      expect(await rolesAs(ADA, standing)).toEqual(['admin', 'auditor', 'seesAll']);
      expect(await rolesAs(HANA, standing)).toEqual(['onCall', 'seesAll']);
      expect(await rolesAs(RILEY, standing)).toEqual([]);
    }
  });

  it('H3, H16, H17: are none for who has left, who is a guest and who is known by an address alone', async () => {
    for (const standing of ['gone', 'guest'] as const) expect(await rolesAs(ADA, standing)).toEqual([]);
    expect(await rolesAs(ADA, 'active', true)).toEqual([]);
  });
});
