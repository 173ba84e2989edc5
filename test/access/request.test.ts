import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { AJAR } from '../../src/access/person.ts';
import {
  type AccessRequest,
  ENDED,
  HELD,
  isEnded,
  isOf,
  LIVE,
  leadsTo,
  STEPS,
  type Status,
  UNFINISHED,
} from '../../src/access/request.ts';
import { wishOf } from '../../src/access/wish-of.ts';
import { NOW, requestThatIs } from '../fakes/requests.ts';

const STATUSES = Object.keys(STEPS) as Status[];

it('what was denied, cancelled, lapsed or closed has ended, and nothing else has', () => {
  expect([...ENDED].toSorted()).toEqual(['cancelled', 'closed', 'denied', 'lapsed']);
  for (const status of STATUSES) expect(isEnded(requestThatIs(status))).toBe(ENDED.includes(status));
});

it('whatever has not ended has something left to be done, and is wanted until it is being closed', () => {
  expect([...UNFINISHED].toSorted()).toEqual(STATUSES.filter((status) => !ENDED.includes(status)).toSorted());
  expect([...LIVE, 'closing'].toSorted()).toEqual([...UNFINISHED].toSorted());
});

it('the cloud may hold open what is being opened, is open or is being closed', () => {
  expect(HELD).toEqual(['opening', 'open', 'closing']);
});

it('a step that the table does not have leads nowhere', () => {
  expect(leadsTo('pending', 'approve')).toEqual(['pending', 'approved', 'opening']);
  for (const status of ENDED) expect(leadsTo(status, 'approve')).toEqual([]);
});

it('a request is of who asked and of whom it is for, and of nobody else', () => {
  const other = requestThatIs('open', { askedBy: AVERY });
  expect([RILEY, AVERY, BLAKE].map((person) => isOf(other, person))).toEqual([true, true, false]);
  expect([RILEY, AVERY].map((person) => isOf(requestThatIs('open'), person))).toEqual([true, false]);
});

it('nothing of one state goes on into the next, and all of the wish does', () => {
  const {
    status: _,
    lapsesAt: __,
    ...wish
  } = requestThatIs('pending', { ticket: 'INC-1' }) as AccessRequest & {
    readonly lapsesAt: Date;
  };
  const ending = { kind: 'gone', by: AJAR } as const;
  const states = {
    ...{ status: 'closing', lapsesAt: NOW, approvedAt: NOW, until: NOW, openedAt: NOW, warnedAt: NOW },
    ...{
      ending,
      since: NOW,
      trouble: { why: 'no', toldAt: NOW, first: NOW },
      endedAt: NOW,
      by: AVERY,
      why: '',
    },
  };
  expect(wishOf({ ...wish, ...states } as AccessRequest)).toEqual(wish);
});
