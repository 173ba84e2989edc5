import type { CloudDeed } from '../../src/access/activity/deed.ts';
import type { NewEvent } from '../../src/access/audit-event.ts';
import type { Grant, GrantState } from '../../src/access/grant.ts';
import { AJAR, type Person } from '../../src/access/person.ts';
import type { AccessRequest, RequestIn, Status } from '../../src/access/request.ts';
import type { Loss } from '../../src/access/setup/losing.ts';
import type { Setup, SetupIn, SetupStatus } from '../../src/access/setup/setup.ts';
import type { Vm, VmRef } from '../../src/access/vm.ts';
import type { Card, RequestFacts, SetupView } from '../../src/ports/card.ts';

/** Made-up people, VMs and requests, from which the tests and the pictures draw every card. */
export const RILEY: Person = { id: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'Riley Requester' };
export const AVERY: Person = { id: 'bbbbbbbb-0000-4000-8000-000000000002', name: 'Avery Approver' };
export const BLAKE: Person = { id: 'cccccccc-0000-4000-8000-000000000003', name: 'Blake Approver' };

export const ASKED = new Date('2026-11-24T13:00:00Z');
export const later = (minutes: number): Date => new Date(ASKED.getTime() + minutes * 60_000);

const SUBSCRIPTION = '99999999-0000-4000-8000-000000000009';

export const sampleVm = (name: string, more: Partial<VmRef> = {}): VmRef => ({
  id: `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg-prod/providers/microsoft.compute/virtualmachines/${name}`,
  vmId: `id-of-${name}`,
  nicIds: [],
  privateAddresses: ['10.0.0.4'],
  publicAddresses: ['198.51.100.20'],
  name,
  resourceGroup: 'rg-prod',
  subscriptionId: SUBSCRIPTION,
  ...more,
});

/** A VM as the inventory knows it: under JIT on 3389, unless `more` says otherwise. */
export const sampleListedVm = (name: string, more: Partial<Vm> = {}): Vm => ({
  ...sampleVm(name),
  ...{ subscriptionName: 'Contoso Production', location: 'westeurope', os: 'windows', power: 'running' },
  ...{ tags: { env: 'prod' }, protection: 'configured', behind: ['nsg', 'firewall'] },
  jit: [
    { policyId: '/p', number: 3389, protocol: '*', maxDurationMs: 3 * 3_600_000, sources: ['*'] },
    { policyId: '/p', number: 5986, protocol: 'tcp', maxDurationMs: 3_600_000, sources: ['203.0.113.0/24'] },
  ],
  ...more,
});

export const sampleGrant = (more: Partial<Grant> = {}): Grant => ({
  key: 'g1',
  vm: sampleVm('vm-prod-01'),
  port: { number: 3389, protocol: 'tcp' },
  opens: { number: 3389, protocol: 'tcp' },
  source: '203.0.113.7/32',
  provider: 'defender',
  cloud: {},
  target: 'vm-prod-01 3389',
  state: 'planned',
  traces: [],
  ...more,
});

const GRANT_STATE: Record<Status, GrantState> = {
  pending: 'planned',
  approved: 'planned',
  opening: 'sent',
  open: 'open',
  closing: 'open',
  closed: 'closed',
  denied: 'planned',
  cancelled: 'planned',
  lapsed: 'planned',
};

const STATES: { readonly [S in Status]: Omit<RequestIn<S>, Exclude<keyof Wish, 'startsAt'>> } = {
  pending: { status: 'pending', lapsesAt: later(60) },
  approved: { status: 'approved', approvedAt: later(5), startsAt: later(600) },
  opening: { status: 'opening', approvedAt: later(5), until: later(125) },
  open: { status: 'open', openedAt: later(6), until: later(125) },
  closing: {
    status: 'closing',
    openedAt: later(6),
    until: later(125),
    since: later(125),
    ending: { kind: 'expired', by: AJAR },
  },
  closed: {
    status: 'closed',
    openedAt: later(6),
    until: later(125),
    endedAt: later(90),
    ending: { kind: 'closed-early', by: AVERY },
  },
  denied: { status: 'denied', by: AVERY, why: 'not in the change window', endedAt: later(5) },
  cancelled: { status: 'cancelled', by: RILEY, endedAt: later(5) },
  lapsed: { status: 'lapsed', why: 'Nobody answered in time.', endedAt: later(60) },
};

type Wish = Pick<
  AccessRequest,
  | 'id'
  | 'requester'
  | 'askedAt'
  | 'terms'
  | 'durationMs'
  | 'grants'
  | 'justification'
  | 'ticket'
  | 'verdict'
  | 'approvals'
  | 'climbed'
  | 'dropped'
  | 'continues'
  | 'origin'
  | 'askedBy'
  | 'startsAt'
  | 'breakGlass'
>;

/** A request in this status: Riley asks for 3389/tcp on vm-prod-01 for 2 h, Avery approves unless it is pending. */
export function sampleRequest<S extends Status>(
  status: S,
  more: Partial<Wish> & Partial<Omit<RequestIn<S>, 'status'>> = {},
): RequestIn<S> {
  const approved =
    status !== 'pending' && status !== 'cancelled' && status !== 'lapsed' && status !== 'denied';
  const wish: Wish = {
    id: 'aj-7k2m9q',
    requester: RILEY,
    askedAt: ASKED,
    terms: 1,
    durationMs: 2 * 3_600_000,
    grants: [sampleGrant({ state: GRANT_STATE[status] })],
    justification: 'the print spooler hangs',
    ticket: 'INC-123',
    approvals: approved ? [{ by: AVERY, at: later(5), terms: 1, groups: ['prod-approvers'] }] : [],
    verdict: {
      rules: ['prod-windows'],
      policy: '0'.repeat(64),
      requirements: [{ count: 1, group: 'prod-approvers', rule: 'prod-windows' }],
      maxDurationMs: 4 * 3_600_000,
      freeExtensions: 0,
      pendingMs: 3_600_000,
      routes: { ask: ['direct'], tell: [] },
    },
  };
  return { ...wish, ...STATES[status], ...more } as unknown as RequestIn<S>;
}

export const sampleFacts = (more: Partial<RequestFacts> = {}): RequestFacts => ({
  now: later(5),
  zone: 'Europe/Berlin',
  approvers: [AVERY, BLAKE],
  moreApprovers: 0,
  missing: 1,
  remarks: [],
  can: { approve: false, cancel: false, extend: false, close: false, again: false },
  extendBy: [],
  approveFor: [],
  ...{ needs: [], approveOnly: [] },
  tags: [],
  ping: [],
  ...more,
});

/** Two stages: the leads have approved, security is asked, and nobody of it has answered. */
export const STAGED = {
  missing: 2,
  needs: [
    {
      ...{ stage: 1, group: 'leads', count: 1, state: 'met', could: [], more: 0 },
      given: [{ by: AVERY, at: later(2) }],
    },
    {
      ...{ stage: 2, group: 'security', count: 2, state: 'asked', given: [] },
      ...{ could: [BLAKE], more: 3 },
    },
    {
      ...{ stage: 3, group: 'owners', count: 1, state: 'later', given: [] },
      ...{ could: [BLAKE], more: 0 },
    },
  ],
  next: { at: later(25), group: 'security', to: 'on-call' },
} as const satisfies Partial<RequestFacts>;

const sampleDeed = (more: Partial<CloudDeed>): CloudDeed => ({
  ...{ at: later(6), kind: 'jit-open', resource: '', name: 'default', group: '', outcome: 'accepted' },
  ...{ by: 'ajar', caller: '', app: 'c4b7a1d8-6e5f-4023-b9c8-1d2e3f4a5b32', trace: '' },
  ...more,
});

export const LOSS: Loss = {
  rules: [{ name: 'allow-ssh', of: 'nsg-web', priority: 300 }],
  ...{ ports: ['22/tcp'], who: ['203.0.113.0/24'], fate: 'stays' },
  sentence: `22/tcp is open to 203.0.113.0/24, by "allow-ssh" in nsg-web. JIT's deny rule does not come before that: it stays open.`,
  mend: 'Remove "allow-ssh", or let it name only those who need it all the time.',
};

/** Blake asks to put web-09 under JIT, so that what Riley wished for can be asked; Avery answers. */
export function sampleSetup<S extends SetupStatus>(status: S, more: Partial<Setup> = {}): SetupIn<S> {
  const states: { readonly [T in SetupStatus]: object } = {
    pending: { lapsesAt: later(60), approvals: [] },
    applying: { since: later(5) },
    continuing: { appliedAt: later(6) },
    done: { appliedAt: later(6), endedAt: later(6) },
    failed: { why: 'Azure refused it.', endedAt: later(6) },
    denied: { by: AVERY, why: 'not in the change window', endedAt: later(5), approvals: [] },
    cancelled: { by: RILEY, endedAt: later(5), approvals: [] },
    lapsed: { why: 'Nobody answered in time.', endedAt: later(60), approvals: [] },
  };
  return {
    ...{ id: 'aj-4d6f8h', requester: RILEY, askedAt: ASKED, terms: 1, vm: sampleVm('web-09') },
    policyId: '/subscriptions/s/resourcegroups/rg-prod/providers/microsoft.security/default',
    rules: [
      { number: 22, protocol: 'tcp', maxDurationMs: 3 * 3_600_000, sources: ['203.0.113.0/24'] },
      { number: 443, protocol: 'tcp', maxDurationMs: 3_600_000, sources: ['*'] },
    ],
    before: [{ number: 443, protocol: 'tcp', maxDurationMs: 3_600_000, sources: ['*'] }],
    shown: { losing: [LOSS], exposing: [] },
    ...{ approval: 'admin', approvals: [{ by: AVERY, at: later(5), terms: 1 }], routes: ['direct'] },
    ...{ justification: 'the print spooler hangs', ticket: 'INC-123' },
    ...{ status, ...states[status], ...more },
  } as unknown as SetupIn<S>;
}

export const sampleView = (more: Partial<SetupView> = {}): SetupView => ({
  ...{ now: later(5), zone: 'Europe/Berlin', approvers: [AVERY, BLAKE], moreApprovers: 0, full: false },
  can: { approve: false, cancel: false },
  ...more,
});

export const sampleEvent = (more: Partial<NewEvent> = {}): NewEvent => ({
  at: later(6),
  kind: 'approve',
  actor: AVERY,
  app: 'teams',
  request: 'aj-7k2m9q',
  vms: [sampleVm('vm-prod-01').id],
  ports: ['3389/tcp'],
  sources: ['203.0.113.7/32'],
  detail: 'the print spooler hangs',
  ticket: 'INC-123',
  rules: ['prod-windows'],
  policy: 'c'.repeat(64),
  traces: [],
  ...more,
});

const ALL_CAN = { approve: true, cancel: true, extend: true, close: true, again: false };

/** One ordinary card of every kind. */
export const SAMPLE_CARDS: { readonly [C in Card['card']]: Extract<Card, { card: C }> } = {
  request: {
    card: 'request',
    request: sampleRequest('pending'),
    facts: sampleFacts({ can: { ...ALL_CAN, approve: false, extend: false, close: false } }),
  },
  approval: {
    card: 'approval',
    request: sampleRequest('pending'),
    facts: sampleFacts({
      can: { ...ALL_CAN, cancel: false, extend: false, close: false },
      approveFor: [1_800_000, 3_600_000],
      tags: ['env=prod', 'owner=print team'],
      ping: [AVERY, BLAKE],
      remarks: ['Blake Approver has 3389/tcp on vm-prod-01 open until 15:30 CET (24 Nov).'],
    }),
  },
  notice: { card: 'notice', request: sampleRequest('open'), facts: sampleFacts({ zone: 'UTC', missing: 0 }) },
  connect: {
    card: 'connect',
    request: sampleRequest('open'),
    facts: sampleFacts({ can: { ...ALL_CAN, approve: false, cancel: false, extend: false } }),
  },
  warning: {
    card: 'warning',
    request: sampleRequest('open'),
    facts: sampleFacts({
      now: later(115),
      can: { ...ALL_CAN, approve: false, cancel: false },
      extendBy: [30 * 60_000, 3_600_000],
    }),
  },
  alert: {
    card: 'alert',
    telling: 'alert slack:C1',
    request: sampleRequest('closing', {
      trouble: { why: 'Azure answers that it is busy.', toldAt: later(127), first: later(126) },
    }),
    facts: sampleFacts({ can: { ...ALL_CAN, approve: false, cancel: false, extend: false } }),
    sentence: 'The port is still open past its end. Look at the VM in the Azure portal.',
  },
  draft: {
    card: 'draft',
    draft: 'd-1',
    sentence: 'Where will you connect from?',
    choices: [{ title: '203.0.113.7', note: 'used 3 days ago' }, { title: 'vpn' }],
    input: { label: 'Another address', placeholder: '198.51.100.7' },
    link: {
      title: 'Use my address',
      url: 'https://ajar.contoso.com/address?link=7Qm3vT0kq9sXo2LwYb5dGh8RzJ1nCfE4uKpA6iVtB0c',
      note: 'opens a page; open it on the machine you will connect from',
    },
  },
  refusal: {
    card: 'refusal',
    sentence: 'You asked for this yourself, so somebody else must approve it.',
    hint: 'Avery Approver or Blake Approver can.',
  },
  answer: { card: 'answer', sentence: 'Nothing is open on vm-prod-01.' },
  list: {
    card: 'list',
    title: 'Your requests',
    rows: [
      { request: sampleRequest('open'), facts: sampleFacts() },
      { request: sampleRequest('denied', { id: 'aj-3x8w1c' }), facts: sampleFacts() },
    ],
    more: 3,
  },
  audit: {
    card: 'audit',
    title: 'vm-prod-01, last 7 days',
    events: [sampleEvent(), sampleEvent({ kind: 'asked', actor: RILEY, at: ASKED })],
    more: 12,
    zone: 'UTC',
  },
  help: {
    card: 'help',
    person: RILEY,
    examples: [
      { say: 'open 3389 on vm-prod-01 for 2h', means: 'asks for a port' },
      { say: 'list', means: 'shows your requests' },
    ],
  },
  form: {
    card: 'form',
    form: {
      id: 'f-1',
      person: RILEY,
      vm: { key: 'k-prod-01', name: 'vm-prod-01', note: 'rg-prod, Production' },
      lastVms: [{ key: 'k-web-01', name: 'web-01', note: 'rg-web, Production, stopped' }],
      ports: [
        { value: '22/tcp', title: '22/tcp', note: 'ssh', chosen: false },
        { value: '3389/tcp', title: '3389/tcp', note: 'rdp', chosen: true },
      ],
      otherPort: true,
      durations: [
        { value: '30', title: '30 min', chosen: false },
        { value: '60', title: '1 h', chosen: true },
        { value: '240', title: '4 h', note: 'the longest', chosen: false },
      ],
      capMs: 4 * 3_600_000,
      ...{ requester: BLAKE.id, forOthers: true, whom: 'Blake Approver', start: 'tomorrow 22:00' },
      sources: [
        { value: '203.0.113.7/32', title: '203.0.113.7', note: 'last used 3 days ago', chosen: true },
        { value: 'vpn', title: 'vpn', note: '198.51.100.0/28, shared with others', chosen: false },
      ],
      justification: 'the print spooler hangs',
      ticket: 'INC-123',
      origin: { url: 'https://ajar.slack.com/archives/C01/p1700000000000100' },
    },
  },
  home: {
    card: 'home',
    home: {
      person: RILEY,
      now: later(10),
      zone: 'Europe/Berlin',
      mine: [
        {
          request: sampleRequest('open'),
          facts: sampleFacts({
            can: { ...ALL_CAN, approve: false, cancel: false },
            extendBy: [30 * 60_000, 3_600_000],
          }),
        },
      ],
      waiting: [
        {
          request: sampleRequest('pending', { id: 'aj-5w2n8t', requester: BLAKE }),
          facts: sampleFacts({ can: { ...ALL_CAN, cancel: false, extend: false, close: false } }),
        },
      ],
      recent: [
        {
          request: sampleRequest('closed', { id: 'aj-3x8w1c' }),
          facts: sampleFacts({
            can: { approve: false, cancel: false, extend: false, close: false, again: true },
          }),
        },
      ],
      all: [
        {
          request: sampleRequest('open', { id: 'aj-9h4k7r', requester: BLAKE }),
          facts: sampleFacts({ can: { ...ALL_CAN, approve: false, cancel: false, extend: false } }),
        },
      ],
      more: { mine: 0, waiting: 0, recent: 4, all: 0 },
    },
  },
  setup: {
    card: 'setup',
    setup: sampleSetup('pending'),
    view: sampleView({ full: true, can: { approve: true, cancel: false } }),
  },
  jit: {
    card: 'jit',
    form: {
      ...{ id: 'j-1', person: RILEY, how: 'enable', vm: { name: 'web-09', note: 'rg-web, Production' } },
      rows: [
        { port: '22/any', max: '180', from: 'any' },
        { port: '3389/tcp', max: '60', from: '198.51.100.0/28, 203.0.113.7' },
        { port: '', max: '180', from: 'any' },
      ],
      times: [
        { value: '60', title: '1 h' },
        { value: '180', title: '3 h' },
      ],
      why: 'nobody should reach it from everywhere',
      remarks: ["Azure's own default here is 22/any for up to 3 h.", LOSS.sentence],
    },
    faults: { port3: 'Write one port in a row, such as 22/tcp.' },
  },
  bulletin: {
    card: 'bulletin',
    zone: 'Europe/Berlin',
    bulletin: {
      ...{ status: 'told', at: later(30), loud: true, title: 'aj-7k2m9q is not as it was approved' },
      sentences: [
        'It is Riley Requester’s.',
        'Somebody changed Ajar’s rule: it let in tcp 3389 from 203.0.113.7 to 10.0.0.4; now it lets in tcp 3389 from anywhere to 10.0.0.4. That is more than was approved, so Ajar closes it.',
      ],
      again: 'aj-7k2m9q',
    },
  },
  check: {
    card: 'check',
    findings: {
      vm: 'vm-prod-01',
      ports: [
        {
          ...{ ports: '3389/any', state: 'shut', mend: '' },
          sentence:
            "Shut by JIT's deny rule of nsg-prod (priority 4096). JIT's protocol for it is any: an opening lets in UDP as well as TCP.",
        },
        {
          ...{ ports: '22/tcp', state: 'exposed' },
          sentence:
            'JIT is configured, and yet it is open to anybody, by the rule "old-ssh" of nsg-prod (priority 1002). JIT\'s deny rule (priority 4095) comes too late.',
          mend: 'Remove the rule "old-ssh" of nsg-prod, or let it name only those who need it all the time.',
        },
        {
          ...{ ports: '443/tcp', state: 'open', mend: '' },
          sentence: 'Open to anybody on the Internet, by the rule "https" of nsg-prod (priority 300).',
        },
        {
          ...{ ports: '5986/tcp', state: 'unsure' },
          sentence:
            'Cannot tell: it may be open to the service tag AzureDevOps, by the rule "agents" of nsg-prod (priority 310).',
          mend: 'Look at the rule "agents" of nsg-prod: only Azure knows whom it means.',
        },
      ],
      more: 0,
      remarks: ['vm-prod-01 is stopped: nothing answers, whatever the rules say.'],
    },
  },
  activity: {
    card: 'activity',
    title: 'Activity: vm-prod-01, last 7 days',
    ...{ zone: 'Europe/Berlin', most: 20 },
    activity: {
      ...{ vm: 'vm-prod-01', from: new Date('2026-11-17T13:00:00Z') },
      unread: ['Azure keeps its activity log for 90 days: what is older was not read.'],
      rows: [
        {
          ...{ at: new Date('2026-11-24T13:40:00Z'), origin: 'outside' },
          deed: sampleDeed({
            ...{ kind: 'rule-write', name: 'quick-fix', group: 'nsg-prod', outcome: 'succeeded' },
            ...{ by: 'other', caller: 'dev@contoso.com' },
          }),
        },
        {
          ...{ at: new Date('2026-11-24T13:06:00Z'), origin: 'ajar', tie: 'trace' },
          deed: sampleDeed({}),
          event: sampleEvent({
            ...{ kind: 'opened', at: new Date('2026-11-24T13:06:10Z'), actor: AJAR, app: 'ajar' },
            detail: '',
          }),
        },
        {
          ...{ at: new Date('2026-11-24T13:06:05Z'), origin: 'defender' },
          deed: sampleDeed({
            ...{ kind: 'rule-write', group: 'nsg-prod', by: 'defender', outcome: 'succeeded' },
            name: 'MicrosoftDefenderForCloud-JITRule-17',
          }),
        },
        {
          ...{ at: new Date('2026-11-23T22:10:00Z'), origin: 'unexplained' },
          deed: sampleDeed({ kind: 'jit-write', caller: '7e1c4d2a-8b3f-4c59-a6d7-0b9e8f7a6c21' }),
        },
        {
          ...{ at: new Date('2026-11-23T21:00:00Z'), origin: 'unknown' },
          deed: sampleDeed({ kind: 'jit-delete', by: 'unknown', caller: '', app: '', outcome: 'begun' }),
        },
      ],
    },
  },
  vms: {
    card: 'vms',
    list: {
      ...{ title: 'VMs: prod', now: later(30), zone: 'Europe/Berlin', everybody: true, more: 12 },
      next: 'vms prod page 2',
      all: ['configured', 'configured', 'not-configured', { unsupported: 'no-guard' }, 'unknown'],
      rows: [
        {
          vm: sampleListedVm('vm-prod-01'),
          use: {
            ...{ lately: 3, last: { by: 'Riley Requester', at: later(6) } },
            now: [
              {
                ...{ by: 'Riley Requester', ports: ['3389/any'], sources: ['203.0.113.7/32'] },
                until: later(125),
              },
            ],
          },
          ask: { list: 'l-7f3a', at: 0 },
        },
        {
          vm: sampleListedVm('vm-prod-02'),
          use: {
            ...{ lately: 1, last: { by: 'dev@contoso.com, outside Ajar', at: later(-60) } },
            now: [],
          },
        },
        {
          vm: sampleListedVm('web-09', { jit: [], protection: 'not-configured', power: 'stopped' }),
          use: { lately: 0, now: [] },
        },
        {
          vm: sampleListedVm('bare-01', { jit: [], protection: { unsupported: 'no-guard' } }),
          use: { lately: 0, now: [] },
        },
        {
          vm: sampleListedVm('far-01', { jit: [], protection: 'unknown' }),
          use: { lately: 0, now: [] },
        },
      ],
    },
  },
};
