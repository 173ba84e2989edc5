import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { areLinked, refusalOf } from '../../src/access/may-step.ts';
import type { Person } from '../../src/access/person.ts';
import type { AccessRequest, Approval } from '../../src/access/request.ts';
import type { Actor, Step } from '../../src/access/step.ts';
import type { Verdict } from '../../src/access/verdict.ts';
import { grantOf, NOW, requestThatIs, VERDICT } from '../fakes/requests.ts';

const MINUTE = 60_000;
const by = (person: Person, ...groups: readonly string[]): Actor => ({
  ...{ person, groups, admin: false, onCall: false },
});
const admin: Actor = { ...by(ADA), admin: true };
const nobody = by(OLLY);
const asks = (...requirements: Verdict['requirements']): Verdict => ({ ...VERDICT, requirements });
const ONE = { count: 1, group: 'approvers', rule: 'r' };
const nowAnd = (ms: number): Date => new Date(NOW.getTime() + ms);

type Approve = Extract<Step, { step: 'approve' }>;
/** What holds now is what held at asking. */
const approve = (request: AccessRequest, actor: Actor, more: Partial<Approve> = {}): string | undefined =>
  refusalOf(
    request,
    {
      ...{ step: 'approve', by: actor, terms: 1, verdict: request.verdict, standing: request.approvals },
      ...more,
    },
    NOW,
  );
const deny = (request: AccessRequest, actor: Actor, terms = 1, now = NOW): string | undefined =>
  refusalOf(request, { step: 'deny', by: actor, terms }, now);
const pending = (more: Partial<AccessRequest> = {}): AccessRequest => requestThatIs('pending', more);
const given = (person: Person, ...groups: readonly string[]): Approval => ({
  ...{ by: person, at: NOW, terms: 1, groups },
});

describe('what was let be is taken back', () => {
  const approved = requestThatIs('approved');

  it.each([
    ['an approver of it', by(AVERY, 'approvers')],
    ['an admin', admin],
  ])('by %s', (_, actor) => {
    expect(deny(approved, actor)).toBeUndefined();
  });

  it('by nobody else, and not by a card of older terms', () => {
    expect(deny(approved, by(RILEY, 'approvers'))).toContain('cancel it instead');
    expect(deny(approved, nobody)).toContain('Only an approver');
    expect(deny(approved, by(AVERY, 'approvers'), 2)).toContain('has changed');
  });
});

describe('what waits is answered', () => {
  it('by its approvers: an admin is none, and nobody denies what they asked for', () => {
    expect(deny(pending(), by(AVERY, 'approvers'))).toBeUndefined();
    expect(deny(pending(), admin)).toContain(
      'not an approver of aj-000001. It needs somebody from: approvers.',
    );
    expect(deny(pending(), by(RILEY, 'approvers'))).toContain('cancel it instead');
    const forAda = pending({ requester: ADA, askedBy: RILEY });
    expect(approve(forAda, by(RILEY, 'approvers'))).toContain('You asked for this');
    expect(approve(forAda, by(ADA, 'approvers'))).toContain('your own request');
  });

  it('by nobody where the policy asks nobody', () => {
    expect(deny(pending({ verdict: asks() }), nobody)).toContain('nobody, the policy approves it');
  });

  it('by those of the next rung from their time on, which others are told', () => {
    const ladder = [
      { afterMs: 5 * MINUTE, ask: [] },
      { afterMs: 10 * MINUTE, group: 'on-call', ask: [] },
    ];
    const waiting = pending({ verdict: asks({ ...ONE, ladder: ladder.slice(1) }) });
    expect(deny(waiting, nobody)).toContain('on-call may in 10 min.');
    expect(deny(waiting, nobody, 1, nowAnd(10 * MINUTE - 1))).not.toContain('in a moment');
    expect(deny(waiting, nobody, 1, nowAnd(10 * MINUTE))).toContain('on-call may in a moment.');
    expect(deny(pending({ verdict: asks({ ...ONE, ladder: ladder.slice(0, 1) }) }), nobody)).toMatch(
      /approvers\.$/,
    );
  });

  it('a rung is climbed when its time has come, and not before', () => {
    const climb = (ms: number, request: AccessRequest) => refusalOf(request, { step: 'climb' }, nowAnd(ms));
    const waiting = pending({ verdict: asks({ ...ONE, ladder: [{ afterMs: 5 * MINUTE, ask: [] }] }) });
    expect(climb(5 * MINUTE, waiting)).toBeUndefined();
    expect(climb(5 * MINUTE - 1, waiting)).toContain('No rung');
    expect(climb(5 * MINUTE, pending())).toContain('No rung');
  });
});

describe('an approval', () => {
  it('of a later stage is told who comes first', () => {
    const verdict = asks(ONE, { ...ONE, group: 'leads', stage: 2 }, { ...ONE, group: 'owners', stage: 2 });
    const early = 'needs somebody from approvers first';
    expect(approve(pending({ verdict }), by(BLAKE, 'leads'))).toContain(early);
    expect(approve(pending({ verdict }), by(BLAKE, 'owners'))).toContain(early);
    expect(approve(pending({ verdict }), by(AVERY, 'approvers'))).toBeUndefined();
  });

  it('of a group that has given enough is told who is still needed', () => {
    const verdict = asks(ONE, { ...ONE, group: 'leads' }, { ...ONE, group: 'owners', stage: 2 });
    const half = pending({ verdict, approvals: [given(AVERY, 'approvers')] });
    expect(approve(half, by(BLAKE, 'approvers'))).toContain(
      'enough approvals from approvers. It needs somebody from leads.',
    );
    expect(approve(half, by(AVERY, 'approvers'))).toContain('already');
    expect(approve(half, by(BLAKE, 'leads'))).toBeUndefined();
  });

  it('behind a sign-in is no click, by the rule of then and by that of now', () => {
    const strict: Verdict = { ...VERDICT, stepUp: true };
    const approver = by(AVERY, 'approvers');
    expect(approve(pending(), approver)).toBeUndefined();
    for (const [request, more] of [
      [pending({ verdict: strict }), { verdict: VERDICT }],
      [pending(), { verdict: strict }],
    ] as const) {
      expect(approve(request, approver, more)).toContain("behind your company's sign-in");
      expect(approve(request, approver, { ...more, confirmed: true })).toBeUndefined();
    }
  });

  it('is for less time, not for more, and for a minute at least', () => {
    const { durationMs } = pending();
    const approveFor = (ms: number) => approve(pending(), by(AVERY, 'approvers'), { durationMs: ms });
    for (const ms of [MINUTE, durationMs - 1, durationMs]) expect(approveFor(ms)).toBeUndefined();
    for (const ms of [MINUTE - 1, 0, -1, Number.NaN]) expect(approveFor(ms)).toContain('no time at all');
    expect(approveFor(durationMs + 1)).toContain('not for more');
  });

  it('is of some of the ports, not of none, nor of others', () => {
    const both = pending({ grants: [grantOf('planned', 'g1'), grantOf('planned', 'g2')] });
    const approveOnly = (...only: readonly string[]) => approve(both, by(AVERY, 'approvers'), { only });
    for (const only of [['g1'], ['g2'], ['g1', 'g2']]) expect(approveOnly(...only)).toBeUndefined();
    expect(approveOnly()).toContain('Nothing would be left');
    for (const only of [['g3'], ['g1', 'g3']])
      expect(approveOnly(...only)).toContain('does not ask for all of that');
  });
});

describe('what the clock and the cloud tell', () => {
  it('a warning is given once', () => {
    const warn = (more: object) => refusalOf(requestThatIs('open', more), { step: 'warn' }, NOW);
    expect(warn({})).toBeUndefined();
    expect(warn({ warnedAt: undefined })).toBeUndefined();
    expect(warn({ warnedAt: NOW })).toContain('already');
  });

  it('is open once every grant is settled and one is open, and closed once none may be open', () => {
    const told = (step: 'opened' | 'closed', ...states: readonly Parameters<typeof grantOf>[0][]) =>
      refusalOf(requestThatIs('open'), { step, grants: states.map((state) => grantOf(state)) }, NOW);
    expect(told('opened', 'open', 'failed')).toBeUndefined();
    expect(told('opened', 'failed', 'failed')).toContain('at least one open');
    expect(told('opened', 'open', 'sent')).toContain('Not every grant is settled');
    expect(told('closed', 'closed', 'failed')).toBeUndefined();
    expect(told('closed', 'closed', 'open')).toContain('proven shut');
  });
});

describe('closing', () => {
  const close = (actor: Actor, linked?: Pick<AccessRequest, 'id' | 'continues'>) =>
    refusalOf(requestThatIs('open'), { step: 'close', by: actor, ...(linked ? { with: linked } : {}) }, NOW);
  const next = (id: string, before?: string) =>
    ({ id, ...(before ? { continues: { id: before } } : {}) }) as Pick<AccessRequest, 'id' | 'continues'>;

  it('is for its people, and for whoever may close what it is an extension of', () => {
    for (const actor of [by(RILEY), by(AVERY, 'approvers'), admin, { ...nobody, onCall: true }])
      expect(close(actor)).toBeUndefined();
    expect(close(nobody)).toContain('Only the requester');
    expect(close(nobody, next('aj-000002'))).toContain('Only the requester');
    expect(close(nobody, next('aj-000002', 'aj-000001'))).toBeUndefined();
  });

  it('two are linked when either extends the other', () => {
    expect(areLinked(next('aj-000002', 'aj-000001'), next('aj-000001'))).toBe(true);
    expect(areLinked(next('aj-000001'), next('aj-000002', 'aj-000001'))).toBe(true);
    expect(areLinked(next('aj-000003', 'aj-000001'), next('aj-000002', 'aj-000001'))).toBe(false);
    expect(areLinked(next('aj-000001'), next('aj-000002'))).toBe(false);
  });
});
