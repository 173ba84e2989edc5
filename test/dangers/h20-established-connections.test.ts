import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../sandbox/azure/scenario.ts';
import { proxyLine } from '../../sandbox/demo/knock.ts';
import { RILEY } from '../../sandbox/demo/people.ts';
import type { Status } from '../../src/access/request.ts';
import { draw as drawInConsole } from '../../src/chat/console/draw.ts';
import { requestText } from '../../src/chat/request-text.ts';
import { createDraw as createSlackDraw } from '../../src/chat/slack/draw.ts';
import { createDraw } from '../../src/chat/teams/draw.ts';
import type { Card } from '../../src/ports/card.ts';
import { ids, nsgId, orderFor, planned, scenario, startAzure } from '../cloud/azure/sandbox-azure.ts';
import { sampleFacts, sampleGrant, sampleRequest } from '../contracts/sample-cards.ts';
import { networkOf } from '../fakes/network.ts';
import { opened, openedVm } from '../fakes/opened.ts';

const drawInTeams = createDraw();
const drawInSlack = createSlackDraw();

const APPS: [string, (card: Card) => string][] = [
  ['Teams', (card) => JSON.stringify(drawInTeams(card, true).content)],
  ['Slack', (card) => JSON.stringify(drawInSlack(card, true).blocks)],
  ['the console', (card) => JSON.stringify(drawInConsole(card))],
];

type Told = 'pending' | 'open' | 'closing' | 'closed';

describe.each(APPS)('H20: %s', (_, draw) => {
  const drawn = (card: 'request' | 'connect', status: Told, flushes: boolean): string => {
    const grants = [sampleGrant({ state: GRANT[status], ...(flushes && { flushes: true }) })];
    return draw({ card, request: sampleRequest(status, { grants }), facts: sampleFacts() });
  };

  it('says that a session can outlive the rule, at the opening and at the closing', () => {
    expect(drawn('connect', 'open', false)).toContain('established can outlive it');
    expect(drawn('request', 'open', false)).toContain('established can outlive it');
    expect(drawn('request', 'closing', false)).toContain('established can still be up');
    expect(drawn('request', 'closed', false)).toContain('established can still be up');
    expect(drawn('request', 'pending', false)).not.toContain('established');
  });

  it('says that it will be ended where the security group is set to do that', () => {
    for (const card of ['connect', 'request'] as const) {
      expect(drawn(card, 'open', true)).toContain('Closing also ends connections that are established');
      expect(drawn(card, 'open', true)).toContain('flushConnection');
      expect(drawn(card, 'open', true)).not.toContain('outlive');
    }
    for (const status of ['closing', 'closed'] as const)
      expect(drawn('request', status, true)).toContain('Closing also ends connections that were established');
    expect(drawn('request', 'pending', true)).not.toContain('established');
  });
});

const GRANT = {
  pending: 'planned',
  open: 'open',
  closing: 'open',
  closed: 'closed',
} as const satisfies Partial<Record<Status, string>>;

describe('H20: what is said goes by what was seen before the VM', () => {
  const saidWith = async (groups: (world: Parameters<Parameters<typeof opened>[0]>[0]) => void) => {
    const world = await opened(groups);
    return requestText((await world.request()) as never, sampleFacts(), 9).connections;
  };

  it('promises no end where one of two ways in has no such group, or nothing could be read', async () => {
    expect(await saidWith(() => undefined)).toContain('can outlive it');
    const both = await saidWith((world) => {
      const seen = networkOf(openedVm(world));
      const [way] = seen.entrances;
      const flushing = {
        ...way!,
        groups: way!.groups.map((group) => ({ ...group, flushes: true as const })),
      };
      world.cloud.networks.set(openedVm(world).id, { ...seen, entrances: [flushing, way!] });
    });
    expect(both).toContain('can outlive it');
  });

  it('keeps it with the grants, and says it once more when it was closed', async () => {
    const world = await opened((each) => {
      const seen = networkOf(openedVm(each));
      const entrances = seen.entrances.map((way) => ({
        ...way,
        groups: way.groups.map((group) => ({ ...group, flushes: true as const })),
      }));
      each.cloud.networks.set(openedVm(each).id, { ...seen, entrances });
    });
    expect(await world.request()).toMatchObject({ grants: [{ flushes: true }] });
    await world.say(RILEY, 'close aj-000001');
    await world.pass(10_000, 2_000);
    const closed = await world.request();
    expect(closed.status).toBe('closed');
    expect(requestText(closed as never, sampleFacts(), 9).connections).toContain(
      'connections that were established',
    );
  });
});

/** One group before the VM is set to flush; or none is. */
const withFlush = (flushConnection: boolean): Scenario => ({
  ...scenario,
  nsgs: scenario.nsgs.map((nsg) => ({ ...nsg, flushConnection: flushConnection && nsg.name === 'nsg-nic' })),
});

describe.each([true, false])('H20: against a group whose flushConnection is %s', (flushes) => {
  it('a session that is up is ended with the rule as the group says, and Ajar never sets that', async () => {
    const { azure, sandbox, clock } = await startAzure({ scenario: withFlush(flushes) });
    const network = await azure.inspector.inspect({ id: ids.web01.toLowerCase(), name: 'web-01' });
    const seen = network.entrances.flatMap(({ groups }) => groups.map((group) => group.flushes));
    expect(seen.includes(true)).toBe(flushes);

    const grants = (await planned(azure, ids.web01, '22')).map((each) => ({
      ...each,
      state: 'planned' as const,
    }));
    const order = orderFor(clock, grants);
    await azure.provider.open(order);
    const door = (await sandbox.doors()).find(({ vm, port }) => vm === ids.web01 && port === '22/tcp');
    const port = Number(door?.socket.split(':')[1]);
    const session = connect({ host: '127.0.0.1', port });
    const ended = new Promise<'ended'>((resolve) => session.on('close', () => resolve('ended')));
    session.on('error', () => undefined);
    session.write(`${proxyLine('203.0.113.7', port)}\r\n`);
    await new Promise((resolve) => session.once('data', resolve));

    const sent = grants.map((each) => ({ ...each, state: 'open' as const }));
    await azure.provider.close({ ...order, grants: sent }, new Set());
    await sandbox.doors();
    const up = new Promise<'up'>((resolve) => setTimeout(() => resolve('up'), 200));
    expect(await Promise.race([ended, up])).toBe(flushes ? 'ended' : 'up');
    session.destroy();
    const group = sandbox.document(nsgId('nsg-nic'))?.properties as { flushConnection?: boolean };
    expect(group.flushConnection ?? false).toBe(flushes);
  });
});
