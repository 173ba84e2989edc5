import { stringify } from 'yaml';
import type { Person } from '../../src/access/person.ts';
import { ADA, AVERY, RILEY } from './people.ts';

export interface DemoPolicyOptions {
  /** Where approvers are asked beside their own chats. */
  readonly ask?: readonly string[];
  /** Whose Slack account is whose, as `T…/U…`, by the person's id. */
  readonly slack?: Readonly<Record<string, string>>;
  /** Where on-call reads along; leave it out and nobody is told beside the people of a request. */
  readonly tell?: readonly string[];
  /** How long a request waits for an answer; much, since hours pass in minutes here. */
  readonly pending?: string;
  /** Databases are approved behind a sign-in. */
  readonly signIn?: true;
  /** The same for VMs tagged env=lab, so that a request can be seen to lapse. */
  readonly pendingInLab?: string;
}

/** The demo's rules as a policy file: Riley may ask for every VM, Avery approves, nobody gets more than eight hours. */
export function demoPolicy(options: DemoPolicyOptions = {}): string {
  const { ask = [], slack = {}, tell = [], pending = '8h', pendingInLab = '2h', signIn } = options;
  const routes = { ask: ['direct', ...ask], ...(tell.length > 0 ? { tell } : {}) };
  const approval = { approvals: [{ count: 1, from: 'approvers' }] };
  const entry = ({ id, name }: Person) => ({
    ...{ id, name },
    ...(slack[id] === undefined ? {} : { accounts: { slack: slack[id] } }),
  });
  const policy = {
    groups: { engineers: [entry(RILEY)], approvers: [entry(AVERY)] },
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
      },
      {
        id: 'lab-waits-less',
        match: { tags: { env: 'lab' }, requesters: 'engineers' },
        require: approval,
        pending: pendingInLab,
      },
      ...(signIn ? [DATABASES] : []),
    ],
  };
  return stringify(policy, { aliasDuplicateObjects: false });
}

const DATABASES = {
  id: 'databases-take-a-sign-in',
  match: { tags: { tier: 'db' }, requesters: 'engineers' },
  require: { approvals: [{ count: 1, from: 'approvers' }], stepUp: true },
};
