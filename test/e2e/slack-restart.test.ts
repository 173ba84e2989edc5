import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import { type Bot, startBot } from '../../sandbox/demo/bot.ts';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { demoPolicy } from '../../sandbox/demo/policy.ts';
import { textOf } from '../../sandbox/slack/blocks.ts';
import { startSlack } from '../../sandbox/slack/workspace.ts';
import { createClock } from '../../src/clock.ts';
import { openSlackDesk } from '../fakes/slack/desk.ts';
import { accountsIn, slackLimits } from '../fakes/slack/table.ts';
import { until } from './desk.ts';
import { doorsOf, FROM } from './town.ts';

it('a bot that is killed while Slack takes its card finds it after its restart, and its buttons work', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-slack-'));
  const time = { epoch: Date.parse('2026-01-15T09:00:00Z'), factor: 120, realStart: Date.now() };
  const azure = await createSandbox({ clock: createClock(time) });
  const slack = await startSlack({ history: true, check: slackLimits });
  const { approvals } = slack.channels;
  const policyFile = join(folder, 'policy.yaml');
  await writeFile(policyFile, demoPolicy({ ask: [`slack:${approvals}`], slack: accountsIn(slack) }));
  const bots: Bot[] = [];
  onTestFinished(async () => {
    for (const bot of bots) await bot.child.stop();
    await Promise.all([slack.close(), azure.close()]);
    await rm(folder, { recursive: true, force: true });
  });
  const start = async (): Promise<Bot> => {
    const bot = await startBot({ azure, folder, policyFile, time, slack });
    bots.push(bot);
    slack.connect(bot.events);
    return bot;
  };
  const cards = () =>
    slack.board
      .messages()
      .filter(({ channel, thread, onlyTo }) => channel === approvals && !thread && onlyTo === undefined);
  const card = (part: string) =>
    until(
      async () => cards().find(({ blocks }) => textOf(blocks).includes(part)),
      () => `#approvals never showed "${part}":\n${JSON.stringify(cards())}\n${bots.at(-1)?.child.output()}`,
    );
  const { knock, comesOut } = doorsOf(azure);
  const [riley, avery] = [await openSlackDesk(slack, RILEY), await openSlackDesk(slack, AVERY)];

  const first = await start();
  slack.faults.order({ how: 'hang', done: true, method: 'chat.postMessage', channel: approvals, times: 1 });
  await riley.say('open 22 on web-01 for 1h from 203.0.113.7');
  const { ts } = await card('Waiting for approval');
  process.kill(first.child.pid, 'SIGKILL');
  await first.child.ended;

  await start();
  await avery.client.press('Approve', await card('Waiting for approval'));
  expect((await card('is open for Riley Requester')).ts).toBe(ts);
  await riley.reads('web-01', 'is open for Riley Requester');
  expect(await knock('web-01', '22/tcp', FROM)).toMatchObject({ banner: expect.any(String) });

  await riley.press('Close now', { on: ['web-01', 'is open'] });
  await comesOut('web-01', '22/tcp', FROM, 'refused');
  expect((await card('is closed')).ts).toBe(ts);
  expect(cards()).toHaveLength(1);
});
