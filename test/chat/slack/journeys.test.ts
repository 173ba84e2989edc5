import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OLLY } from '../../../sandbox/demo/people.ts';
import { textOf } from '../../../sandbox/slack/blocks.ts';
import type { Shown, ShownView } from '../../../sandbox/slack/board.ts';
import { until } from '../../e2e/desk.ts';
import { openSlackTable, type SlackTable } from '../../fakes/slack/table.ts';

let table: SlackTable;
beforeAll(async () => {
  table = await openSlackTable({
    policy: ({ channels }) => ({ ask: ['direct', `slack:${channels.approvals}`] }),
  });
});
afterAll(() => table?.close());

const idIn = (text: string): string => /aj-[0-9a-z]{6}/.exec(text)?.[0] ?? '';
const read = (shown: Shown | ShownView | undefined): string => (shown ? textOf(shown.blocks) : '');
const modalOf = (desk: SlackTable['riley'], part: string): Promise<string> =>
  until(
    async () => {
      const text = read(table.slack.board.modal(desk.client.member.id));
      return text.includes(part) ? text : undefined;
    },
    () => `No modal showed "${part}": ${read(table.slack.board.modal(desk.client.member.id))}`,
  );
const homeOf = (desk: SlackTable['riley'], part: string): Promise<ShownView> =>
  until(
    async () => {
      const home = table.slack.board.home(desk.client.member.id);
      return read(home).includes(part) ? home : undefined;
    },
    () => `The Home tab never showed "${part}": ${read(table.slack.board.home(desk.client.member.id))}`,
  );

describe('by the form, without typing a sentence', () => {
  let id: string;

  it('a VM is looked for, its ports are chosen, and approvers are asked', async () => {
    const { riley, avery, slack } = table;
    await riley.client.command('', slack.channels['war-room']);
    await modalOf(riley, 'Pick a VM');
    const offered = await riley.client.suggest('VM', 'prod-01');
    expect(JSON.stringify(offered)).toContain('vm-prod-01');
    await riley.client.fill({ VM: String(offered[0]?.value) });
    await modalOf(riley, '3389/tcp');
    await riley.client.fill({
      Ports: '3389/tcp',
      'Another address': '203.0.113.7',
      Why: 'INC-123 disk full',
    });
    await riley.client.submit();
    const told = await modalOf(riley, 'The same in one line');
    expect(told).toContain('open 3389/tcp on vm-prod-01');
    id = idIn(await avery.reads('Riley Requester', 'Waiting for approval', 'INC-123'));
    await riley.reads(id, 'Waiting for approval');
  });

  it('a fault is shown at its field, and what was typed stays', async () => {
    const { riley, slack } = table;
    await riley.client.shortcut('ask');
    await modalOf(riley, 'Pick a VM');
    await riley.client.fill({ VM: String((await riley.client.suggest('VM', 'prod-02'))[0]?.value) });
    await modalOf(riley, 'For how long');
    await riley.client.fill({ 'Another address': 'nowhere' });
    const { body } = await riley.client.submit();
    expect(body).toMatch(/"response_action":"errors".*otherSource:/);
    slack.board.closeModal(riley.client.member.id, true);
  });

  it('it is denied with a reason, by a modal of its own', async () => {
    const { riley, avery } = table;
    await avery.press('Deny', { under: 'Deny', on: [id], fields: { Reason: 'use the bastion' } });
    await riley.reads(id, 'denied', 'use the bastion');
  });

  it('it is asked for again from the Home tab, approved for less time, and closed there', async () => {
    const { riley, avery, served } = table;
    await riley.client.openHome();
    await riley.client.press('Ask again', await homeOf(riley, id));
    await modalOf(riley, 'vm-prod-01');
    await riley.client.submit();
    const again = idIn(await avery.reads('Riley Requester', 'Waiting for approval', 'INC-123'));
    expect(again).not.toBe(id);
    await avery.press('For 30 min', { on: [again] });
    await riley.reads(again, 'is open for Riley Requester');
    expect(served.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);
    await riley.client.press('Close now', await homeOf(riley, 'is open for Riley Requester'));
    await riley.reads(again, 'is closed');
    await homeOf(riley, 'Yours before');
    expect(served.cloud.open()).toEqual([]);
  });
});

it('from an alert in a channel; a forwarded copy of the card does nothing, and its thread has the history', async () => {
  const { riley, avery, slack } = table;
  const channel = slack.channels.approvals;
  const alert = await slack.call('chat.postMessage', { channel, text: 'disk full on vm-prod-02' });
  await riley.client.messageShortcut('ask_about', channel, String(alert.ts));
  await modalOf(riley, 'vm-prod-02');
  await riley.client.fill({ Ports: '22/tcp', 'Another address': '203.0.113.7' });
  await riley.client.submit();
  const id = idIn(await riley.reads('Waiting for approval', 'vm-prod-02', 'disk full'));
  const card = await until(
    async () =>
      slack.board
        .messages()
        .find((each) => each.channel === channel && !each.thread && read(each).includes(id)),
    () => 'No card in the channel.',
  );
  await avery.client.press('Approve', { ...card, channel: slack.channels['war-room'], ts: '1.000001' });
  await avery.reads('This is a copy of a card.', id);
  await avery.press('Approve', { on: [id] });
  await riley.reads(id, 'is open for Riley Requester');
  await until(
    async () =>
      slack.board
        .messages()
        .find(({ thread, blocks }) => thread === card.ts && textOf(blocks).includes('open from')),
    () => 'No line of history in the thread.',
  );
  await riley.say(`close ${id}`);
  await riley.reads(id, 'is closed');
});

it('by a mention, in its thread; and nobody else reads a refusal', async () => {
  const { riley, slack } = table;
  const channel = slack.channels['war-room'];
  await riley.client.mention('open 22 on vm-prod-99 for 1h from 203.0.113.7', channel);
  const refusal = await until(
    async () => slack.board.messages().find((each) => read(each).includes('I know no VM called vm-prod-99')),
    () => 'Nobody was told.',
  );
  expect(refusal).toMatchObject({ channel, onlyTo: riley.client.member.id });
  await riley.client.mention('open 22 on vm-prod-02 for 1h from 203.0.113.7', channel);
  const card = await until(
    async () =>
      slack.board
        .messages()
        .findLast((each) => each.channel === channel && read(each).includes('Waiting for approval')),
    () => `No card in the thread:\n${slack.board.messages().map(read).join('\n')}`,
  );
  expect(card.thread).toBeDefined();
  await riley.press('Cancel request', { on: [idIn(read(card))] });
  await riley.reads(idIn(read(card)), 'cancelled');
});

it('somebody who is not known to the policy is told how to be, and opens nothing', async () => {
  const olly = await table.desk(OLLY);
  await olly.say('open 22 on vm-prod-01 for 1h from 203.0.113.7');
  await olly.reads('link');
});
