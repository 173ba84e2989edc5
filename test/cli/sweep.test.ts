import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import { httpsOnly, sendPing } from '../../src/cli/ping.ts';
import { sweepConfig } from '../../src/cli/sweep-settings.ts';
import { roleFor } from '../../src/cloud/azure/roles.ts';
import { ConfigError } from '../../src/settings/settings.ts';
import { ajar } from './terminal.ts';

const OTHER = '5eeb0000-0000-4000-8000-000000000005';

/** Somebody who waits for pings, and how often one came. */
async function listener(status = 200) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(status, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret` };
}

it('needs the settings of Azure alone, with an identity of its own; a clean pass is told to whoever waits for it, another is not', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'ajar-sweep-'));
  const sandbox = await createSandbox();
  onTestFinished(async () => {
    await sandbox.close();
    await rm(cwd, { recursive: true });
  });
  const { Actions } = roleFor('sweep', [], {});
  // Only the identity that the environment names may do anything; and somebody's chat settings are wrong.
  sandbox.edit({ kind: 'permissions', actions: [] });
  sandbox.edit({ kind: 'permissions', client: OTHER, actions: [...Actions] });
  const { seen, url } = await listener();
  const env = { AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env, AZURE_CLIENT_ID: OTHER, PORT: 'x' };
  const run = () => ajar(['sweep', '--once', '--ping', url], { cwd, env });
  const { code, out, err } = await run();
  expect([code, out]).toEqual([0, "0 of Ajar's in the cloud, 0 past the end.\n"]);
  expect(err).toMatch(/^left aside, as a sweep does not need it: PORT: .*\n$/);
  expect(seen).toEqual(['GET /secret']);
  sandbox.edit({ kind: 'permissions', client: OTHER, actions: [] });
  expect((await run()).code).toBe(1);
  expect(seen).toHaveLength(1);
});

it('sweeps where a scheduler hands over no address to ping, as the settings of deploy/ do unless one is written, and says so', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'ajar-sweep-'));
  const sandbox = await createSandbox();
  onTestFinished(async () => {
    await sandbox.close();
    await rm(cwd, { recursive: true });
  });
  const env = { AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env };
  expect(await ajar(['sweep', '--once', '--ping', ''], { cwd, env })).toEqual({
    ...{ code: 0, out: "0 of Ajar's in the cloud, 0 past the end.\n" },
    err: 'No ping is sent: --ping got no address, so that nobody misses a sweep that does not run.\n',
  });
});

it('ends with 1 where a subscription is named that Azure does not show to it, so that a role that was taken away is missed', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'ajar-sweep-'));
  const sandbox = await createSandbox();
  onTestFinished(async () => {
    await sandbox.close();
    await rm(cwd, { recursive: true });
  });
  const env = { AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env, AJAR_AZURE_SUBSCRIPTIONS: OTHER };
  const { code, out } = await ajar(['sweep', '--once'], { cwd, env });
  expect(code).toBe(1);
  expect(out).toContain(`cannot tell: What is open in the subscription ${OTHER} could not be read.`);
});

it('stops at a wrong setting of Azure, and looks for the rules of every provider whichever is on', () => {
  expect(() => sweepConfig(() => undefined, { AJAR_AZURE_SUBSCRIPTIONS: 'mine' })).toThrow(ConfigError);
  const { azure } = sweepConfig(() => undefined, { AJAR_NSG_WHOLE: 'on', AJAR_NSG: 'on' });
  expect(azure).toMatchObject({ nsg: true, firewall: true, nsgWhole: false });
});

it('pings over https alone, and never says the address, which is a secret', () => {
  for (const wrong of ['http://hc.example.com/abc', 'ftp://127.0.0.1/abc', 'abc'])
    expect(() => httpsOnly(wrong)).toThrow(InvalidArgumentError);
  expect(() => httpsOnly('http://hc.example.com/abc')).not.toThrow(/abc/);
  expect(httpsOnly('https://hc.example.com/abc')).toEqual(new URL('https://hc.example.com/abc'));
});

it.each([
  [500, 'The ping was answered with 500.'],
  [302, 'The ping could not be sent: '],
] as const)('a ping that is answered with %i is told', async (status, said) => {
  const { url, seen } = await listener(status);
  const lines: string[] = [];
  await sendPing(new URL(url), (line) => lines.push(line));
  expect(lines).toEqual([expect.stringContaining(said)]);
  expect([seen.length, lines.join().includes('secret')]).toEqual([1, false]);
});
