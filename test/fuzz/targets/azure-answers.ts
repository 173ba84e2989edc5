import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { entrancesOf } from '../../../src/cloud/azure/check/entrances.ts';
import { createReads } from '../../../src/cloud/azure/check/reads.ts';
import {
  entriesOf,
  foreignHolder,
  mayYetOpen,
  ownEntries,
} from '../../../src/cloud/azure/defender/entries.ts';
import { weighRules } from '../../../src/cloud/azure/defender/network.ts';
import { whatIsSeen } from '../../../src/cloud/azure/defender/seen.ts';
import { mayLeadTo, natWaysIn, readPolicyRules } from '../../../src/cloud/azure/firewall/policy-rules.ts';
import { accessesByVm } from '../../../src/cloud/azure/inventory/accesses.ts';
import { lookUpGuards } from '../../../src/cloud/azure/inventory/guards.ts';
import { jitPortsOf, listJitPolicies, readJitPolicy } from '../../../src/cloud/azure/inventory/jit-policy.ts';
import { readGroup } from '../../../src/cloud/azure/network/group.ts';
import { startDeadline } from '../../../src/cloud/azure/wire/call.ts';
import { createClients } from '../../../src/cloud/azure/wire/clients.ts';
import { CloudError } from '../../../src/ports/provider.ts';
import { grantFor } from '../../cloud/azure/pure.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';
import {
  BEFORE_VM,
  FIREWALL,
  FIREWALL_POLICY,
  GROUP,
  INTERFACE,
  JIT_POLICY,
  NAT_RULES,
  NIC,
  NSG,
  POLICY_ID,
  RULES,
  SUB,
  SUBNET,
  VM,
} from './azure-seeds.ts';
import { jsonLike, parsed } from './json.ts';

/** Every call is answered with this, by whichever library it comes. */
let answer = { status: 200, body: '' };
/** Another body for each address, where what is read is read of several. */
let bodies: ((url: string) => string | undefined) | undefined;
const httpClient: HttpClient = {
  sendRequest: async (request) => ({
    ...{ request, status: answer.status, bodyAsText: bodies?.(request.url) ?? answer.body },
    headers: createHttpHeaders({ 'content-type': 'application/json', date: 'Sat, 31 Jan 2026 10:00:00 GMT' }),
  }),
};
const credential = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 86_400_000 }) };
// A call that fails is tried once more after a pause, unless there is no time left for it.
const settings = {
  endpoint: 'https://arm.example',
  scope: 'https://arm.example/.default',
  callTimeoutMs: 2_000,
};
const clients = createClients(settings, { httpClient, credential });

/** Most are what Azure answers when all is well: the shapes matter, and an error has few. */
const answerLike = (random: Random, seeds: readonly unknown[]): string =>
  `${random.oneIn(20) ? random.pick([404, 403, 409, 429, 500, 200, 202, 204, 301]) : 200} ${jsonLike(random, seeds)}`;

const sayIt = (text: string): void => {
  answer = { status: Number(text.slice(0, 3)) || 200, body: text.slice(4) };
};

async function orCloudError<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CloudError) return undefined;
    throw error;
  }
}

const GRANT = grantFor('g1', 22, '203.0.113.7/32', { state: 'sent' });
const ORDER = {
  ...{ request: 'aj-7k2m9q', justification: 'x', grants: [GRANT], now: new Date('2026-01-31T11:00:00Z') },
  until: new Date('2026-01-31T12:00:00.123Z'),
};

const jit: Target = {
  name: 'arm-jit-policy',
  make: (random) => answerLike(random, random.oneIn(2) ? [JIT_POLICY] : [{ value: [JIT_POLICY] }]),
  async read(text) {
    sayIt(text);
    const one = await orCloudError(readJitPolicy(clients, POLICY_ID, startDeadline(2_000)));
    const listed = await orCloudError(listJitPolicies(clients, SUB, startDeadline(2_000)));
    const policies = [...(one ? [one] : []), ...(listed ?? [])];
    accessesByVm(policies);
    for (const policy of policies) {
      for (const { maxDurationMs, number } of jitPortsOf(policy, VM.toLowerCase()))
        must('a cap is a number', maxDurationMs >= 0 && typeof number === 'number');
      const entries = entriesOf(policy);
      foreignHolder(entries, ORDER, GRANT);
      const own = ownEntries(entries, ORDER, GRANT);
      mayYetOpen(own);
      const seen = await whatIsSeen(GRANT, own, async () => weighRules(GRANT, []));
      must('a note is a sentence', seen?.note === undefined || typeof seen.note === 'string');
    }
  },
};

const rules: Target = {
  name: 'arm-rules',
  make: (random) => answerLike(random, [GROUP, RULES, INTERFACE]),
  async read(text) {
    sayIt(text);
    const group = await orCloudError(readGroup(clients, NSG, startDeadline(2_000)));
    if (group) weighRules(GRANT, [{ address: '10.0.0.4', groups: [group.rules] }]);
    await orCloudError(lookUpGuards(clients, { nicIds: [NIC] }, startDeadline(2_000)));
    const reads = createReads(clients, startDeadline(2_000));
    await reads.rules(NSG);
    await reads.subnet(SUBNET);
    await reads.flushes(NSG);
    must(
      'what was not read is said in sentences',
      reads.unread().every((why) => typeof why === 'string'),
    );
  },
};

const firewall: Target = {
  name: 'arm-firewall-rules',
  make: (random) => answerLike(random, [NAT_RULES]),
  async read(text) {
    sayIt(text);
    const read = await orCloudError(readPolicyRules(clients, FIREWALL_POLICY, startDeadline(2_000)));
    for (const way of natWaysIn(read?.groups ?? [])) mayLeadTo(way, '10.0.0.4', 22);
  },
};

const KINDS_OF_PATH = Object.keys(BEFORE_VM);

const check: Target = {
  name: 'arm-check',
  make: (random) => jsonLike(random, [BEFORE_VM]),
  async read(text) {
    const all = (parsed(text) ?? {}) as Readonly<Record<string, unknown>>;
    bodies = (url) => {
      const path = new URL(url).pathname.toLowerCase();
      const at = (kind: string): number => path.lastIndexOf(`/${kind.toLowerCase()}`);
      const last = KINDS_OF_PATH.reduce((a, b) => (at(b) > at(a) ? b : a));
      return JSON.stringify(Object.hasOwn(Object(all), last) ? all[last] : {});
    };
    try {
      const reads = createReads(clients, startDeadline(2_000));
      const entrances = await entrancesOf(reads, [NIC], [FIREWALL]);
      must(
        'what was not read is said in sentences',
        reads.unread().every((why) => typeof why === 'string'),
      );
      must('there is a way in, or one that nobody can tell of', Array.isArray(entrances));
    } finally {
      bodies = undefined;
    }
  },
};

export const AZURE_ANSWERS: readonly Target[] = [jit, rules, firewall, check];
