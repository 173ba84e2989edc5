import { createHash } from 'node:crypto';
import type { Policy } from '../src/access/policy/policy.ts';
import { readPolicy } from '../src/access/policy/policy-file.ts';
import type { Vm } from '../src/access/vm.ts';

/** A made-up organisation of any size: teams with people, five rules and VMs each. */
export const RULES_A_TEAM = 5;
const PEOPLE_A_TEAM = 6;

/** An object id out of two numbers. */
export const personOf = (team: number, place: number): string =>
  `${String(place).padStart(8, '0')}-0000-4000-8000-${String(team).padStart(12, '0')}`;

const groupOf = (team: number): string => {
  const people = Array.from({ length: PEOPLE_A_TEAM }, (_, place) => personOf(team, place));
  return `  team-${team}: [${people.join(', ')}]`;
};

/** By tag and person, by resource group, by a pattern of names, what is denied, and what needs more approvals. */
const rulesOf = (team: number): readonly string[] => [
  `  - { id: dev-${team}, match: { tags: { team: t${team}, env: dev }, requesters: team-${team} }, allow: { autoApprove: true }, require: { maxDuration: 4h } }`,
  `  - { id: group-${team}, match: { resourceGroup: rg-t${team}, requesters: team-${team} }, require: { approvals: [{ count: 1, from: team-${team} }], maxDuration: ${1 + (team % 8)}h } }`,
  `  - { id: name-${team}, match: { vm: "t${team}-db-*" }, require: { approvals: [{ count: 2, from: security }] } }`,
  `  - { id: freeze-${team}, match: { vm: "t${team}-*", time: { from: 2026-12-20, to: 2027-01-03, zone: UTC } }, deny: Frozen for team ${team}. }`,
  `  - { id: everywhere-${team}, match: { tags: { env: prod }, requesters: team-${team}, ports: [3389/tcp] }, require: { approvals: [{ count: 1, from: security }], maxDuration: 2h } }`,
];

const READ = new Map<number, Policy>();

/** A policy file of so many rules, read as Ajar reads it. */
export function policyWith(rules: number): Policy {
  const policy = READ.get(rules) ?? readPolicyWith(rules);
  READ.set(rules, policy);
  return policy;
}

function readPolicyWith(rules: number): Policy {
  const teams = Array.from({ length: Math.ceil(rules / RULES_A_TEAM) }, (_, team) => team);
  const security = Array.from({ length: 9 }, (_, place) => personOf(999_999, place)).join(', ');
  const text = ['groups:', `  security: [${security}]`, ...teams.map(groupOf), 'rules:'];
  const hash = (each: string): string => createHash('sha256').update(each).digest('hex');
  const read = readPolicy([...text, ...teams.flatMap(rulesOf)].join('\n'), hash, ['teams', 'slack']);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults.slice(0, 3)));
  return read.policy;
}

const KINDS = ['web', 'db', 'app', 'cache', 'batch'];
const REGIONS = ['weu', 'neu', 'eus', 'krc'];

/** The VM of a team with this number, in one of fifty subscriptions. */
export function vmOf(team: number, index: number): Vm {
  const kind = KINDS[index % KINDS.length];
  const name = `t${team}-${kind}-${REGIONS[index % REGIONS.length]}-${String(index).padStart(3, '0')}`;
  const subscriptionId = personOf(team % 50, 50_000_000);
  const resourceGroup = `rg-t${team}`;
  return {
    id: `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/microsoft.compute/virtualmachines/${name}`,
    ...{ vmId: personOf(team, 90_000_000 + index), nicIds: [], name, resourceGroup, subscriptionId },
    ...{ privateAddresses: ['10.0.0.4'], publicAddresses: ['198.51.100.4'], location: 'westeurope' },
    ...{ subscriptionName: `Subscription ${team % 50}`, os: 'windows', power: 'running' },
    ...{ tags: { team: `t${team}`, env: index % 3 === 0 ? 'dev' : 'prod' }, jit: [] },
    ...{ protection: 'configured', behind: ['nsg'] },
  };
}
