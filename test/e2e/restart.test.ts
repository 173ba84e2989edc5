import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import { startBot } from '../../sandbox/demo/bot.ts';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { demoPolicy } from '../../sandbox/demo/policy.ts';
import { createClock } from '../../src/clock.ts';
import { openStubDesk } from './stub.ts';
import { doorsOf, FROM } from './town.ts';

const run = promisify(execFile);
const HOUR_MS = 3_600_000;

it('a bot that is killed while a port is open closes it after its restart, redraws the cards, and lost no audit line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-restart-'));
  const time = { epoch: Date.parse('2026-01-15T09:00:00Z'), factor: 120, realStart: Date.now() };
  // Azure forgets to expire what it opened, so that only Ajar can close it.
  const azure = await createSandbox({ clock: createClock(time), settings: { expireMs: 10 * HOUR_MS } });
  const policyFile = join(folder, 'policy.yaml');
  await writeFile(policyFile, demoPolicy({}));
  const first = await startBot({ azure, folder, policyFile, time });
  const riley = await openStubDesk(RILEY, first.messages);
  const avery = await openStubDesk(AVERY, first.messages);
  const bots = [first];
  onTestFinished(async () => {
    for (const bot of bots) await bot.child.stop();
    await Promise.all([riley.close(), avery.close(), azure.close()]);
    await rm(folder, { recursive: true, force: true });
  });
  const { knock, comesOut } = doorsOf(azure);

  await riley.say('open 22 on web-01 for 30m from 203.0.113.7');
  const id = /aj-[0-9a-z]{6}/.exec(await avery.reads('web-01', 'Waiting for approval'))?.[0] ?? '';
  await avery.press('Approve', { on: [id] });
  await riley.reads(id, 'is open for Riley Requester');
  expect(await knock('web-01', '22/tcp', FROM)).toMatchObject({ banner: expect.any(String) });

  process.kill(first.child.pid, 'SIGKILL');
  await first.child.ended;
  expect(await knock('web-01', '22/tcp', FROM)).toMatchObject({ banner: expect.any(String) });
  bots.push(await startBot({ azure, folder, policyFile, time }));
  await comesOut('web-01', '22/tcp', FROM, 'refused');
  await riley.reads(id, 'is closed', 'It reached its end.');
  await avery.reads(id, 'is closed', 'It reached its end.');

  const ajar = join(import.meta.dirname, '../../bin/ajar.mjs');
  const env = { ...process.env, AJAR_DATA: folder };
  const { stdout } = await run(process.execPath, [ajar, 'audit', 'export', '--format', 'jsonl'], { env });
  const kinds = stdout
    .split('\n')
    .filter((line) => line.includes(id))
    .map((line) => /"kind":"(\w+)"/.exec(line)?.[1]);
  expect(kinds).toEqual(expect.arrayContaining(['asked', 'approve', 'opened', 'expire', 'closed']));
  await run(process.execPath, [ajar, 'audit', 'verify'], { env });
});
