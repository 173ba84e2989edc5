import { describe, expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { AJAR } from '../../src/access/person.ts';
import { decideSetup } from '../../src/access/setup/decide-setup.ts';
import { notShown } from '../../src/access/setup/longer.ts';
import {
  SETUP_STEPS,
  type Setup,
  type SetupStatus,
  type SetupStepName,
} from '../../src/access/setup/setup.ts';
import type { SetupActor, SetupStep } from '../../src/access/setup/setup-step.ts';
import { NOW } from '../fakes/requests.ts';
import { lossOf, setupThatIs } from '../fakes/setups.ts';

const admin: SetupActor = { person: ADA, admin: true };
const requester: SetupActor = { person: RILEY, admin: false };
const AJAR_ACTOR: SetupActor = { person: AJAR, admin: false };

/** A step of each name that every check lets through. */
const STEP: { readonly [S in SetupStepName]: SetupStep } = {
  approve: { step: 'approve', by: admin, terms: 1, approval: 'admin' },
  deny: { step: 'deny', by: admin, terms: 1, why: 'No' },
  cancel: { step: 'cancel', by: requester },
  lapse: { step: 'lapse', why: 'Nobody answered in time.' },
  applied: { step: 'applied', traces: [] },
  applyFailed: { step: 'applyFailed', why: 'Azure refused it.' },
  continued: { step: 'continued', outcome: { request: 'aj-000002', sentence: 'Asked as aj-000002.' } },
};

describe.each(Object.keys(SETUP_STEPS) as SetupStatus[])('a setup that is %s', (status) => {
  it.each(Object.keys(STEP) as SetupStepName[])('answers the step %s as the table says', (name) => {
    const targets = (SETUP_STEPS[status] as Partial<Record<SetupStepName, readonly SetupStatus[]>>)[name];
    const decision = decideSetup(setupThatIs(status), STEP[name], NOW);
    if (!targets) expect(decision).toEqual({ refused: expect.stringContaining('aj-000001') });
    else expect(targets).toContain('setup' in decision ? decision.setup.status : decision.refused);
  });
});

const refusalOf = (setup: Setup, step: SetupStep, now = NOW): string => {
  const decision = decideSetup(setup, step, now);
  return 'refused' in decision ? decision.refused : '';
};
const approve = (by: SetupActor, more: Partial<Extract<SetupStep, { step: 'approve' }>> = {}): SetupStep => ({
  ...{ step: 'approve', by, terms: 1, approval: 'admin' },
  ...more,
});

describe('approving a setup', () => {
  it('H2, H3, H6: is refused to whoever asked, admin or not, under whatever name', () => {
    const own: SetupActor = { person: { ...RILEY, name: 'Somebody Else' }, admin: true };
    expect(refusalOf(setupThatIs('pending'), approve(own))).toContain('another admin must');
  });

  it('H6: is refused to whoever is no admin', () => {
    const other: SetupActor = { person: AVERY, admin: false };
    expect(refusalOf(setupThatIs('pending'), approve(other))).toBe(
      'Only an Ajar admin can approve aj-000001.',
    );
    expect(refusalOf(setupThatIs('pending'), { step: 'deny', by: other, terms: 1 })).toContain(
      'Only an Ajar',
    );
  });

  it('H10: is refused after it has lapsed, whatever the timer did', () => {
    const late = new Date(NOW.getTime() + 31 * 60_000);
    expect(refusalOf(setupThatIs('pending'), approve(admin), late)).toContain('has lapsed');
  });

  it('H1: is refused for other terms than those of the card', () => {
    expect(refusalOf(setupThatIs('pending', { terms: 2 }), approve(admin))).toContain('has changed');
  });

  it('H2: is done by the policy only where it needed nobody at asking, and needs nobody now', () => {
    const free = setupThatIs('pending', { approval: 'none' });
    const byPolicy = approve(AJAR_ACTOR, { approval: 'none' });
    expect(refusalOf(free, byPolicy)).toBe('');
    expect(refusalOf(free, approve(AJAR_ACTOR))).toContain('has to approve');
    expect(refusalOf(setupThatIs('pending'), byPolicy)).toContain('has to approve');
  });
});

describe('a setup', () => {
  it('is cancelled by whoever asked, and by nobody else', () => {
    expect(refusalOf(setupThatIs('pending'), { step: 'cancel', by: admin })).toContain('Only the person');
  });

  it('goes on with the wish that waited for it, and ends only then', () => {
    const wish = { ports: [], sources: [], durationMs: 1, durationDefaulted: true };
    const applied = decideSetup(setupThatIs('applying', { wish }), STEP.applied, NOW);
    expect(applied).toMatchObject({ setup: { status: 'continuing', wish } });
    if ('setup' in applied)
      expect(decideSetup(applied.setup, STEP.continued, NOW)).toMatchObject({
        setup: { status: 'done', appliedAt: NOW, continued: { request: 'aj-000002' } },
      });
  });
});

describe('what was not shown', () => {
  const shown = { losing: [lossOf({ ports: ['22/tcp', '3389/tcp'], who: ['a', 'b'] })], exposing: ['x'] };
  const now = (more: Parameters<typeof lossOf>[0]) =>
    notShown(shown, { losing: [lossOf(more)], exposing: [] });

  it('is nothing where the list is the same, or shorter', () => {
    expect(notShown(shown, shown)).toEqual([]);
    expect(now({ who: ['b'], sentence: 'another grouping' })).toEqual([]);
    expect(notShown(shown, { losing: [], exposing: [] })).toEqual([]);
  });

  it('is another source, port or rule, and who was to stay and now does not', () => {
    expect(now({ who: ['a', 'c'] })).toHaveLength(1);
    expect(now({ ports: ['5985/tcp'] })).toHaveLength(1);
    expect(now({ rules: [{ name: 'new', of: 'nsg-web', priority: 200 }] })).toHaveLength(1);
    expect(now({ fate: 'denied' })).toHaveLength(1);
    expect(notShown(shown, { losing: [], exposing: ['y'] })).toEqual(['y']);
  });

  it('is what cannot be told any more, too', () => {
    expect(now({ ports: [], who: [], rules: [], sentence: 'Cannot tell.' })).toEqual(['Cannot tell.']);
  });
});
