import { describe, expect, it } from 'vitest';
import { ADA, AVERY, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import type { PersonStep } from '../../src/flow/say/person-step.ts';
import { entitle } from '../../src/flow/step/entitle.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import { type Standing, Unknown } from '../../src/ports/people.ts';
import { policyOf } from '../fakes/policy.ts';
import { requestThatIs } from '../fakes/requests.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const WITH_ON_CALL = `${POLICY}\nonCall: [{ id: ${HANA.id}, name: Hana }]\n`;
const request = requestThatIs('open');
const nothing = { groups: [], admin: false, onCall: false };

/** What somebody may do with Riley's request, as the directory has them. */
function asker(standing: Standing | 'unknown') {
  const people = {
    ...createStaticPeople(() => policyOf(WITH_ON_CALL)),
    standing: async () => {
      if (standing === 'unknown') throw new Unknown('The directory is down.');
      return standing;
    },
  };
  const { runner } = createWorld({ people, policy: WITH_ON_CALL });
  return (person: Person, step?: PersonStep) => entitle(runner.deps, { person }, request, step);
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
