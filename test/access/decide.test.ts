import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { decide } from '../../src/access/decide.ts';
import { type AccessRequest, STEPS, type Status, type StepName } from '../../src/access/request.ts';
import { type Actor, POLICY_ACTOR, type Step } from '../../src/access/step.ts';
import type { Verdict } from '../../src/access/verdict.ts';
import { grantOf, NOW, requestThatIs, VERDICT } from '../fakes/requests.ts';

const approver: Actor = { person: AVERY, groups: ['approvers'], admin: false, onCall: false };
const second: Actor = { person: BLAKE, groups: ['approvers'], admin: false, onCall: false };
const requester: Actor = { person: RILEY, groups: [], admin: false, onCall: false };

/** A step of each name that every check lets through. */
const STEP: { readonly [S in StepName]: Step } = {
  approve: { step: 'approve', by: approver, terms: 1, verdict: VERDICT, standing: [] },
  deny: { step: 'deny', by: approver, terms: 1, why: 'No' },
  cancel: { step: 'cancel', by: requester },
  start: {
    ...{ step: 'start', verdict: VERDICT },
    standing: [{ by: AVERY, at: NOW, terms: 1, groups: ['approvers'] }],
  },
  left: { step: 'left', why: 'Riley has left.' },
  lapse: { step: 'lapse', why: 'Nobody answered in time.' },
  opened: { step: 'opened', grants: [grantOf('open')] },
  openFailed: { step: 'openFailed', grants: [grantOf('failed')], why: 'Azure refused.' },
  warn: { step: 'warn' },
  close: { step: 'close', by: requester },
  expire: { step: 'expire' },
  climb: { step: 'climb' },
  gone: { step: 'gone', grants: [grantOf('closed')], why: 'Somebody removed it.' },
  closed: { step: 'closed', grants: [grantOf('closed')] },
  closeFailed: { step: 'closeFailed', grants: [grantOf('open')], why: 'A lock.' },
};

/** With a rung whose time has come. */
const WITH_LADDER: Verdict = {
  ...VERDICT,
  requirements: VERDICT.requirements.map((each) => ({ ...each, ladder: [{ afterMs: 0, ask: [] }] })),
};

const statuses = Object.keys(STEPS) as Status[];

describe.each(statuses)('a request that is %s', (status) => {
  it.each(Object.keys(STEP) as StepName[])(`answers the step %s as the table says`, (name) => {
    const targets = (STEPS[status] as Partial<Record<StepName, readonly Status[]>>)[name] ?? [];
    const decision = decide(requestThatIs(status, { verdict: WITH_LADDER }), STEP[name], NOW);
    if (targets.length === 0) expect(decision).toEqual({ refused: expect.stringContaining('aj-000001') });
    else expect(targets).toContain('request' in decision ? decision.request.status : decision.refused);
  });
});

const refusalOf = (request: AccessRequest, step: Step, now = NOW): string => {
  const decision = decide(request, step, now);
  return 'refused' in decision ? decision.refused : '';
};

const approveBy = (by: Actor, more: Partial<Extract<Step, { step: 'approve' }>> = {}): Step => ({
  ...{ step: 'approve', by, terms: 1, verdict: VERDICT, standing: [] },
  ...more,
});

describe('approving', () => {
  it('H2, H3, H6: is refused to the requester, even when they are in the approvers group', () => {
    const self: Actor = {
      person: { ...RILEY, name: 'Somebody Else' },
      groups: ['approvers'],
      admin: true,
      onCall: false,
    };
    expect(refusalOf(requestThatIs('pending'), approveBy(self))).toBe('You cannot approve your own request.');
  });

  it('H6: is refused to whoever is in none of the groups, admins included', () => {
    const admin: Actor = { person: ADA, groups: [], admin: true, onCall: false };
    expect(refusalOf(requestThatIs('pending'), approveBy(admin))).toContain('not an approver');
  });

  it('H10: is refused after the request has lapsed, whatever the timer did', () => {
    const late = new Date(NOW.getTime() + 31 * 60_000);
    expect(refusalOf(requestThatIs('pending'), approveBy(approver), late)).toContain('has lapsed');
  });

  it('is refused for older terms', () => {
    expect(refusalOf(requestThatIs('pending', { terms: 2 }), approveBy(approver))).toContain('has changed');
  });

  it('counts every approver once', () => {
    const verdict = { ...VERDICT, requirements: [{ count: 2, group: 'approvers', rule: 'vault' }] };
    const first = decide(requestThatIs('pending', { verdict }), approveBy(approver, { verdict }), NOW);
    const pending = 'request' in first ? first.request : requestThatIs('denied');
    expect(pending.status).toBe('pending');
    expect(refusalOf(pending, approveBy(approver, { verdict }))).toContain('already');
    const standing = pending.approvals;
    expect(decide(pending, approveBy(second, { verdict, standing }), NOW)).toMatchObject({
      request: { status: 'opening' },
    });
  });

  it('H17: counts an earlier approval only through the groups that its giver is still in', () => {
    const verdict = { ...VERDICT, requirements: [{ count: 2, group: 'approvers', rule: 'vault' }] };
    const first = decide(requestThatIs('pending', { verdict }), approveBy(approver, { verdict }), NOW);
    const pending = 'request' in first ? first.request : requestThatIs('denied');
    const standing = pending.approvals.map((approval) => ({ ...approval, groups: [] }));
    expect(decide(pending, approveBy(second, { verdict, standing }), NOW)).toMatchObject({
      request: { status: 'pending' },
    });
  });

  it('H2: keeps the stricter of the verdict at asking and the verdict of now', () => {
    const stricter = { ...VERDICT, requirements: [{ count: 2, group: 'approvers', rule: 'new' }] };
    const decision = decide(requestThatIs('pending'), approveBy(approver, { verdict: stricter }), NOW);
    expect(decision).toMatchObject({
      request: { status: 'pending', verdict: { requirements: [{ count: 2 }] } },
    });
  });

  it('is done by the policy only when neither verdict asks for a person', () => {
    const free = { ...VERDICT, requirements: [] };
    const byPolicy = approveBy(POLICY_ACTOR, { verdict: free });
    expect(refusalOf(requestThatIs('pending'), byPolicy)).toContain('by a person');
    expect(refusalOf(requestThatIs('pending', { verdict: free }), approveBy(POLICY_ACTOR))).toContain(
      'by a person',
    );
    expect(decide(requestThatIs('pending', { verdict: free }), byPolicy, NOW)).toMatchObject({
      request: { status: 'opening' },
    });
  });

  it('fixes the end: from now, or from the end of what it extends', () => {
    const plain = decide(requestThatIs('pending'), approveBy(approver), NOW);
    expect(plain).toMatchObject({ request: { until: new Date('2026-01-15T14:00:00Z') } });
    const continues = { id: 'aj-000000', from: new Date('2026-01-15T13:00:00Z'), chainStart: NOW, count: 1 };
    const extended = decide(requestThatIs('pending', { continues }), approveBy(approver), NOW);
    expect(extended).toMatchObject({ request: { until: new Date('2026-01-15T15:00:00Z') } });
  });
});

describe('ending', () => {
  it('is for the requester, an approver of the request and admins, nobody else', () => {
    const outsider: Actor = { person: OLLY, groups: [], admin: false, onCall: false };
    const admin: Actor = { person: ADA, groups: [], admin: true, onCall: false };
    expect(refusalOf(requestThatIs('open'), { step: 'close', by: outsider })).toContain('Only the requester');
    for (const by of [requester, approver, admin]) {
      expect(decide(requestThatIs('open'), { step: 'close', by }, NOW)).toMatchObject({
        request: { status: 'closing' },
      });
    }
  });

  it('of a pending request is its requester’s: others deny it', () => {
    expect(refusalOf(requestThatIs('pending'), { step: 'cancel', by: approver })).toContain(
      'Only the person who asked',
    );
  });

  it('H13: is not called closed while a grant may still be open', () => {
    for (const state of ['sent', 'open', 'doubtful'] as const) {
      expect(refusalOf(requestThatIs('closing'), { step: 'closed', grants: [grantOf(state)] })).toContain(
        'proven',
      );
    }
  });

  it('H13: is not called open while a grant is unsettled, or none is open', () => {
    expect(
      refusalOf(requestThatIs('opening'), {
        step: 'opened',
        grants: [grantOf('open'), grantOf('sent', 'g2')],
      }),
    ).not.toBe('');
    expect(refusalOf(requestThatIs('opening'), { step: 'opened', grants: [grantOf('failed')] })).not.toBe('');
  });
});
