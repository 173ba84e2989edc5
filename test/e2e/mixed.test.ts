import { afterAll, beforeAll, expect, it } from 'vitest';
import { AVERY, BLAKE, BOT_ID, RILEY, TENANT_ID } from '../../sandbox/demo/people.ts';
import { textOf } from '../../sandbox/slack/blocks.ts';
import { createTeamsChat } from '../../src/chat/teams/chat.ts';
import type { TeamsSettings } from '../../src/chat/teams/settings.ts';
import { NATIONAL_CLOUDS } from '../../src/settings/national-clouds.ts';
import { openSlackTable, type SlackTable } from '../fakes/slack/table.ts';
import { type Desk, until } from './desk.ts';
import { openStubDesk } from './stub.ts';

const TEAMS: TeamsSettings = {
  ...{
    appId: BOT_ID,
    cloud: NATIONAL_CLOUDS.public.bot,
    appType: 'SingleTenant',
    appTenant: TENANT_ID,
    tenants: [TENANT_ID],
  },
  ...{ auth: 'off', roster: 'off', bind: '127.0.0.1', production: false },
};

let table: SlackTable;
let rileyInTeams: Desk;
let averyInTeams: Desk;
beforeAll(async () => {
  table = await openSlackTable({
    others: [(deps) => createTeamsChat(TEAMS, deps)],
    policy: ({ channels }) => ({
      ...{ ask: ['direct', `slack:${channels.approvals}`], approvers: [AVERY, BLAKE] },
    }),
  });
  const url = `http://127.0.0.1:${table.served.port}/api/messages`;
  [rileyInTeams, averyInTeams] = [await openStubDesk(RILEY, url), await openStubDesk(AVERY, url)];
});
afterAll(async () => {
  await Promise.all([rileyInTeams?.close(), averyInTeams?.close()]);
  await table?.close();
});

const idIn = (text: string): string => /aj-[0-9a-z]{6}/.exec(text)?.[0] ?? '';

/** The one card of a request in Slack's channel of approvals. */
const inApprovals = (id: string): readonly string[] =>
  table.slack.board
    .messages()
    .filter(({ channel, thread }) => channel === table.slack.channels.approvals && thread === undefined)
    .map(({ blocks }) => textOf(blocks))
    .filter((text) => text.includes(id));

const approvalsRead = (id: string, part: string): Promise<string> =>
  until(
    async () => inApprovals(id).find((text) => text.includes(part)),
    () => `#approvals never showed ${id} with "${part}": ${inApprovals(id).join('\n')}`,
  );

it('asked in Slack, approved in Teams, closed in Slack, and redrawn in both each time', async () => {
  await table.riley.say('open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123');
  const id = idIn(await averyInTeams.reads('Riley Requester', 'Waiting for approval', 'vm-prod-01'));
  await table.riley.reads(id, 'Waiting for approval');
  await approvalsRead(id, 'Waiting for approval');
  expect(table.served.cloud.open()).toEqual([]);

  await averyInTeams.press('Approve', { on: [id] });
  await table.riley.reads(id, 'is open for Riley Requester');
  await averyInTeams.reads(id, 'is open for Riley Requester');
  await approvalsRead(id, 'is open for Riley Requester');
  expect(table.served.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);

  await table.riley.press('Close now', { on: [id, 'is open'] });
  await table.riley.reads(id, 'is closed');
  await averyInTeams.reads(id, 'is closed');
  await approvalsRead(id, 'is closed');
  expect(table.served.cloud.open()).toEqual([]);
  expect(inApprovals(id)).toHaveLength(1);
});

it('asked in Teams, approved in Slack, and closed in Teams', async () => {
  await rileyInTeams.say('open 22 on vm-prod-02 for 1h from 203.0.113.7');
  const id = idIn(await averyInTeams.reads('Riley Requester', 'Waiting for approval', 'vm-prod-02'));
  await approvalsRead(id, 'Waiting for approval');
  await table.avery.press('Approve', { on: [id] });
  await rileyInTeams.reads(id, 'is open for Riley Requester');
  await averyInTeams.reads(id, 'is open for Riley Requester');
  await rileyInTeams.say(`close ${id}`);
  await approvalsRead(id, 'is closed');
  await averyInTeams.reads(id, 'is closed');
});

it('a denial with a reason in Slack is read in Teams', async () => {
  await rileyInTeams.say('open 22 on vm-prod-02 for 1h from 203.0.113.8');
  const id = idIn(await rileyInTeams.reads('Waiting for approval', '203.0.113.8'));
  // Avery pressed a button in Slack last, so Slack is where Avery is asked.
  await table.avery.reads(id, 'Waiting for approval');
  await approvalsRead(id, 'Waiting for approval');
  await table.avery.press('Deny', { on: [id], under: 'Deny', fields: { Reason: 'use the bastion' } });
  await rileyInTeams.reads(id, 'denied', 'use the bastion');
  await approvalsRead(id, 'use the bastion');
});

it('nobody approves their own request, asked in one app and approved in the other', async () => {
  await averyInTeams.say('open 5986 on vm-prod-01 for 1h from 203.0.113.7');
  const id = idIn(await averyInTeams.reads('Avery Approver', '5986', /aj-/));
  await approvalsRead(id, 'Waiting for approval');
  const refusals = async (): Promise<number> =>
    (await table.avery.shown()).filter((text) => text.includes('You cannot approve your own request.'))
      .length;
  await table.avery.press('Approve', { on: [id, 'Waiting for approval', 'Deny'] });
  await expect.poll(refusals).toBe(1);
  await table.avery.say(`approve ${id}`);
  await expect.poll(refusals).toBe(2);
  expect(table.served.cloud.open()).toEqual([]);
  expect(inApprovals(id).join()).toContain('Waiting for approval');
});
