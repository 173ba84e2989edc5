import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, AVERY, BOT_ID, OLLY, RILEY, TENANT_ID } from '../../../sandbox/demo/people.ts';
import { createTeamsChat } from '../../../src/chat/teams/chat.ts';
import { NATIONAL_CLOUDS } from '../../../src/settings/national-clouds.ts';
import { until } from '../../e2e/desk.ts';
import { serveChat } from '../../fakes/table.ts';
import { type ConnectorStub, startConnectorStub } from './connector-stub.ts';
import { readCard } from './read-card.ts';
import { actions } from './templates.ts';

const APPROVERS = '19:approvers@thread.tacv2';
const RILEYS = 'personal-riley';

describe('an approval in a channel of approvers, from asking to open', () => {
  let served: Awaited<ReturnType<typeof serveChat>>;
  let teams: ConnectorStub;
  beforeAll(async () => {
    teams = await startConnectorStub();
    for (const place of [APPROVERS, RILEYS]) teams.conversations.add(place);
    const make: Parameters<typeof serveChat>[0] = (deps) =>
      createTeamsChat(
        {
          ...{
            appId: BOT_ID,
            cloud: NATIONAL_CLOUDS.public.bot,
            appType: 'SingleTenant',
            appTenant: TENANT_ID,
            tenants: [TENANT_ID],
          },
          ...{ auth: 'off', roster: 'off', bind: '127.0.0.1', production: false },
        },
        deps,
      );
    served = await serveChat(make, { ask: [`teams:${APPROVERS}`] });
  });
  afterAll(async () => {
    await served.close();
    await teams.stop();
  });

  const post = async (person: Actor, id: string, more: object): Promise<{ readonly value?: unknown }> => {
    const conversationType = id.startsWith('19:') ? 'channel' : 'personal';
    const response = await fetch(`http://127.0.0.1:${served.port}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ id: randomUUID(), channelId: 'msteams', serviceUrl: new URL(teams.url).origin },
        from: { id: person.teamsId, name: person.name, aadObjectId: person.id },
        recipient: { id: `28:${BOT_ID}` },
        conversation: { id, conversationType, tenantId: TENANT_ID },
        channelData: { tenant: { id: TENANT_ID } },
        ...more,
      }),
    });
    expect(response.status).toBe(200);
    const text = await response.text();
    return text === '' ? {} : JSON.parse(text);
  };
  const say = (person: Actor, place: string, text: string) => post(person, place, { type: 'message', text });
  const press = async (person: Actor, message: string, verb: string, data: object, trigger = 'manual') =>
    post(person, `${APPROVERS};messageid=${message}`, {
      ...{ type: 'invoke', name: 'adaptiveCard/action', replyToId: message },
      value: { action: { type: 'Action.Execute', verb, data }, trigger },
    });
  const content = (id: string) => teams.messages.get(id)?.activity.attachments?.[0]?.content;
  const buttons = (card: unknown) =>
    [...actions(card)].map(({ verb }) => verb).filter((verb) => verb !== undefined && verb !== 'refresh');
  /** The message in the channel that shows this. */
  const inChannel = (part: string) =>
    until(
      async () =>
        [...teams.messages.values()].find(
          ({ conversation, id }) => conversation === APPROVERS && readCard(content(id)).includes(part),
        )?.id,
      () => `The channel never showed ${part}`,
    );

  it('each sees what is theirs to do, and nobody else gets a button', async () => {
    await say(AVERY, APPROVERS, 'help');
    await say(RILEY, RILEYS, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123');
    const id = await inChannel('Riley Requester asks for');
    const base = content(id);
    const request = /aj-[0-9a-z]{6}/.exec(readCard(base))?.[0] ?? '';
    expect(base?.refresh).toMatchObject({ userIds: [AVERY.teamsId, RILEY.teamsId] });
    expect(buttons(base)).toEqual([]);

    const look = async (person: Actor) =>
      (await press(person, id, 'refresh', { request }, 'automatic')).value;
    expect(buttons(await look(RILEY))).toEqual(['cancel']);
    expect(buttons(await look(OLLY))).toEqual([]);
    const view = await look(AVERY);
    expect(buttons(view)).toEqual(['approve', 'approve', 'deny']);

    const approve = [...actions(view)].find(({ verb }) => verb === 'approve');
    const refused = await press(OLLY, id, 'approve', approve?.data as object);
    expect(buttons(refused.value)).toEqual([]);
    expect(served.cloud.open()).toEqual([]);
    await press(AVERY, id, 'approve', { ...(approve?.data as object), minutes: '30' });
    expect(await inChannel('is open for Riley Requester')).toBe(id);
    expect(readCard(content(id))).toContain('30 min, where 2 h was asked for (shortened by Avery Approver)');
    expect(content(id)).not.toHaveProperty('refresh');
    expect(served.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);
  });
});
