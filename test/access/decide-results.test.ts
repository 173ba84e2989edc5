import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { decide } from '../../src/access/decide.ts';
import { AJAR } from '../../src/access/person.ts';
import type { AccessRequest, Status } from '../../src/access/request.ts';
import type { Actor, Step } from '../../src/access/step.ts';
import { grantOf, NOW, requestThatIs, VERDICT } from '../fakes/requests.ts';

const MINUTE = 60_000;
const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE);
const UNTIL = at(120);
const by: Actor = { person: AVERY, groups: ['approvers'], admin: false, onCall: false };
const OPEN = [grantOf('open')];
const FAILED = [grantOf('failed')];
const CLOSED = [grantOf('closed')];

/** What a request has whatever becomes of it. */
const { lapsesAt: _, status: __, ...WISH } = requestThatIs('pending') as AccessRequest & { lapsesAt: Date };
const ending = { kind: 'expired', by: RILEY } as const;

/** What a step makes of a request, beside its wish; `more` is what the request has beside the usual. */
const RESULTS: readonly (readonly [what: string, from: Status, more: object, step: Step, next: object])[] = [
  ['denied', 'pending', {}, { step: 'deny', by, terms: 1 }, { status: 'denied', by: AVERY, endedAt: NOW }],
  [
    ...(['denied with a reason', 'pending', {}] as const),
    ...([
      { step: 'deny', by, terms: 1, why: 'no' },
      { status: 'denied', by: AVERY, endedAt: NOW, why: 'no' },
    ] as const),
  ],
  [
    ...(['taken back', 'approved', {}, { step: 'deny', by, terms: 1 }] as const),
    { status: 'denied', by: AVERY, endedAt: NOW, approvedAt: NOW, startsAt: NOW },
  ],
  [
    ...(['cancelled', 'pending', {}, { step: 'cancel', by: { ...by, person: RILEY } }] as const),
    { status: 'cancelled', by: RILEY, endedAt: NOW },
  ],
  [
    ...(['lapsed', 'approved', {}, { step: 'lapse', why: 'late' }] as const),
    { status: 'lapsed', why: 'late', endedAt: NOW, approvedAt: NOW, startsAt: NOW },
  ],
  [
    'of somebody who left',
    'pending',
    {},
    { step: 'left', why: 'gone' },
    { status: 'lapsed', why: 'gone', endedAt: NOW },
  ],
  [
    ...(['open, of somebody who left', 'open', {}, { step: 'left', why: 'gone' }] as const),
    {
      status: 'closing',
      until: UNTIL,
      openedAt: NOW,
      since: NOW,
      ending: { kind: 'closed-early', by: AJAR, why: 'gone' },
    },
  ],
  ['warned', 'open', {}, { step: 'warn' }, { status: 'open', openedAt: NOW, until: UNTIL, warnedAt: NOW }],
  [
    ...(['opened', 'opening', {}, { step: 'opened', grants: OPEN }] as const),
    { status: 'open', grants: OPEN, openedAt: NOW, until: UNTIL },
  ],
  [
    ...(['not opened', 'opening', {}, { step: 'openFailed', grants: FAILED, why: 'no' }] as const),
    {
      status: 'closing',
      grants: FAILED,
      until: UNTIL,
      since: NOW,
      ending: { kind: 'failed', by: AJAR, why: 'no' },
    },
  ],
  [
    ...(['gone', 'open', {}, { step: 'gone', grants: CLOSED, why: 'no' }] as const),
    {
      ...{ status: 'closing', grants: CLOSED, until: UNTIL, openedAt: NOW, since: NOW },
      ending: { kind: 'gone', by: AJAR, why: 'no' },
    },
  ],
  [
    ...(['closed early', 'open', {}, { step: 'close', by }] as const),
    {
      status: 'closing',
      until: UNTIL,
      openedAt: NOW,
      since: NOW,
      ending: { kind: 'closed-early', by: AVERY },
    },
  ],
  [
    ...(['closed early with a reason', 'opening', {}, { step: 'close', by, why: 'done' }] as const),
    { status: 'closing', until: UNTIL, since: NOW, ending: { kind: 'closed-early', by: AVERY, why: 'done' } },
  ],
  [
    ...(['at its end', 'open', {}, { step: 'expire' }] as const),
    { status: 'closing', until: UNTIL, openedAt: NOW, since: NOW, ending: { kind: 'expired', by: AJAR } },
  ],
  [
    ...(['not closed yet', 'closing', {}, { step: 'closeFailed', grants: OPEN, why: 'no' }] as const),
    {
      status: 'closing',
      grants: OPEN,
      until: UNTIL,
      since: NOW,
      ending,
      trouble: { why: 'no', toldAt: NOW, first: NOW, reasons: ['no'], alarmed: [] },
    },
  ],
  [
    ...(['not closed again', 'closing', { trouble: { why: 'x', toldAt: at(-9), first: at(-60) } }] as const),
    { step: 'closeFailed', grants: OPEN, why: 'no', alarmed: [AVERY] },
    {
      ...{ status: 'closing', grants: OPEN, until: UNTIL, since: NOW, ending },
      trouble: { why: 'no', toldAt: NOW, first: at(-60), reasons: ['x', 'no'], alarmed: [AVERY] },
    },
  ],
  [
    ...(['closed', 'closing', { openedAt: at(-60) }, { step: 'closed', grants: CLOSED }] as const),
    { status: 'closed', grants: CLOSED, until: UNTIL, ending, endedAt: NOW, openedAt: at(-60) },
  ],
  [
    ...(['closed after all', 'closing', { trouble: { why: 'x', toldAt: at(-9), first: at(-60) } }] as const),
    { step: 'closed', grants: CLOSED },
    {
      ...{ status: 'closed', grants: CLOSED, until: UNTIL, ending, endedAt: NOW },
      trouble: { why: 'x', toldAt: at(-9), first: at(-60) },
    },
  ],
  [
    ...(['closed without ever having been open', 'closing', { openedAt: undefined }] as const),
    ...([
      { step: 'closed', grants: CLOSED },
      { status: 'closed', grants: CLOSED, until: UNTIL, ending, endedAt: NOW },
    ] as const),
  ],
];

it.each(RESULTS)('%s', (_what, from, more, step, next) => {
  const decision = decide(requestThatIs(from, more as Partial<AccessRequest>), step, NOW);
  expect('refused' in decision ? decision.refused : { ...decision.request }).toStrictEqual({
    ...WISH,
    ...next,
  });
});

it('a rung that was climbed is noted, with whom it asks and for which stage', () => {
  const climb = (rung: object, stage?: number, climbed?: AccessRequest['climbed']) => {
    const own = { count: 1, group: 'approvers', rule: 'r', ladder: [{ afterMs: 0, ask: [], ...rung }] };
    const requirements = [{ ...own, ...(stage ? { stage } : {}) }];
    const request = requestThatIs('pending', {
      verdict: { ...VERDICT, requirements },
      ...(climbed ? { climbed } : {}),
    });
    const decision = decide(request, { step: 'climb' }, NOW);
    return 'refused' in decision ? decision.refused : decision.request.climbed;
  };
  const note = { at: NOW, group: 'approvers' };
  expect(climb({})).toStrictEqual([note]);
  expect(climb({ group: 'on-call' })).toStrictEqual([{ ...note, to: 'on-call' }]);
  expect(climb({}, 2)).toStrictEqual([{ ...note, stage: 2 }]);
  const before = { at: at(-1), group: 'others' };
  expect(climb({}, undefined, [before])).toStrictEqual([before, note]);
});

it('only a request that waits has a rung to climb', () => {
  expect(decide(requestThatIs('pending'), { step: 'climb' }, NOW)).toHaveProperty('refused');
});
