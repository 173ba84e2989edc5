import type { CloudDeed } from '../../../src/access/activity/deed.ts';
import { foldLines, kindOf } from '../../../src/cloud/azure/activity/fold.ts';
import { readLines } from '../../../src/cloud/azure/activity/lines.ts';
import { namesOf } from '../../../src/cloud/azure/bypass/directory.ts';
import { readToken } from '../../../src/cloud/azure/identity/own.ts';
import { QUERIES, type QueryName } from '../../../src/cloud/azure/inventory/queries.ts';
import { joinVms, type Parts } from '../../../src/cloud/azure/inventory/vms.ts';
import { differences, readRaw, unknownField } from '../../../src/cloud/azure/nsg/kept.ts';
import {
  bodyWith,
  changesOfOthers,
  entriesIn,
  PolicyDocument,
  rulesIn,
  withChanges,
  withRules,
} from '../../../src/cloud/azure/setup/policy-document.ts';
import type { Clients } from '../../../src/cloud/azure/wire/clients.ts';
import { toCloudError } from '../../../src/cloud/azure/wire/errors.ts';
import { parseId } from '../../../src/cloud/azure/wire/resource-id.ts';
import { CloudError } from '../../../src/ports/provider.ts';
import { must, type Target } from '../target.ts';
import { GROUP, ID, JIT_POLICY, NIC, NSG, SUB, SUBNET, VM } from './azure-seeds.ts';
import { jsonLike, parsed } from './json.ts';

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const ROWS = {
  subscriptions: [{ id: `/subscriptions/${SUB}`, subscriptionId: SUB, name: 'Web' }],
  vms: [
    {
      ...{ id: VM, name: 'web-01', resourceGroup: 'rg-web', subscriptionId: SUB, location: 'koreacentral' },
      ...{ tags: { env: 'prod' }, vmId: 'V1', os: 'Linux', power: 'PowerState/running', nics: [{ id: NIC }] },
    },
  ],
  scaleSets: [
    { id: `${VM}ss`, name: 'ss', resourceGroup: 'rg-web', subscriptionId: SUB, instances: 3, os: 'Linux' },
  ],
  nodeGroups: [{ id: `/subscriptions/${SUB}/resourceGroups/MC_x` }],
  nics: [
    {
      ...{ id: NIC, nsg: NSG },
      configurations: [
        {
          properties: {
            privateIPAddress: '10.0.0.4',
            subnet: { id: SUBNET },
            publicIPAddress: { id: ID('p') },
          },
        },
      ],
    },
  ],
  networks: [
    {
      id: SUBNET.split('/subnets/')[0],
      peerings: [{ properties: { remoteVirtualNetwork: { id: ID('n') } } }],
      subnets: [
        {
          id: SUBNET,
          properties: {
            networkSecurityGroup: { id: NSG },
            routeTable: { id: ID('r') },
            addressPrefix: '10.0.0.0/24',
          },
        },
      ],
    },
  ],
  addresses: [{ id: ID('p'), address: '203.0.113.40' }],
  firewalls: [
    {
      ...{ id: ID('f'), policy: ID('fp'), hub: '' },
      configurations: [
        {
          properties: {
            privateIPAddress: '10.0.1.4',
            subnet: { id: SUBNET },
            publicIPAddress: { id: ID('p') },
          },
        },
      ],
    },
  ],
  routes: [{ id: ID('r'), routes: [{ properties: { nextHopIpAddress: '10.0.1.4' } }] }],
  switchedOff: [{ id: ID('a'), vm: VM }],
} as const satisfies Record<QueryName, unknown>;

const inventory: Target = {
  name: 'arm-inventory',
  make: (random) => jsonLike(random, [ROWS]),
  read(text) {
    const given = (parsed(text) ?? {}) as Readonly<Record<string, unknown>>;
    const rows = Object.fromEntries(
      Object.entries(QUERIES).map(([name, { row }]) => [
        name,
        asList(Object.hasOwn(Object(given), name) ? given[name] : undefined).flatMap((each) => {
          const read = row.safeParse(each);
          return read.success ? [read.data] : [];
        }),
      ]),
    );
    const known = joinVms({
      ...rows,
      policies: [],
      hubs: new Map(),
      unlisted: new Set(),
    } as unknown as Parts);
    must(
      'every VM has an id and a name',
      known.every(({ vm }) => typeof vm.id === 'string' && typeof vm.name === 'string'),
    );
  },
};

const LINE = {
  ...{
    operationName: { value: 'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action' },
    resourceId: ID('j'),
  },
  ...{
    eventTimestamp: '2026-01-31T10:00:00.1234567Z',
    status: { value: 'Succeeded' },
    caller: 'riley@example.com',
  },
  ...{ claims: { appid: SUB }, correlationId: 'c', operationId: 'o' },
  properties: { eventProperties: '{"Justification":"ajar aj-7k2m9q for Riley"}' },
};

/** Says `answer` to every read. */
let answer: unknown;
const clients = {
  settings: { endpoint: 'https://arm.example' },
  limitMs: 2_000,
  getPath: async () => answer,
  directory: { endpoint: 'https://graph.example', send: async () => answer },
  doing: (what: string, action: string, subject: string) => ({ what, action, subject, host: 'arm.example' }),
} as unknown as Clients;

const activity: Target = {
  name: 'arm-activity-log',
  make: (random) =>
    jsonLike(random, [{ value: [LINE, { ...LINE, status: { value: 'Started' } }], nextLink: null }]),
  throws: [CloudError],
  async read(text) {
    answer = parsed(text);
    const { lines } = await readLines(clients, { subscriptionId: SUB, resourceGroup: 'rg' }, new Date(0));
    const deeds = foldLines(lines.filter(kindOf), () => 'other');
    for (const deed of deeds) must('a deed is told in text', isText(deed));
  },
};

const isText = ({ kind, name, resource }: CloudDeed): boolean =>
  [kind, name, resource].every((each) => typeof each === 'string');

const names: Target = {
  name: 'graph-names',
  make: (random) =>
    jsonLike(random, [
      { value: [{ '@odata.type': '#microsoft.graph.user', id: SUB, displayName: 'Riley', appId: null }] },
    ]),
  throws: [CloudError],
  async read(text) {
    answer = parsed(text);
    for (const { kind } of (await namesOf(clients, [SUB])).values())
      must('a kind is a word', typeof kind === 'string');
  },
};

const document: Target = {
  name: 'arm-jit-document',
  make: (random) => jsonLike(random, [JIT_POLICY]),
  read(text) {
    const read = PolicyDocument.safeParse(parsed(text));
    if (!read.success) return;
    const before = entriesIn(read.data);
    const rules = rulesIn(read.data, VM);
    const after = withRules(before, VM, [
      ...rules,
      { number: 22, protocol: 'tcp', maxDurationMs: 1, sources: ['*'] },
    ]);
    const others = changesOfOthers(before, after, VM);
    must('nobody else is changed', others.put.length === 0 && others.gone.length === 0);
    JSON.stringify(bodyWith(read.data, withChanges(after, others)));
  },
};

const group: Target = {
  name: 'arm-group-text',
  make: (random) => jsonLike(random, [GROUP]),
  read(text) {
    const raw = readRaw(text);
    if (!raw) return;
    unknownField(raw);
    must('it is as it is', differences(raw, raw).length === 0);
  },
};

const DOING = { what: 'open it', action: 'x/y', subject: 'it', scope: 's', host: 'h', limitMs: 1 } as const;
const ERRORS = [
  {
    statusCode: 403,
    code: 'AuthorizationFailed',
    message: "'x' lacks 'Microsoft.Network/a/read' over '/subscriptions/1'",
  },
  { statusCode: 429, details: { error: { code: 'TooManyRequests', message: 'slow' } } },
  { name: 'AggregateAuthenticationError', errors: [{ message: 'EnvironmentCredential is not available' }] },
  { code: 'ECONNREFUSED', response: { headers: {} } },
];

const errors: Target = {
  name: 'arm-errors',
  make: (random) => jsonLike(random, ERRORS),
  read(text) {
    const { kind, message } = toCloudError(parsed(text), DOING);
    must(
      'it has a kind and a sentence',
      typeof kind === 'string' && typeof message === 'string' && message !== '',
    );
  },
};

const ids: Target = {
  name: 'arm-ids-and-tokens',
  make: (random) =>
    jsonLike(random, [VM, NSG, 'a.eyJvaWQiOiJhIiwiYXBwaWQiOiJiIn0.c', { oid: 'a', appid: 'b' }]),
  read(text) {
    parseId('virtual machine', text);
    parseId('network security group', text.replaceAll('"', ''));
    readToken(text);
    readToken(`a.${Buffer.from(text).toString('base64url')}.c`);
  },
};

export const AZURE_ROWS: readonly Target[] = [inventory, activity, names, document, group, errors, ids];
