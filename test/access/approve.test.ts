import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE } from '../../sandbox/demo/people.ts';
import { approved } from '../../src/access/approve.ts';
import type { AccessRequest, Approval, RequestIn } from '../../src/access/request.ts';
import type { Step } from '../../src/access/step.ts';
import type { Verdict } from '../../src/access/verdict.ts';
import { grantOf, NOW, requestThatIs, VERDICT } from '../fakes/requests.ts';

const MINUTE = 60_000;
const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE);
const TWO_STAGES: Verdict = {
  ...VERDICT,
  requirements: [
    { count: 1, group: 'approvers', rule: 'r' },
    { count: 2, group: 'leads', rule: 'r', stage: 2 },
  ],
};
const pending = (more: Partial<AccessRequest> = {}) => requestThatIs('pending', more) as RequestIn<'pending'>;
const given = (more: Partial<Approval> = {}): Approval => ({
  ...{ by: BLAKE, at: NOW, terms: 1, groups: [], ...more },
});

type Approve = Extract<Step, { step: 'approve' }>;
const approve = (request: RequestIn<'pending'>, more: Partial<Approve> = {}, groups = ['approvers']) =>
  approved(
    request,
    {
      ...{
        step: 'approve',
        by: { person: AVERY, groups, admin: false, onCall: false },
        terms: request.terms,
      },
      ...{ verdict: request.verdict, standing: request.approvals, ...more },
    },
    NOW,
  );

describe('an approval is kept', () => {
  it('with its groups, its terms, and whether it was confirmed', () => {
    const plain = { by: AVERY, at: NOW, terms: 1, groups: ['approvers'] };
    expect(approve(pending()).approvals).toEqual([plain]);
    expect(approve(pending(), { confirmed: true }).approvals).toEqual([{ ...plain, confirmed: true }]);
  });
});

describe('once a stage is met', () => {
  const lapseOf = (more: Partial<AccessRequest>): unknown => {
    const next = approve(pending({ verdict: TWO_STAGES, ...more } as Partial<AccessRequest>));
    return 'lapsesAt' in next ? next.lapsesAt : next.status;
  };

  it('the next one has the whole time to answer in, and never less than there was', () => {
    expect(lapseOf({ lapsesAt: at(5) })).toEqual(at(30));
    expect(lapseOf({ lapsesAt: at(90) })).toEqual(at(90));
  });

  it('but not beyond the start or the end that was asked for', () => {
    expect(lapseOf({ lapsesAt: at(5), notAfter: at(20) })).toEqual(at(20));
    expect(lapseOf({ lapsesAt: at(5), startsAt: at(10) })).toEqual(at(10));
  });

  it('and within a stage the time stays', () => {
    const half = pending({
      verdict: TWO_STAGES,
      lapsesAt: at(5),
      approvals: [given({ by: ADA, groups: ['approvers'] })],
    });
    expect(approve(half, {}, ['leads'])).toMatchObject({ status: 'pending', lapsesAt: at(5) });
  });
});

describe('when all are met', () => {
  it('it opens at once, or at its start where that is still to come', () => {
    expect(approve(pending()).status).toBe('opening');
    expect(approve(pending({ startsAt: at(0) })).status).toBe('opening');
    expect(approve(pending({ startsAt: at(10) }))).toMatchObject({ status: 'approved', startsAt: at(10) });
  });
});

describe('less is approved', () => {
  const two = () => pending({ grants: [grantOf('planned', 'g1'), grantOf('planned', 'g2')] });

  it('of the ports: the others are kept as dropped, with who dropped them and in which terms', () => {
    const { vm, port, source } = grantOf('planned', 'g2');
    const drop = { vm, port, source, by: AVERY, terms: 2 };
    const next = approve(two(), { only: ['g1'] });
    expect(next.grants.map(({ key }) => key)).toEqual(['g1']);
    expect(next).toMatchObject({ terms: 2, dropped: [drop] });
    expect(next.dropped).toHaveLength(1);
    const before = { ...drop, by: ADA, terms: 1 };
    expect(approve({ ...two(), dropped: [before] }, { only: ['g1'] }).dropped).toEqual([before, drop]);
  });

  it('of the time: what was asked for first is kept', () => {
    const next = approve(pending({ durationDefaulted: true }), { durationMs: 60 * MINUTE });
    expect(next).toMatchObject({
      ...{ terms: 2, durationMs: 60 * MINUTE },
      shortened: { askedMs: 120 * MINUTE, by: AVERY },
    });
    expect(next).not.toHaveProperty('durationDefaulted');
  });

  it('as much as is asked for is no less, and makes no new terms', () => {
    for (const more of [{}, { durationMs: 120 * MINUTE }, { only: ['g1', 'g2'] }]) {
      const next = approve(two(), more);
      expect(next).toMatchObject({ terms: 1, durationMs: 120 * MINUTE });
      expect(next.grants).toHaveLength(2);
      expect(next).not.toHaveProperty('dropped');
      expect(next).not.toHaveProperty('shortened');
    }
  });

  it('who approved more approved less of it too; an approval of older terms stays one', () => {
    const waiting = pending({
      ...{ terms: 2, verdict: TWO_STAGES },
      approvals: [given({ terms: 1 }), given({ by: ADA, terms: 2 })],
    });
    expect(approve(waiting, { durationMs: 60 * MINUTE }).approvals.map(({ terms }) => terms)).toEqual([
      1, 3, 3,
    ]);
  });
});
