import type { Person } from '../src/access/person.ts';
import type { Vm } from '../src/access/vm.ts';
import { vmOf } from '../test/fakes/vms.ts';

// Who asks and who approves, of which VMs, by which policy: apart from all that runs, since whoever posts for them needs nothing of Ajar.

export const ASKER = { id: personId(0), name: 'Asker' };
/** Nobody clicks more often within a minute than the policy lets them. */
export const APPROVERS: readonly Person[] = Array.from({ length: 64 }, (_, at) => ({
  id: personId(at + 1),
  name: `Approver ${at + 1}`,
}));

function personId(number: number): string {
  return `33333333-3333-4333-8333-${String(number).padStart(12, '0')}`;
}

export const TEAM = 'T0EXAMPLE1';
export const slackUserOf = (at: number): string => `U0APPROVER${at}`;

export const POLICY_TEXT = `
groups:
  engineers: [{ id: ${ASKER.id}, name: ${ASKER.name} }]
  approvers:
${APPROVERS.map(({ id, name }, at) => `    - { id: ${id}, name: ${name}, accounts: { slack: ${TEAM}/${slackUserOf(at)} } }`).join('\n')}
limits: { messages: 1000, asks: 1000, asksPerVm: 10000, pending: 1000 }
defaults: { duration: 1h, routes: { ask: [direct] } }
rules:
  - id: production
    match: { tags: { env: prod }, requesters: [engineers] }
    require: { approvals: [{ count: 1, from: approvers }], maxDuration: 3h }
`;
export const vmAt = (at: number): Vm => vmOf(`vm-prod-${at}`, [3389], { tags: { env: 'prod' } });
