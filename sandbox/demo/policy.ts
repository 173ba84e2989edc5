import { stringify } from 'yaml';
import type { Person } from '../../src/access/person.ts';
import { ADA, AVERY, BLAKE, HANA, RILEY } from './people.ts';

export interface DemoPolicyOptions {
  /** Where approvers are asked beside their own chats. */
  readonly ask?: readonly string[];
  /** Whose Slack account is whose, as `T…/U…`, by the person's id. */
  readonly slack?: Readonly<Record<string, string>>;
  /** Where on-call reads along; leave it out and nobody is told beside the people of a request. */
  readonly tell?: readonly string[];
  /** How long a request waits for an answer; much, since hours pass in minutes here. */
  readonly pending?: string;
  /** With what only the demo shows: a sign-in, a second stage, a ladder, break-glass, and asking for somebody else. */
  readonly whole?: true;
  /** The same for VMs tagged env=lab, so that a request can be seen to lapse. */
  readonly pendingInLab?: string;
}

/** The demo's rules as a policy file: Riley may ask for every VM, Avery approves, nobody gets more than eight hours. */
export function demoPolicy(options: DemoPolicyOptions = {}): string {
  const { ask = [], slack = {}, tell = [], pending = '8h', pendingInLab = '2h', whole } = options;
  const routes = { ask: ['direct', ...ask], ...(tell.length > 0 ? { tell } : {}) };
  const approval = { approvals: [{ ...BY_AVERY, ...(whole ? { escalate: LADDER } : {}) }] };
  const entry = ({ id, name }: Person) => ({
    ...{ id, name },
    ...(slack[id] === undefined ? {} : { accounts: { slack: slack[id] } }),
  });
  const policy = {
    groups: {
      ...{ engineers: [entry(RILEY)], approvers: [entry(AVERY)] },
      ...(whole ? { security: [entry(BLAKE)], helpers: [entry(HANA)] } : {}),
    },
    networks: { office: { cidrs: ['203.0.113.0/28'] } },
    admins: [entry(AVERY)],
    auditors: [entry(ADA)],
    setup: { routes: { ask: routes.ask } },
    defaults: { duration: '1h', warnBefore: '10m', pending, routes },
    rules: [
      {
        id: 'everybody-needs-approval',
        match: { requesters: 'engineers' },
        require: { ...approval, maxDuration: '8h', minPrefix: { ipv4: 28, ipv6: 64 } },
        ...(whole ? { allow: MORE } : {}),
      },
      {
        id: 'lab-waits-less',
        match: { tags: { env: 'lab' }, requesters: 'engineers' },
        require: approval,
        pending: pendingInLab,
      },
      ...(whole ? [DATABASES, GATEWAYS] : []),
    ],
  };
  return stringify(policy, { aliasDuplicateObjects: false });
}

const BY_AVERY = { count: 1, from: 'approvers' };

/** Twenty seconds and forty, as fast as the demo's time runs unless told otherwise. */
const LADDER = [
  { after: '20m', remind: true },
  { after: '40m', to: 'security' },
];

const MORE = {
  breakGlass: { groups: ['engineers'], review: { from: 'security', within: '1h' } },
  onBehalfOf: ['helpers'],
};

const DATABASES = {
  id: 'databases-take-a-sign-in',
  match: { tags: { tier: 'db' }, requesters: 'engineers' },
  require: { approvals: [BY_AVERY], stepUp: true },
};

/** Nobody stands in for the team here: whoever did could not answer for security as well. */
const GATEWAYS = {
  id: 'gateways-take-security-too',
  match: { tags: { app: 'gateway' }, requesters: 'engineers' },
  require: { approvals: [BY_AVERY, { count: 1, from: 'security', stage: 2 }] },
};
