import type { Policy } from '../../../src/access/policy/policy.ts';
import { createDirectory } from '../../../src/cloud/azure/directory/directory.ts';
import type { Clients } from '../../../src/cloud/azure/wire/clients.ts';
import { createOnCallHook } from '../../../src/people/groups/on-call-hook.ts';
import { createPagerDuty } from '../../../src/people/groups/pagerduty.ts';
import { createAskHook } from '../../../src/people/web/hook.ts';
import { createTickets } from '../../../src/people/web/tickets.ts';
import { Unknown } from '../../../src/ports/people.ts';
import { CloudError } from '../../../src/ports/provider.ts';
import { policy } from '../../access/policy-fixtures.ts';
import { must, type Target } from '../target.ts';
import { jsonLike, parsed } from './json.ts';

const ID = '5b0c7d9e-2f41-4a86-9c3d-7e18b2a4f601';
const CLOCK = { now: () => new Date('2026-07-15T12:00:00Z'), spanOf: (ms: number) => ms } as never;
const POLICY: Policy = {
  ...policy([]),
  hooks: { duty: { url: 'https://duty.example/', secret: 'DUTY' } } as NonNullable<Policy['hooks']>,
  emails: [{ email: 'riley@example.com', person: { id: ID, name: 'Riley' } }],
};
/** Answers with what is read now. */
let answer = '';
const fetching = (async () => new Response(answer)) as typeof fetch;
const ask = createAskHook({ policy: () => POLICY, secrets: { DUTY: 'secret' }, fetching });

const pagerduty: Target = {
  name: 'pagerduty',
  make: (random) =>
    jsonLike(random, [
      { oncalls: [{ schedule: { id: 'S1' }, user: { id: 'U1', email: 'riley@example.com' } }], more: false },
    ]),
  throws: [Unknown],
  async read(text) {
    answer = text;
    const parts = { policy: () => POLICY, clock: CLOCK, fetching, url: 'https://api.example', token: 't' };
    const people = await createPagerDuty(parts).members({
      kind: 'pagerduty',
      schedule: 'S1',
      users: { U1: ID },
    });
    must(
      'they are people of the policy',
      people.every(({ id }) => id === ID),
    );
  },
};

const hooks: Target = {
  name: 'hooks',
  make: (random) =>
    jsonLike(random, [
      { people: [ID], until: '2026-07-15T13:00:00Z' },
      { confirmed: false, why: 'closed' },
      { confirmed: true },
    ]),
  throws: [Unknown],
  async read(text) {
    answer = text;
    const confirmed = await orUnknown(createTickets(ask).confirm('duty', { ticket: 'INC-1' } as never));
    if (confirmed && !confirmed.confirmed)
      must('why is one line', !/[\n\r]/.test(confirmed.why) && confirmed.why.length < 400);
    const people = await createOnCallHook(ask, () => POLICY, CLOCK).members({ kind: 'onCall', hook: 'duty' });
    must(
      'they are ids',
      people.every(({ id }) => /^[0-9a-f-]{36}$/.test(id)),
    );
  },
};

async function orUnknown<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

const clients = {
  directory: {
    endpoint: 'https://graph.example',
    get: async () => parsed(answer),
    send: async () => parsed(answer),
  },
  doing: (what: string, action: string, subject: string) => ({
    what,
    action,
    subject,
    host: 'graph.example',
  }),
} as unknown as Clients;
const directory = createDirectory(clients);

const graph: Target = {
  name: 'graph',
  make: (random) =>
    jsonLike(random, [
      { value: [{ id: ID, displayName: 'Riley', userType: 'Member', accountEnabled: true }] },
      { id: ID, displayName: 'Riley', userType: 'Guest', accountEnabled: true },
      { value: [ID] },
      { value: [], '@odata.nextLink': 'https://graph.example/v1.0/x?$skiptoken=1' },
    ]),
  throws: [CloudError],
  async read(text) {
    answer = text;
    const standing = await orCloudError(directory.standing(ID));
    if (standing) must('a standing is one of three', ['active', 'guest', 'gone'].includes(standing));
    const groups = await orCloudError(directory.groupsOf(ID, [ID]));
    if (groups)
      must(
        'no group is added',
        [...groups].every((id) => id === ID),
      );
    await directory.members(ID);
  },
};

async function orCloudError<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CloudError) return undefined;
    throw error;
  }
}

export const PEOPLE: readonly Target[] = [pagerduty, hooks, graph];
