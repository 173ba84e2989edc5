import { expect, it } from 'vitest';
import { AVERY } from '../../sandbox/demo/people.ts';
import { decide } from '../../src/access/decide.ts';
import { AJAR } from '../../src/access/person.ts';
import type { Step } from '../../src/access/step.ts';
import { requestThatIs, VERDICT } from '../fakes/requests.ts';

const request = requestThatIs('pending');
const lapsesAt = 'lapsesAt' in request ? request.lapsesAt : new Date(Number.NaN);
const before = new Date(lapsesAt.getTime() - 1);

const of = { person: AVERY, groups: ['approvers'], admin: false, onCall: false };
const free = { ...VERDICT, requirements: [] };
const STEPS: readonly (readonly [string, Step, Partial<typeof request>])[] = [
  ['an approval', { step: 'approve', by: of, terms: 1, verdict: VERDICT, standing: [] }, {}],
  ['a denial', { step: 'deny', by: of, terms: 1 }, {}],
  [
    'an approval by the policy itself',
    { step: 'approve', by: { ...of, person: AJAR }, terms: 1, verdict: free, standing: [] },
    { verdict: free },
  ],
];

it.each(
  STEPS,
)('H10: %s counts up to the deadline and never from it on, though no timer has noticed', (_, step, more) => {
  const asked = { ...request, ...more } as typeof request;
  expect(decide(asked, step, before)).toHaveProperty('request');
  expect(decide(asked, step, lapsesAt)).toMatchObject({ refused: expect.stringContaining('lapsed') });
});
