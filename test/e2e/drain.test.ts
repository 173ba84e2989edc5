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
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { openSlackDesk } from '../fakes/slack/desk.ts';
import { accountsIn, slackLimits } from '../fakes/slack/table.ts';
import { until } from './desk.ts';
import { doorsOf, FROM } from './town.ts';

/** Shorter than Slack waits, and long enough for a signal to come in between; real milliseconds. */
const SLOW_MS = 1_500;

it('a bot that gets SIGTERM amid a click answers it, has it saved, ends, and goes on with it after its restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-drain-'));
  const time = { epoch: Date.parse('2026-01-15T09:00:00Z'), factor: 60, realStart: Date.now() };
  const azure = await createSandbox({ clock: createClock(time) });
  const slack = await startSlack({ history: true, check: slackLimits });
  const { approvals } = slack.channels;
  const policyFile = join(folder, 'policy.yaml');
  const policy = demoPolicy({ ask: [`slack:${approvals}`], slack: accountsIn(slack) });
  // Who is asked in the channel alone is looked up at the click.
  await writeFile(policyFile, policy.replaceAll(/^ +- direct\n/gm, ''));
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
  const card = (part: string) =>
    until(
      async () =>
        slack.board
          .messages()
          .find(({ channel, blocks }) => channel === approvals && textOf(blocks).includes(part)),
      () => `#approvals never showed "${part}"`,
    );
  const [riley, avery] = [await openSlackDesk(slack, RILEY), await openSlackDesk(slack, AVERY)];
  const first = await start();
  await riley.say('open 22 on web-01 for 2h from 203.0.113.7');
  const waiting = await card('Waiting for approval');
  const id = /aj-[0-9a-z]{6}/.exec(textOf(waiting.blocks))?.[0] ?? '';

  const isAskedOf = ({ method, fields }: (typeof slack.calls)[number]): boolean =>
    method === 'users.info' && fields.user === avery.client.member.id;
  const before = slack.calls.filter(isAskedOf).length;
  const fast = slack.faults.order({ how: 'slow', ms: SLOW_MS, method: 'users.info' });
  const clicked = avery.client.press('Approve', waiting);
  await until(
    async () => (slack.calls.filter(isAskedOf).length > before ? true : undefined),
    () => 'Nobody was looked up for the click.',
  );
  process.kill(first.child.pid, 'SIGTERM');
  expect((await clicked).status).toBe(200);
  expect(await first.child.ended).toBe('The bot ended with exit code 0');
  fast();

  const store = createSqliteStore({ file: join(folder, 'ajar.db'), mustExist: true });
  const [kept, kinds] = [
    await store.find(id),
    (await store.events({ request: id, limit: 9 })).map(({ kind }) => kind),
  ];
  await store.close();
  expect(kinds).toContain('approve');
  expect(['opening', 'open']).toContain(kept?.request.status);

  await start();
  await card('is open for Riley Requester');
  expect(await doorsOf(azure).knock('web-01', '22/tcp', FROM)).toMatchObject({ banner: expect.any(String) });
}, 120_000);
