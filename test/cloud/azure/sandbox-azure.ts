import { readFileSync } from 'node:fs';
// Loaded before any test: a busy machine takes longer for them than an approval waits for a look at its VM.
import '@azure/arm-network';
import '@azure/arm-resourcegraph';
import '@azure/arm-security';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { onTestFinished } from 'vitest';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/azure/sandbox.ts';
import type { Scenario } from '../../../sandbox/azure/scenario.ts';
import type { Grant } from '../../../src/access/grant.ts';
import type { Port } from '../../../src/access/port.ts';
import { type Azure, createAzure } from '../../../src/cloud/azure/azure.ts';
import type { AzureSettings } from '../../../src/cloud/azure/wire/clients.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { Order, Provider, Sighting } from '../../../src/ports/provider.ts';
import { createHandClock, type HandClock } from '../../fakes/clock.ts';

export const SUB = '00000000-0000-4000-8000-0000000000a1';
export const OTHER_SUB = '00000000-0000-4000-8000-0000000000b2';
export const HERE = '203.0.113.7/32';

const vmId = (name: string): string =>
  `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Compute/virtualMachines/${name}`;
export const nsgId = (name: string): string =>
  `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Network/networkSecurityGroups/${name}`;
export const ids = { web01: vmId('web-01'), web02: vmId('web-02'), both: vmId('both-01') };

/** A VM behind two groups, one behind its subnet's only, one with two interfaces; and another subscription with a classic one. */
export const scenario: Scenario = {
  subscriptions: { a: { id: SUB, name: 'Web' }, b: { id: OTHER_SUB, name: 'Old' } },
  groups: {
    'rg-Web': { subscription: 'a', location: 'koreacentral' },
    'rg-old': { subscription: 'b', location: 'koreacentral' },
  },
  nsgs: ['nsg-nic', 'nsg-subnet', 'nsg-second'].map((name) => ({ name, group: 'rg-Web' })),
  networks: [
    {
      name: 'vnet',
      group: 'rg-Web',
      space: ['10.0.0.0/16'],
      subnets: { web: { prefix: '10.0.0.0/24', nsg: 'nsg-subnet' }, bare: { prefix: '10.0.1.0/24' } },
    },
  ],
  vms: [
    {
      ...{ name: 'web-01', group: 'rg-Web', os: 'Windows', tags: { env: 'prod' }, ports: [8080] },
      nics: [{ subnet: 'vnet/web', address: '10.0.0.4', public: '198.51.100.4', nsg: 'nsg-nic' }],
    },
    { name: 'web-02', group: 'rg-Web', running: false, nics: [{ subnet: 'vnet/web', address: '10.0.0.5' }] },
    {
      ...{ name: 'both-01', group: 'rg-Web' },
      nics: [
        { subnet: 'vnet/web', address: '10.0.0.6' },
        { subnet: 'vnet/bare', address: '10.0.1.6', nsg: 'nsg-second' },
      ],
    },
    { name: 'old-01', group: 'rg-old', classic: true },
  ],
  policies: [
    {
      group: 'rg-Web',
      vms: {
        'web-01': [
          { number: 22, protocol: 'TCP', longest: 'PT3H' },
          { number: 3389, protocol: '*', longest: 'PT8H' },
        ],
        'web-02': [{ number: 22, protocol: 'TCP', source: ['203.0.113.0/24'], longest: 'PT3H' }],
        'both-01': [{ number: 22, protocol: 'TCP' }],
      },
    },
  ],
};

/** Azure with the provider that most tests are about at hand. */
export type TestedAzure = Azure & { readonly provider: Provider };

export interface TestAzure {
  readonly sandbox: Sandbox;
  readonly azure: TestedAzure;
  readonly clock: HandClock;
  /** A second client of the same cloud, such as after a crash or with other settings. */
  again(settings?: Partial<AzureSettings>): TestedAzure;
}

/** A sandbox that opens at once, and Ajar's Azure against it through the real libraries. */
export async function startAzure(
  options: SandboxOptions = {},
  usual: Partial<AzureSettings> = {},
  /** What is put around the network. */
  wrap: (client: HttpClient) => HttpClient = (client) => client,
): Promise<TestAzure> {
  const clock = createHandClock('2026-03-02T12:00:00.000Z');
  const sandbox = await createSandbox({
    clock,
    scenario,
    ...options,
    settings: { openMs: 0, expireMs: 0, operationMs: 0, firewallMs: 0, ...options.settings },
  });
  onTestFinished(() => sandbox.close());
  const httpClient = wrap(trusting(sandbox));
  const again = (more: Partial<AzureSettings> = {}): TestedAzure => {
    const settings = { endpoint: sandbox.arm, scope: `${sandbox.arm}/.default`, ...usual, ...more };
    const outside = { httpClient, credential: tokensFrom(sandbox) };
    const azure = createAzure(settings, { clock, log: silent, ...outside });
    return { ...azure, provider: azure.providers.defender };
  };
  return { sandbox, clock, azure: again(), again };
}

/** NODE_EXTRA_CA_CERTS is read when a process starts; in one that runs already the certificate goes with each request. */
export function trusting(sandbox: Sandbox): HttpClient {
  // One object, since the library keeps its connections by it.
  const tlsSettings = { ca: readFileSync(sandbox.certificate, 'utf8') };
  const client = createDefaultHttpClient();
  return {
    sendRequest(request) {
      if (request.url.startsWith('https:')) request.tlsSettings = tlsSettings;
      return client.sendRequest(request);
    },
  };
}

/** The library keeps the first identity endpoint of a process for ever, so only sign-in.test.ts signs in for real. */
export function tokensFrom({ identity, identityHeader }: Sandbox): TokenCredential {
  return {
    async getToken(scopes, options) {
      const resource = String(scopes).replace('/.default', '');
      const response = await fetch(
        `${identity}?${new URLSearchParams({ resource, 'api-version': '2019-08-01', ...(options?.tenantId && { tenant: options.tenantId }) })}`,
        {
          headers: { 'x-identity-header': identityHeader },
        },
      );
      const body = (await response.json()) as { access_token: string; expires_on: string };
      return { token: body.access_token, expiresOnTimestamp: Number(body.expires_on) * 1000 };
    },
  };
}

export const silent: Log = { info() {}, warn() {}, error() {} };

/** Plans against the inventory and gives the grants keys, as the flow does. Throws when the provider refuses. */
export async function planned(
  azure: Pick<TestedAzure, 'inventory' | 'provider'>,
  id: string,
  port: string,
  source: string = HERE,
  durationMs = 3_600_000,
): Promise<readonly Grant[]> {
  const vm = (await azure.inventory.all()).find((each) => each.id === id.toLowerCase());
  if (!vm) throw new Error(`${id} is not in the inventory`);
  const plan = azure.provider.plan(vm, [readPort(port)], [source], durationMs);
  if ('refused' in plan) throw new Error(plan.refused);
  return plan.grants.map((grant, index) => ({ ...grant, key: `g${index + 1}` }));
}

export function orderFor(clock: Clock, grants: readonly Grant[], more: Partial<Order> = {}): Order {
  const request = more.request ?? 'aj-7k2m9q';
  return {
    request,
    justification: `ajar ${request} for Mina Kim, approved by Jon Park: INC-1`,
    until: new Date(Date.parse('2026-03-02T13:00:00.000Z')),
    grants,
    now: clock.now(),
    ...more,
  };
}

/** The grants as the flow would keep them after these sightings. */
export const seenAs = (grants: readonly Grant[], sightings: readonly Sighting[]): readonly Grant[] =>
  grants.map((grant) => {
    const sighting = sightings.find(({ key }) => key === grant.key);
    return sighting ? { ...grant, state: sighting.state } : grant;
  });

export const asSent = (grants: readonly Grant[]): readonly Grant[] =>
  grants.map((grant) => ({ ...grant, state: 'sent' }));

/** How often Azure was asked to open something. */
export const initiates = (sandbox: Sandbox): number =>
  sandbox.calls().filter((call) => call.method === 'POST' && call.path.endsWith('/initiate')).length;

function readPort(text: string): Port {
  const [number, protocol = 'tcp'] = text.split('/');
  return { number: Number(number), protocol: protocol as Port['protocol'] };
}
