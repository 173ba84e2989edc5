import type { Person } from '../../src/access/person.ts';
import type { Policy } from '../../src/access/policy/policy.ts';
import type { Vm } from '../../src/access/vm.ts';
import { policyOf } from '../fakes/policy.ts';
import { vmOf } from '../fakes/vms.ts';

const person = (digit: string, name: string): Person => ({
  id: `55555555-5555-4555-8555-5555555555${digit}`,
  name,
});

export const ENGINEERS = ['Ed', 'Eva', 'Emil', 'Ella'].map((name, at) => person(`a${at}`, name));
export const APPROVERS = ['Anna', 'Art', 'Abel'].map((name, at) => person(`b${at}`, name));
export const SECURITY = ['Sam', 'Sue'].map((name, at) => person(`c${at}`, name));
export const ADMIN = person('d0', 'Dora');
export const STRANGER = person('e0', 'Otto');
export const EVERYBODY: readonly Person[] = [...ENGINEERS, ...APPROVERS, ...SECURITY, ADMIN, STRANGER];

export const VMS: readonly Vm[] = [
  vmOf('prod-1', [22, 3389], { tags: { env: 'prod' } }),
  vmOf('prod-2', [22], { tags: { env: 'prod' } }),
  vmOf('vault-1', [22], { tags: { env: 'vault' } }),
  vmOf('night-1', [22], { tags: { env: 'night' } }),
  vmOf('dev-1', [22], { tags: { env: 'dev' } }),
];

/** The port that a firewall opens, on whichever VM. */
export const BEHIND_FIREWALL = 9090;

/** What each VM's rule asks, as the invariants know it without the policy's own code: stage after stage, how many of whom. */
export interface Asks {
  readonly count: number;
  readonly from: readonly string[];
}

export const ASKS: Readonly<Record<string, readonly Asks[]>> = {
  prod: [{ count: 1, from: ['approvers'] }],
  vault: [
    { count: 2, from: ['approvers'] },
    { count: 1, from: ['security'] },
  ],
  night: [{ count: 1, from: ['approvers', 'security'] }],
  dev: [],
};

export const MOST_MS: Readonly<Record<string, number>> = {
  ...{ night: 25 * 60_000, prod: 20 * 60_000, vault: 10 * 60_000, dev: 15 * 60_000 },
};

const entry = ({ id, name }: Person): string => `{ id: ${id}, name: ${name} }`;
const list = (people: readonly Person[]): string => people.map(entry).join(', ');

/** Who is in which group, and whether the first rule lets break-glass be: changed while the simulation runs. */
export interface Membership {
  readonly approvers: readonly Person[];
  readonly security: readonly Person[];
  readonly quick: boolean;
}

export const FIRST: Membership = { approvers: APPROVERS, security: SECURITY, quick: false };

const policies = new Map<string, Policy>();

/** Reading a policy takes milliseconds: each one once. */
export function policyFor(membership: Membership, pendingMinutes: number): Policy {
  const text = textOf(membership, pendingMinutes);
  const known = policies.get(text) ?? policyOf(text);
  policies.set(text, known);
  return known;
}

const textOf = ({ approvers, security, quick }: Membership, pendingMinutes: number): string => `
limits: { messages: 1000, asks: 1000, asksPerVm: 1000, pending: 1000 }
groups:
  engineers: [${list([...ENGINEERS, APPROVERS[0] as Person])}]
  approvers: [${list(approvers)}]
  security: [${list(security)}]
admins: [${entry(ADMIN)}]
onCall: [${entry(ADMIN)}]
defaults:
  duration: ${quick ? 2 : 3}m
  pending: ${pendingMinutes}m
  warnBefore: 20m
  routes: { ask: [direct], tell: ['teams:on-call'] }
rules:
  - id: production
    match: { tags: { env: prod }, requesters: [engineers] }
    require: { approvals: [{ count: 1, from: approvers }], maxDuration: 20m }
    allow: { breakGlass: { groups: [engineers], review: { from: approvers, within: 1h }, tell: ['teams:incidents'] } }
  - id: vault
    match: { tags: { env: vault }, requesters: [engineers] }
    require:
      approvals: [{ count: 2, from: approvers }, { count: 1, from: security, stage: 2 }]
      maxDuration: 10m
  - id: night
    match: { tags: { env: night }, requesters: [engineers] }
    require:
      approvals: [{ count: 1, from: approvers, escalate: [{ after: 1m, to: security }] }]
      maxDuration: 25m
  - id: dev
    match: { tags: { env: dev }, requesters: [engineers] }
    require: { maxDuration: 15m }
    allow: { autoApprove: true, freeExtensions: 2 }
`;
