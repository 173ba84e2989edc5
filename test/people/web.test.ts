import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createChatGroups } from '../../src/people/groups/chat-groups.ts';
import { createOnCallHook } from '../../src/people/groups/on-call-hook.ts';
import { createPagerDuty } from '../../src/people/groups/pagerduty.ts';
import { createPeople } from '../../src/people/people.ts';
import { createAskHook } from '../../src/people/web/hook.ts';
import { Unknown } from '../../src/ports/people.ts';
import { createHandClock } from '../fakes/clock.ts';
import { policyOf } from '../fakes/policy.ts';
import { idOf } from './directory.ts';

const SECRET = 'a secret of some length';

interface Heard {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A system of the organisation's own, which answers as it is told. */
async function serve(answer: (heard: Heard, response: ServerResponse) => void) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const one = { url: request.url ?? '', headers: request.headers, body };
      heard.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const json = (value: unknown) => (_: unknown, response: ServerResponse) =>
  void response.end(JSON.stringify(value));

const policyWith = (group: string, hook = 'https://rota.example.com') =>
  policyOf(
    [
      `groups: { duty: ${group}, staff: [{ id: ${idOf(1)}, email: one@contoso.com }, { id: ${idOf(2)}, name: Two }] }`,
      `hooks: { rota: { url: "${hook}", secret: AJAR_HOOK_ROTA } }`,
      'rules: [{ id: a, match: {}, allow: { autoApprove: true } }]',
    ].join('\n'),
  );

async function hooked(
  answer: (heard: Heard, response: ServerResponse) => void,
  more: Readonly<Record<string, string>> = {},
) {
  const server = await serve(answer);
  const policy = () => policyWith('{ onCall: rota }', server.url);
  const clock = createHandClock();
  const ask = createAskHook({ policy, secrets: { AJAR_HOOK_ROTA: SECRET, ...more }, fetching: fetch });
  const people = createPeople({ policy, sources: { onCall: createOnCallHook(ask, policy, clock) } });
  return { ...server, people, ask, clock };
}

describe('a hook', () => {
  it('is asked with a signature over the time and the body, and names who is on call', async () => {
    const at = await hooked(json({ people: [idOf(2).toUpperCase()] }));
    expect(await at.people.members('duty')).toEqual([{ id: idOf(2), name: 'Two' }]);
    const { headers, body } = at.heard[0] as Heard;
    const [, time = '', given] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-ajar-signature'])) ?? [];
    expect(given).toBe(createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex'));
    expect(JSON.parse(body)).toEqual({ ask: 'on-call' });
  });

  it('is asked with a second signature by the old secret while that is being changed', async () => {
    const old = 'the secret before that';
    const at = await hooked(json({ people: [] }), { AJAR_HOOK_ROTA_OLD: old, AJAR_HOOK_OTHER_OLD: 'x' });
    await at.people.members('duty');
    const { headers, body } = at.heard[0] as Heard;
    const [time = '', ...given] = String(headers['x-ajar-signature']).split(',');
    const by = (secret: string): string =>
      `v1=${createHmac('sha256', secret)
        .update(`${time.slice(2)}.${body}`)
        .digest('hex')}`;
    expect(given).toEqual([by(SECRET), by(old)]);
  });

  it('H17: counts for a minute, and for less where it says so', async () => {
    let answer: object = { people: [idOf(1)] };
    const at = await hooked((_, response) => void response.end(JSON.stringify(answer)));
    expect(await at.people.inGroup(idOf(1), 'duty')).toBe(true);
    answer = { people: [idOf(2)], until: new Date(at.clock.now().getTime() + 30_000).toISOString() };
    expect(await at.people.inGroup(idOf(1), 'duty')).toBe(true);
    at.clock.pass(60_000);
    answer = { people: [idOf(2)], until: new Date(at.clock.now().getTime() + 30_000).toISOString() };
    for (const _ of [1, 2]) expect(await at.people.inGroup(idOf(1), 'duty')).toBe(false);
    expect(at.heard).toHaveLength(3);
  });

  it.each<[string, (heard: Heard, response: ServerResponse) => void]>([
    ['who was on call until before', json({ people: [idOf(1)], until: '2020-01-15T12:00:00Z' })],
    ['a name in place of an id', json({ people: [idOf(1), 'Riley'] })],
    ['nothing that can be read', (_, response) => void response.end('<html>')],
    ['a fault', (_, response) => void response.writeHead(500).end('{"people":[]}')],
    ['another page', (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
    [
      'more than anybody needs',
      (_, response) => void response.end(JSON.stringify({ people: [], x: 'x'.repeat(70_000) })),
    ],
    ['a cut connection', (_, response) => void response.destroy()],
    ['nothing', () => undefined],
  ])('H11: that answers with %s is cannot tell', async (_, answer) => {
    const at = await hooked(answer);
    await expect(at.people.members('duty')).rejects.toBeInstanceOf(Unknown);
    expect(at.heard).toHaveLength(1);
  });
});

describe('a schedule of PagerDuty', () => {
  const entry = (id: string, email: string, schedule = 'PSCHED1') => ({
    ...{ schedule: { id: schedule }, user: { id, email }, escalation_level: 1 },
  });
  async function duty(pages: readonly object[], users = '') {
    const server = await serve(({ url }, response) => {
      const offset = Number(new URL(url, 'http://x').searchParams.get('offset'));
      response.end(JSON.stringify({ oncalls: [], more: false, ...pages[offset / 100] }));
    });
    const policy = () => policyWith(`{ pagerduty: PSCHED1${users} }`);
    const source = createPagerDuty({
      ...{ policy, clock: createHandClock(), fetching: fetch, url: server.url, token: 'key' },
    });
    return { ...server, people: createPeople({ policy, sources: { pagerduty: source } }) };
  }

  it('is whoever is on call now, page by page, by the address that the policy has', async () => {
    const at = await duty([
      { oncalls: [entry('PU1', 'One@contoso.com'), entry('PU9', 'nobody@contoso.com')], more: true },
      { oncalls: [entry('PU2', 'two@contoso.com'), entry('PU3', 'one@contoso.com', 'POTHER')] },
    ]);
    expect(await at.people.members('duty')).toEqual([{ id: idOf(1), name: idOf(1) }]);
    expect(at.heard.map(({ url }) => decodeURIComponent(url))).toEqual([
      '/oncalls?schedule_ids[]=PSCHED1&include[]=users&limit=100&offset=0',
      '/oncalls?schedule_ids[]=PSCHED1&include[]=users&limit=100&offset=100',
    ]);
    expect(at.heard[0]?.headers.authorization).toBe('Token token=key');
  });

  it('knows by the map of the file whom no address names', async () => {
    const at = await duty(
      [{ oncalls: [entry('PU2', 'x@elsewhere.example')] }],
      `, users: { PU2X: ${idOf(1)}, PU22: ${idOf(2)} }`,
    );
    expect(await at.people.members('duty')).toEqual([]);
    const mapped = await duty(
      [{ oncalls: [entry('PU22', 'one@contoso.com')] }],
      `, users: { PU22: ${idOf(2)} }`,
    );
    expect(await mapped.people.members('duty')).toEqual([{ id: idOf(2), name: 'Two' }]);
  });

  it('H11: that goes on for ever is cannot tell', async () => {
    const at = await duty([...Array(12).keys()].map(() => ({ oncalls: [], more: true })));
    await expect(at.people.members('duty')).rejects.toBeInstanceOf(Unknown);
  });
});

describe('a user group of Slack', () => {
  const withGroup = (authority: string) => {
    const policy = () => policyWith(`{ slack: T01/S01${authority} }`);
    const groups = { users: async () => ['U1', 'U2', 'U3'] };
    const accounts = {
      identify: async ({ user }: { readonly user: string }) => {
        if (user === 'U1') return { person: { id: idOf(1), name: 'One' }, by: 'linked' as const };
        if (user === 'U2') return { person: { id: idOf(2), name: 'Two' }, by: 'email' as const };
        return { refused: 'nobody' };
      },
    };
    return createPeople({
      policy,
      sources: { slack: createChatGroups(groups, accounts, createHandClock()) },
    });
  };

  it('H3: has the people whose account is linked, and nobody by an address', async () => {
    const people = withGroup(', authority: true');
    expect(await people.members('duty')).toEqual([{ id: idOf(1), name: 'One' }]);
    expect(await people.inGroup(idOf(2), 'duty')).toBe(false);
  });

  it('H6: has nobody where the file gives it no authority', async () => {
    const people = withGroup('');
    expect(await people.members('duty')).toEqual([]);
    expect(await people.inGroup(idOf(1), 'duty')).toBe(false);
  });
});

it('H11: a kind of group that is not configured is cannot tell', async () => {
  const people = createPeople({ policy: () => policyWith('{ pagerduty: PSCHED1 }'), sources: {} });
  await expect(people.inGroup(idOf(1), 'duty')).rejects.toBeInstanceOf(Unknown);
});
