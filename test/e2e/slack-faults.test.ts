import { afterEach, expect, it } from 'vitest';
import { textOf } from '../../sandbox/slack/blocks.ts';
import type { Shown } from '../../sandbox/slack/board.ts';
import type { ChannelName } from '../../sandbox/slack/seed.ts';
import { openSlackTable, type SlackTable, type SlackTableOptions } from '../fakes/slack/table.ts';
import { until } from './desk.ts';

let table: SlackTable | undefined;
afterEach(async () => {
  await table?.close();
  table = undefined;
});

/** Approvers are asked in two channels, so that one of them can be in trouble. */
async function open(options: Pick<SlackTableOptions, 'history' | 'realLimits'>): Promise<SlackTable> {
  table = await openSlackTable({
    ...options,
    policy: ({ channels }) => ({ ask: [`slack:${channels.approvals}`, `slack:${channels['war-room']}`] }),
  });
  return table;
}

const idIn = (text: string): string => /aj-[0-9a-z]{6}/.exec(text)?.[0] ?? '';

/** The cards in a channel, without what is in their threads. */
const cardsIn = ({ slack }: SlackTable, name: ChannelName): readonly Shown[] =>
  slack.board
    .messages()
    .filter(({ channel, thread, onlyTo }) => channel === slack.channels[name] && !thread && !onlyTo);

const shows = (at: SlackTable, name: ChannelName, part: string): Promise<Shown> =>
  until(
    async () => cardsIn(at, name).find(({ blocks }) => textOf(blocks).includes(part)),
    () =>
      `#${name} never showed "${part}":\n${cardsIn(at, name)
        .map(({ blocks }) => textOf(blocks))
        .join('\n')}`,
  );

const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7';

/** From the approval to the end; every card on the way is looked at in both channels. */
async function live(at: SlackTable, id: string, from: ChannelName): Promise<void> {
  await at.avery.client.press('Approve', await shows(at, from, 'Waiting for approval'));
  for (const name of ['approvals', 'war-room'] as const) await shows(at, name, 'is open for');
  await at.riley.press('Close now', { on: [id, 'is open'] });
  for (const name of ['approvals', 'war-room'] as const) await shows(at, name, 'is closed');
  await at.riley.reads(id, 'is closed');
}

/** What still offers to approve, or says that something is open or waits. */
const staleIn = (at: SlackTable, name: ChannelName): readonly string[] =>
  cardsIn(at, name)
    .map(({ blocks }) => textOf(blocks))
    .filter((text) => /Waiting for approval|is open for| Approve /.test(text));

it('while one channel is throttled, the other gets its card and a form opens', async () => {
  const at = await open({ history: false, realLimits: true });
  const { slack, riley } = at;
  const { approvals, 'war-room': other } = slack.channels;
  const calm = slack.faults.order({
    ...{ how: 'busy', retryAfter: 5, method: 'chat.postMessage', channel: approvals },
  });
  await riley.say(ASK);
  const id = idIn(await riley.reads('Waiting for approval'));
  await shows(at, 'war-room', id);
  const postsTo = (channel: string): readonly number[] =>
    slack.calls.flatMap(({ method, fields }, index) =>
      method === 'chat.postMessage' && fields.channel === channel ? [index] : [],
    );
  await until(
    async () => postsTo(approvals)[0],
    () => 'The throttled channel was never tried.',
  );
  await riley.client.command('', other);
  await until(
    async () => slack.board.modal(riley.client.member.id),
    () => 'No form opened.',
  );
  expect(cardsIn(at, 'approvals')).toEqual([]);
  // Neither had to wait until Slack let the throttled channel go on.
  const [, secondTry = Number.POSITIVE_INFINITY] = postsTo(approvals);
  expect(postsTo(other)[0]).toBeLessThan(secondTry);
  expect(slack.calls.findIndex(({ method }) => method === 'views.open')).toBeLessThan(secondTry);

  calm();
  await shows(at, 'approvals', id);
  await live(at, id, 'approvals');
  expect(cardsIn(at, 'approvals')).toHaveLength(1);
  expect(cardsIn(at, 'war-room')).toHaveLength(1);
});

it('with the history scope a post whose answer was lost is found, and is there once', async () => {
  const at = await open({ history: true });
  const { slack, riley } = at;
  slack.faults.order({
    ...{ how: 'lost', method: 'chat.postMessage', channel: slack.channels.approvals, times: 1 },
  });
  await riley.say(ASK);
  const id = idIn(await riley.reads('Waiting for approval'));
  await live(at, id, 'approvals');
  expect(cardsIn(at, 'approvals')).toHaveLength(1);
  expect(staleIn(at, 'approvals')).toEqual([]);
});

it('with the history scope a post that hung is found, and is there once', async () => {
  const at = await open({ history: true });
  const { slack, riley } = at;
  slack.faults.order({
    ...{ how: 'hang', done: true, method: 'chat.postMessage', channel: slack.channels.approvals, times: 1 },
  });
  await riley.say(ASK);
  const id = idIn(await riley.reads('Waiting for approval'));
  await live(at, id, 'war-room');
  expect(cardsIn(at, 'approvals')).toHaveLength(1);
  expect(staleIn(at, 'approvals')).toEqual([]);
});

it('without the history scope a lost post is there at least once, and a click on the copy nobody knows does nothing', async () => {
  const at = await open({ history: false });
  const { slack, riley, avery } = at;
  slack.faults.order({
    ...{ how: 'lost', method: 'chat.postMessage', channel: slack.channels.approvals, times: 1 },
  });
  await riley.say(ASK);
  const id = idIn(await riley.reads('Waiting for approval'));
  const unknown = await shows(at, 'approvals', id);
  await until(
    async () => (cardsIn(at, 'approvals').length > 1 ? true : undefined),
    () => 'The lost card was never posted again.',
  );
  await live(at, id, 'war-room');
  const known = cardsIn(at, 'approvals').filter(({ ts }) => ts !== unknown.ts);
  expect(known.map(({ blocks }) => textOf(blocks).includes('is closed'))).toEqual([true]);
  await avery.press('Approve', { on: [id, 'Waiting for approval'] });
  await avery.reads('This is a copy of a card.');
  expect(at.served.cloud.open()).toEqual([]);
  const refusals = (await at.served.audit()).filter(({ kind }) => kind === 'refused');
  expect(refusals.map(({ request, actor }) => [request, actor.name])).toEqual([[id, avery.person.name]]);
});

it('a redraw that Slack did not answer is drawn again, and no card is stale at the end', async () => {
  const at = await open({ history: false });
  const { slack, riley } = at;
  await riley.say(ASK);
  const id = idIn(await riley.reads('Waiting for approval'));
  await shows(at, 'approvals', id);
  for (const fault of [
    { how: 'down', times: 1 },
    { how: 'busy', retryAfter: 1, times: 2 },
    { how: 'lost', times: 1 },
  ] as const)
    slack.faults.order({ ...fault, method: 'chat.update' });
  await live(at, id, 'war-room');
  for (const name of ['approvals', 'war-room'] as const) {
    expect(cardsIn(at, name)).toHaveLength(1);
    expect(staleIn(at, name)).toEqual([]);
  }
});

it('a place that was archived is given up, and approvers are asked in the others', async () => {
  const at = await open({ history: false });
  const { slack, riley } = at;
  slack.faults.order({
    ...{ how: 'refused', error: 'is_archived', channel: slack.channels.approvals },
  });
  await riley.say(ASK);
  const id = idIn(await riley.reads('Waiting for approval'));
  await at.avery.reads(id, 'Waiting for approval');
  await at.avery.client.press('Approve', await shows(at, 'war-room', id));
  await shows(at, 'war-room', 'is open for');
  await riley.reads(id, 'is open for');
});

it('nobody is believed while Slack does not say who they are, and a click is not lost for good', async () => {
  const at = await open({ history: false });
  const { slack, riley, avery } = at;
  await riley.say(ASK);
  const id = idIn(await riley.reads('Waiting for approval'));
  await shows(at, 'war-room', id);
  const answers = slack.faults.order({ how: 'hang', method: 'users.info' });
  await avery.press('Approve', { on: [id, 'Waiting for approval'] });
  await avery.reads('could not check who you are');
  expect(staleIn(at, 'war-room')).toHaveLength(1);
  expect(at.served.cloud.open()).toEqual([]);
  answers();
  await live(at, id, 'war-room');
});
