import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOf } from '../../../sandbox/slack/blocks.ts';
import { bodyOf } from '../../../sandbox/slack/front.ts';
import { BOT } from '../../../sandbox/slack/seed.ts';
import { sign } from '../../../sandbox/slack/sign.ts';
import { type Slack, startSlack } from '../../../sandbox/slack/workspace.ts';
import { slackLimits } from '../../fakes/slack/table.ts';

let slack: Slack;
/** What an app was posted, and what it answers. */
const got: { type: string; body: string; signature: string }[] = [];
const answers: string[] = [];
const app = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    const { 'content-type': type = '', 'x-slack-signature': signature } = request.headers;
    got.push({ type, body, signature: String(signature) });
    response.end(answers.shift() ?? '');
  });
});

beforeAll(async () => {
  slack = await startSlack({ check: slackLimits });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  slack.connect(`http://127.0.0.1:${(app.address() as AddressInfo).port}/slack/events`);
});
afterAll(async () => {
  app.close();
  await slack.close();
});

// biome-ignore lint/suspicious/noExplicitAny: of every method another, and looked at by matchers alone
type Told = Record<string, any>;

/** As the app would call it. */
async function call(method: string, fields: Record<string, unknown>) {
  const response = await fetch(`${slack.settings.apiUrl}${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Bearer ${slack.settings.botToken}`,
    },
    body: new URLSearchParams(
      Object.entries(fields).map(([key, value]): [string, string] => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Told };
}
const payload = (): Record<string, unknown> =>
  JSON.parse(new URLSearchParams(got.at(-1)?.body ?? '').get('payload') ?? '{}');

const BLOCKS = [
  { type: 'section', text: { type: 'mrkdwn', text: 'a &lt;b&gt; <!date^1^{time}|noon>' } },
  {
    type: 'actions',
    block_id: 'b',
    elements: [
      { type: 'button', action_id: 'go', value: 'v', text: { type: 'plain_text', text: 'Approve' } },
    ],
  },
];

it('the bot knows itself, posts, redraws, and only its readers see it', async () => {
  expect((await call('auth.test', {})).body).toMatchObject({ user_id: BOT.user, bot_id: BOT.bot });
  const channel = slack.channels.approvals;
  const { body } = await call('chat.postMessage', { channel, text: 'one', blocks: BLOCKS });
  expect(body.ok).toBe(true);
  await call('chat.update', { channel, ts: body.ts, text: 'two', blocks: BLOCKS });
  const shown = slack.board.find(channel, body.ts);
  expect(shown).toMatchObject({ text: 'two', edits: 1 });
  expect(textOf(shown?.blocks)).toBe('a <b> noon Approve');
  expect((await call('chat.postMessage', { channel: slack.channels['no-bots'], text: 'x' })).body.error).toBe(
    'not_in_channel',
  );
});

it('a click is signed, names the message, and its response_url shows an answer to the clicker alone', async () => {
  const message = slack.board.messages().at(-1);
  if (!message) throw new Error('nothing is shown');
  await slack.client('avery').press('Approve', message);
  expect(payload()).toMatchObject({
    ...{ type: 'block_actions', user: { id: slack.members.avery.id }, message: { ts: message.ts } },
    actions: [{ action_id: 'go', value: 'v', block_id: 'b' }],
  });
  const timestamp = Math.floor(Date.now() / 1_000);
  const near = [0, 1].map((back) => sign(got.at(-1)?.body ?? '', 'json', { at: timestamp - back }));
  expect(near.map(({ headers }) => headers['x-slack-signature'])).toContain(got.at(-1)?.signature);
  await fetch(String(payload().response_url), { method: 'POST', body: JSON.stringify({ text: 'no' }) });
  expect(slack.board.messages().at(-1)).toMatchObject({ text: 'no', onlyTo: slack.members.avery.id });
});

it('a command opens a modal by its trigger, and the form comes back as it was filled', async () => {
  await slack.client('riley').command('', slack.channels.approvals);
  const trigger = new URLSearchParams(got.at(-1)?.body).get('trigger_id');
  const view = {
    ...{ type: 'modal', callback_id: 'form', title: { type: 'plain_text', text: 'Ask' } },
    submit: { type: 'plain_text', text: 'Ask' },
    blocks: [
      {
        ...{ type: 'input', block_id: 'why', label: { type: 'plain_text', text: 'Why' } },
        element: { type: 'plain_text_input', action_id: 'why' },
      },
      {
        ...{
          type: 'input',
          block_id: 'vm',
          label: { type: 'plain_text', text: 'VM' },
          dispatch_action: true,
        },
        element: { type: 'external_select', action_id: 'vm' },
      },
    ],
  };
  expect((await call('views.open', { trigger_id: trigger, view })).body.ok).toBe(true);
  answers.push(JSON.stringify({ options: [{ text: { type: 'plain_text', text: 'web-01' }, value: 'k1' }] }));
  const riley = slack.client('riley');
  await riley.fill({ Why: 'because', VM: 'web-01' });
  expect(payload()).toMatchObject({ type: 'block_actions', actions: [{ action_id: 'vm' }] });
  await riley.submit();
  expect(payload()).toMatchObject({
    view: {
      state: {
        values: { why: { why: { value: 'because' } }, vm: { vm: { selected_option: { value: 'k1' } } } },
      },
    },
  });
  expect(slack.board.modal(slack.members.riley.id)).toBeUndefined();
});

it('outsiders and shared channels are told apart as Slack tells them', async () => {
  const info = async (user: string) => (await call('users.info', { user })).body.user;
  expect(await info(slack.members.stan.id)).toMatchObject({ is_stranger: true, team_id: 'T0ELSEWHER' });
  expect(await info(slack.members.gina.id)).toMatchObject({ is_restricted: true });
  expect(await info(slack.members.avery.id)).toMatchObject({
    is_bot: false,
    is_email_confirmed: true,
    tz: 'UTC',
  });
  const channel = slack.channels.partners;
  expect((await call('conversations.info', { channel })).body.channel).toMatchObject({
    ...{ is_ext_shared: true, is_member: true },
  });
});

it('blocks that Slack would not take are refused, by whatever way they come', async () => {
  const [section] = BLOCKS;
  const blocks = Array.from({ length: 51 }, () => section);
  const channel = slack.channels.approvals;
  expect((await call('chat.postMessage', { channel, text: 'x', blocks })).body.error).toMatch(
    /^invalid_blocks/,
  );
  await slack.client('avery').command('list', channel);
  const address = String(new URLSearchParams(got.at(-1)?.body).get('response_url'));
  const body = JSON.stringify({ text: 'x', blocks });
  expect((await fetch(address, { method: 'POST', body })).status).toBe(400);
});

it('history cannot be read without its scope, and what Slack does not know it says so', async () => {
  const channel = slack.channels.approvals;
  expect((await call('conversations.history', { channel })).body.error).toBe('missing_scope');
  expect(await call('no.such', {})).toMatchObject({ status: 200, body: { error: 'unknown_method' } });
});

it('troubles come as they were ordered', async () => {
  const channel = slack.channels['on-call'];
  slack.faults.order({ how: 'busy', retryAfter: 3, method: 'chat.postMessage', channel, times: 1 });
  const busy = await call('chat.postMessage', { channel, text: 'x' });
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '3']);
  slack.faults.order({ how: 'lost', method: 'chat.postMessage', times: 1 });
  expect((await call('chat.postMessage', { channel, text: 'was lost' })).status).toBe(502);
  expect(slack.board.messages().at(-1)).toMatchObject({ channel, text: 'was lost' });
  expect((await call('chat.postMessage', { channel, text: 'x' })).body.ok).toBe(true);
});

it('direct messages, mentions and homes arrive as events', async () => {
  const riley = slack.client('riley');
  await riley.say('list');
  const direct = await riley.direct();
  expect(JSON.parse(got.at(-1)?.body ?? '').event).toMatchObject({
    channel_type: 'im',
    text: 'list',
    channel: direct,
  });
  await riley.mention('help', slack.channels.approvals);
  expect(JSON.parse(got.at(-1)?.body ?? '').event).toMatchObject({
    type: 'app_mention',
    text: `<@${BOT.user}> help`,
  });
  await riley.openHome();
  expect(JSON.parse(got.at(-1)?.body ?? '').event).toMatchObject({ type: 'app_home_opened', tab: 'home' });
});

it('calls beyond what Slack takes are told to wait, and a channel does not wait for another', async () => {
  const { approvals, 'war-room': other } = slack.channels;
  const answers = await Promise.all(
    Array.from({ length: 7 }, () => call('chat.postMessage', { channel: approvals, text: 'much' })),
  );
  const late = answers.filter(({ status }) => status === 429);
  expect(late.length).toBeGreaterThan(0);
  expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await call('chat.postMessage', { channel: other, text: 'one' })).body.ok).toBe(true);
});
