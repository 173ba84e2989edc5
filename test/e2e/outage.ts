import { spawn } from 'node:child_process';
import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TokenCredential } from '@azure/identity';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import type { Scenario } from '../../sandbox/azure/scenario.ts';
import { RILEY } from '../../sandbox/demo/people.ts';
import { createClock } from '../../src/clock.ts';
import { type Azure, createAzure } from '../../src/cloud/azure/azure.ts';
import { roleFor } from '../../src/cloud/azure/roles.ts';
import { behindFirewall } from '../cloud/azure/firewall/scenario.ts';
import { ids, SUB, silent, trusting } from '../cloud/azure/sandbox-azure.ts';
import type { HandClock } from '../fakes/clock.ts';

/** The scheduler's own identity. */
const SWEEPER = '5eeb0000-0000-4000-8000-000000000005';
const AJAR = fileURLToPath(new URL('../../bin/ajar.mjs', import.meta.url));

/** Riley opens what she needs without approval: this is about the end, not about the asking. */
export const OUTAGE_POLICY = `
groups:
  engineers: [{ id: ${RILEY.id}, name: Riley }]
rules:
  - id: everything
    match: { requesters: [engineers] }
    require: { maxDuration: 24h }
    allow: { autoApprove: true }
`;

const [jit] = behindFirewall.policies;

/** A VM for each way: one behind a firewall and security groups, and one that Defender opens. */
const scenario: Scenario = {
  ...behindFirewall,
  networks: [
    ...behindFirewall.networks,
    { name: 'edge', group: 'rg-Web', space: ['10.9.0.0/16'], subnets: { out: { prefix: '10.9.0.0/24' } } },
  ],
  vms: [
    ...behindFirewall.vms,
    {
      ...{ name: 'edge-01', group: 'rg-Web' },
      nics: [{ subnet: 'edge/out', address: '10.9.0.4', public: '198.51.100.9', nsg: 'nsg-second' }],
    },
  ],
  policies: [{ ...jit!, vms: { ...jit!.vms, 'edge-01': [{ number: 22, protocol: 'TCP' }] } }],
};
export const EDGE = ids.web01.replace('web-01', 'edge-01');

/** The world's time, that can be told to jump ahead as well. */
function createJumpingClock(spec: Parameters<typeof createClock>[0]): HandClock {
  const base = createClock(spec);
  let ahead = 0;
  return {
    now: () => new Date(base.now().getTime() + ahead),
    spanOf: base.spanOf,
    wakeAt: (at, call) => base.wakeAt(new Date(at.getTime() - ahead), call),
    pass: (ms) => {
      ahead += ms;
    },
  };
}

/** An Azure that forgets to expire what it opened, with the two identities that this story has. */
export async function openAzureOfTheNight() {
  const time = { epoch: Date.parse('2026-03-02T18:00:00Z'), factor: 1, realStart: Date.now() };
  const clock = createJumpingClock(time);
  const settings = { openMs: 0, operationMs: 0, firewallMs: 0, expireMs: 100 * 3_600_000 };
  const sandbox = await createSandbox({ clock, scenario, settings });
  const role = roleFor('sweep', [`/subscriptions/${SUB}`], { nsg: true, firewall: true });
  sandbox.edit({ kind: 'permissions', client: SWEEPER, actions: [...role.Actions] });
  const azureAs = (client?: string): Azure =>
    createAzure(
      { endpoint: sandbox.arm, scope: `${sandbox.arm}/.default`, nsg: true, firewall: true },
      { clock, log: silent, httpClient: trusting(sandbox), credential: identityOf(sandbox, client) },
    );
  return { sandbox, clock, time, azureAs, sweeper: () => azureAs(SWEEPER) };
}

const identityOf = (
  { arm, identity, identityHeader }: Sandbox,
  client: string | undefined,
): TokenCredential => ({
  async getToken() {
    const query = new URLSearchParams({ resource: arm, 'api-version': '2019-08-01' });
    if (client) query.set('client_id', client);
    const answer = await fetch(`${identity}?${query}`, { headers: { 'x-identity-header': identityHeader } });
    const { access_token: token, expires_on: until } = (await answer.json()) as Record<string, string>;
    return { token: token ?? '', expiresOnTimestamp: Number(until) * 1000 };
  },
});

/** Another program than the checkout's, and another user than this one. */
interface RunAs {
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid?: number; readonly gid?: number };
}

/** A real Ajar in a process of its own, with Riley at its terminal. */
export function startAjar(
  sandbox: Sandbox,
  folder: string,
  { epoch, factor, realStart }: Parameters<typeof createClock>[0] & object,
  { program = AJAR, user = {}, env = {} }: RunAs = {},
) {
  const child = spawn(
    process.execPath,
    [program, 'serve', '--console', `${RILEY.nick}=${RILEY.id}:${RILEY.name}`],
    {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...user,
      env: {
        ...{ AJAR_DATA: folder, AJAR_POLICY: join(folder, 'policy.yaml'), PORT: '0' },
        ...{ AJAR_CLOCK: `${epoch},${factor},${realStart}`, AJAR_AZURE_ENDPOINT: sandbox.arm },
        ...{ AJAR_STOP_GRACE: '0', AJAR_NSG: 'on', AJAR_FIREWALL: 'on', ...sandbox.env },
        ...env,
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    output: () => output,
    say: (text: string) => child.stdin.write(`${RILEY.nick}: ${text}\n`),
    /** Answers its exit code. */
    stop(): Promise<number | null> {
      child.kill('SIGTERM');
      return ended;
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What a nightly copy of the store's folder has. */
export async function copyStore(from: string, to: string): Promise<void> {
  const files = (await readdir(from)).filter((name) => name.startsWith('ajar.db'));
  for (const name of files) await copyFile(join(from, name), join(to, name));
}
