import { type Group, readGroup, ruleIn } from '../network/group.ts';
import { beforeSending } from '../wire/before-sending.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { change, type Progress, type Taken } from '../wire/operation.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import type { Decision, Draft } from './decide.ts';

/** Azure took the rule or has it already; or a sentence that says why there can be none. */
export type Put =
  | (Taken & {
      /** What people should know of the group all the same. */
      readonly remark?: string;
      /** The group as it was read after the write, with the rule in place: as good as reading it back. */
      readonly seen?: Group;
    })
  | { readonly refused: string };

/**
 * Writes one rule into one group and reads that until it shows the rule in place; one that is there as it is wanted is left.
 * The group is read right before, because the priority must be free; `latest` is such a reading, made after whatever was
 * written last, and is only ever good for a yes. Throws `CloudError`.
 */
export async function putRule(
  clients: Clients,
  nsgId: string,
  rule: Draft,
  deadline: Deadline,
  latest?: Group,
): Promise<Put> {
  const early = latest && rule.decide(latest);
  const decision = isPlace(early) ? early : await decideNow(clients, nsgId, rule, deadline);
  if (decision === 'stands') return { traces: [] };
  if ('refused' in decision) return decision;
  const { subscriptionId, resourceGroup, names } = readId('network security group', nsgId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `write the rule "${rule.name}" into the network security group "${nameIn(nsgId)}"`,
    'Microsoft.Network/networkSecurityGroups/securityRules/write',
    `the network security group "${nameIn(nsgId)}"`,
  );
  const { priority } = decision;
  let seen: Group | undefined;
  const taken = await change(
    doing,
    deadline,
    (options) =>
      network.securityRules.createOrUpdate(
        ...([resourceGroup, names[0] ?? '', rule.name, rule.body(priority), options] as const),
      ),
    async (patience) => {
      const group = await readGroup(clients, nsgId, patience);
      const progress = progressOf(group, rule, priority);
      if (progress === 'done') seen = group;
      return progress;
    },
  );
  return { ...taken, ...(seen && { seen }) };
}

const isPlace = (decision: Decision | undefined): decision is { readonly priority: number } =>
  typeof decision === 'object' && 'priority' in decision;

async function decideNow(
  clients: Clients,
  nsgId: string,
  rule: Draft,
  deadline: Deadline,
): Promise<Decision> {
  const group = await beforeSending(readGroup(clients, nsgId, deadline));
  return group
    ? rule.decide(group)
    : { refused: `The network security group "${nameIn(nsgId)}" does not exist any more. Ask again.` };
}

/** Told only by the rule as it was written: what was there before it, or nothing, may be an old reading or a failure. */
function progressOf(group: Group | undefined, rule: Draft, priority: number): Progress {
  const own = ruleIn(group, rule.name);
  if (!group || own?.priority !== priority || rule.decide(group) !== 'stands') return 'unclear';
  return PROGRESS.get(own.progress) ?? 'unclear';
}

const PROGRESS: ReadonlyMap<string, Progress> = new Map([
  ['succeeded', 'done'],
  ['updating', 'going'],
]);
