import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../../src/cloud/azure/defender/entries.ts';
import { initiate } from '../../../src/cloud/azure/defender/initiate.ts';
import { jitPortsOf, listJitPolicies, readJitPolicy } from '../../../src/cloud/azure/inventory/jit-policy.ts';
import { createRemoveRule } from '../../../src/cloud/azure/network/remove-rule.ts';
import { allowing } from '../../../src/cloud/azure/nsg/decide.ts';
import { putRule } from '../../../src/cloud/azure/nsg/put-rule.ts';
import { planCheck } from '../../../src/cloud/azure/plan-check.ts';
import { createPolicyCalls } from '../../../src/cloud/azure/setup/policy-calls.ts';
import { entriesIn } from '../../../src/cloud/azure/setup/policy-document.ts';
import { startDeadline } from '../../../src/cloud/azure/wire/call.ts';
import { type Clients, createClients } from '../../../src/cloud/azure/wire/clients.ts';
import { change } from '../../../src/cloud/azure/wire/operation.ts';
import { createTurns } from '../../../src/cloud/azure/wire/turns.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../shared/azure/recordings');
const SUB = '00000000-0000-4000-8000-000000000001';

interface Recorded {
  readonly request: { readonly method: string; readonly uri: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
    readonly body: unknown;
  };
}

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];
const answersIn = (name: string): readonly Recorded[] =>
  JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')).entries;
const recorded = files.flatMap((name) =>
  answersIn(name).map((entry, index) => ({ name: `${name} #${index + 1}`, ...entry })),
);
const ofJit = recorded.filter(
  ({ request }) => request.uri.includes('/jitNetworkAccessPolicies') && !request.uri.includes(' '),
);
const withStatus = (method: string, status: number) =>
  ofJit.filter(({ request, response }) => request.method === method && response.status === status);

/** Every answer that some case below reads. */
const named = new Set<string>();
function reading<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  for (const { name } of entries) named.add(name);
  return entries;
}
const of = (file: string, ...numbers: readonly number[]) =>
  reading(
    recorded.filter(({ name }) => numbers.some((at) => name.startsWith(file) && name.endsWith(`#${at}`))),
  );

describe.skipIf(files.length === 0)(
  'real answers of Azure (skipped: ../shared/azure/recordings is not there)',
  () => {
    const lists = withStatus('GET', 200).filter(({ response }) => hasValue(response.body));
    it.each(reading(lists))('is read as a list: $name', async (entry) => {
      const policies = await listJitPolicies(answering(entry), SUB, startDeadline(5000));
      const body = entry.response.body as { value: { id: string; properties: Shown }[] };
      expect(policies).toHaveLength(body.value.length);
      for (const [index, policy] of policies.entries()) {
        const shown = body.value[index]!;
        expect(entriesOf(policy)).toHaveLength(countPorts(shown.properties));
        for (const vm of shown.properties.virtualMachines) {
          const ports = jitPortsOf(policy, vm.id.toLowerCase());
          expect(ports.length).toBeGreaterThanOrEqual(vm.ports.length);
          expect(ports.every((port) => port.maxDurationMs >= 300_000 && port.sources.length > 0)).toBe(true);
        }
      }
    });

    const single = withStatus('GET', 200).filter(({ response }) => !hasValue(response.body));
    it.each(reading(single))('is read as one policy: $name', async (entry) => {
      const policy = await readJitPolicy(answering(entry), policyIdIn(entry), startDeadline(5000));
      expect(policy?.id).toBe((entry.response.body as { id: string }).id);
    });

    it.each(
      reading(withStatus('GET', 404)),
    )('is read as a policy that is not there: $name', async (entry) => {
      expect(await readJitPolicy(answering(entry), policyIdIn(entry), startDeadline(5000))).toBeUndefined();
    });

    it.each(reading(withStatus('POST', 202)))('is read as accepted: $name', async (entry) => {
      const id = policyIdIn(entry);
      const order = {
        request: 'aj-000000',
        justification: 'x',
        until: new Date(),
        grants: [],
        now: new Date(),
      };
      const traces = await initiate(
        answering(entry),
        { id, virtualMachines: [] },
        order,
        [],
        startDeadline(5000),
      );
      expect(traces).toEqual([entry.response.headers['x-ms-correlation-request-id']]);
    });

    const ofRule = of('cli_nsg_rule', 1, 2, 3);
    it('is read as a written rule: PUT, then its operation, then the rule', async () => {
      const [put, ...rest] = ofRule;
      const none = { request: put!.request, response: { status: 200, headers: {}, body: { value: [] } } };
      const nsgId = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg`;
      const wanted = {
        ...{ name: 'web', description: '', number: 4444, protocol: 'tcp' },
        ...{ source: '203.0.113.7', addresses: ['10.0.0.4'] },
      };
      const azure = answering(none, put!, ...rest.slice(0, 2));
      expect(put?.response.status).toBe(201);
      expect(await putRule(azure, nsgId, allowing(wanted), startDeadline(9000))).toEqual({ traces: [] });
    });

    of('cli_nsg_rule', 4, 5);
    it('is read as a removed rule: DELETE, then its operation', async () => {
      const entries = recorded.filter(
        ({ name, request, response }) =>
          name.startsWith('cli_nsg_rule') && (request.method === 'DELETE' || isPollOf(request.uri, response)),
      );
      const rule = {
        nsgId: `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg`,
        name: 'web',
      };
      const remove = createRemoveRule(answering(...entries), createTurns());
      await remove(rule, startDeadline(5000));
      expect(entries.some(({ request }) => request.method === 'DELETE')).toBe(true);
    });

    it.each(reading(withStatus('PUT', 200)))('is read as a written policy: $name', async (entry) => {
      const calls = createPolicyCalls(answering(entry), policyIdIn(entry));
      const body = entry.response.body as { id: string; properties: Shown & { provisioningState: string } };
      const document = await calls.read(startDeadline(5000));
      expect(document?.id).toBe(body.id);
      expect(entriesIn(document)).toEqual(body.properties.virtualMachines);
      const trace = entry.response.headers['x-ms-correlation-request-id'];
      expect(await calls.replace(document, entriesIn(document), startDeadline(5000))).toEqual([trace]);
    });

    it.each(reading(withStatus('DELETE', 200)))('is read as a removed policy: $name', async (entry) => {
      const calls = createPolicyCalls(answering(entry), policyIdIn(entry));
      const trace = entry.response.headers['x-ms-correlation-request-id'];
      expect(await calls.replace(undefined, [], startDeadline(5000))).toEqual([trace]);
    });

    const groupPut = of('netmgmt_Exist', 1, 2);
    it('is read as a written group: PUT, its operation, then the group without a rule of its own', async () => {
      const [put, poll] = groupPut;
      const { properties, ...rest } = put!.response.body as { properties: object };
      // The transcript leaves out Azure's default rules.
      const body = { ...rest, properties: { ...properties, defaultSecurityRules: undefined } };
      const group = { request: put!.request, response: { ...put!.response, status: 200, body } };
      const clients = answering(put!, poll!, group);
      const network = await clients.network(SUB);
      const doing = clients.doing('write the group', 'none', 'the group');
      const taken = await change(doing, startDeadline(9000), (options) =>
        network.networkSecurityGroups.createOrUpdate('rg', 'nsg', { location: 'centralus' }, options),
      );
      expect(taken).toEqual({ traces: [put!.response.headers['x-ms-correlation-request-id']] });
      const read = await (await answering(group).network(SUB)).networkSecurityGroups.get('rg', 'nsg');
      expect(read.securityRules).toEqual([]);
    });

    const still = of('netmgmt_Exist', 3);
    it('is read as an operation that goes on: nothing is called done', async () => {
      const clients = answering(groupPut[0]!, still[0]!);
      const network = await clients.network(SUB);
      const doing = clients.doing('write the group', 'none', 'the group');
      const { trouble } = await change(doing, startDeadline(5500), (options) =>
        network.networkSecurityGroups.createOrUpdate('rg', 'nsg', { location: 'centralus' }, options),
      );
      expect(trouble?.kind).toBe('busy');
    });

    it.each(of('ps_Start', 1))('is read as a plan of which nobody says which: $name', async (entry) => {
      const subscription = { id: SUB, name: 'Web' };
      expect(await planCheck(answering(entry), subscription)).toMatchObject({
        ...{ ok: 'unknown', found: expect.stringContaining('Azure does not say which plan') },
      });
    });

    it('is read by some case, whichever it is: a recording that no case names is none', () => {
      expect(recorded.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
    });
  },
);

interface Shown {
  readonly virtualMachines: { id: string; ports: unknown[] }[];
  readonly requests?: { virtualMachines: { ports: { allowedSourceAddressPrefixes?: unknown[] }[] }[] }[];
}

const hasValue = (body: unknown): boolean => typeof body === 'object' && body !== null && 'value' in body;
const isPollOf = (uri: string, { body }: Recorded['response']): boolean =>
  uri.includes('/operations/') && (body as { status?: string } | null)?.status === 'Succeeded';

const countPorts = (shown: Shown): number =>
  (shown.requests ?? [])
    .flatMap((request) => request.virtualMachines.flatMap((vm) => vm.ports))
    .reduce((sum, port) => sum + Math.max(1, port.allowedSourceAddressPrefixes?.length ?? 1), 0);

function policyIdIn({ request }: Recorded): string {
  const { pathname } = new URL(request.uri, 'https://management.azure.com');
  return decodeURIComponent(pathname.replace(/\/initiate$/, ''));
}

/** A client whose Azure gives these answers in turn, the last one for ever; a nextLink is not followed. */
function answering(...entries: readonly Recorded[]): Clients {
  const left = [...entries];
  const httpClient: HttpClient = {
    async sendRequest(request: PipelineRequest) {
      const { status, headers, body } = (left.length > 1 ? left.shift() : left[0])!.response;
      const flat = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
      const text = body === null ? '' : JSON.stringify({ ...(body as object), nextLink: undefined });
      return { request, status, headers: createHttpHeaders(Object.fromEntries(flat)), bodyAsText: text };
    },
  };
  const credential = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const endpoint = 'https://management.azure.com';
  return createClients({ endpoint, scope: `${endpoint}/.default` }, { credential, httpClient });
}
