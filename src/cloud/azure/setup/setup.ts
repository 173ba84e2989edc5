import { formatPort } from '../../../access/port.ts';
import { undenied } from '../../../access/setup/undenied.ts';
import type { JitOrder, JitSetup } from '../../../ports/jit-setup.ts';
import { CloudError } from '../../../ports/provider.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { readJitPolicy } from '../inventory/jit-policy.ts';
import { orError, startDeadline } from '../wire/call.ts';
import type { InTurn } from '../wire/turns.ts';
import { type Looking, lookAt } from './look.ts';
import { createPolicyCalls } from './policy-calls.ts';
import { writeRules } from './write.ts';

/** What Azure's side of it is made of. */
interface Parts extends Looking {
  readonly inventory: Pick<AzureInventory, 'fresh' | 'learn'>;
  readonly inTurn: InTurn;
  readonly settleMs: number;
}

/** Puts VMs under just-in-time access through Defender's JIT policies, one write of a policy at a time. */
export function createJitSetup(parts: Parts): JitSetup {
  const { clients, inTurn, settleMs } = parts;
  return {
    off: undefined,
    look: (vm) => lookAt(parts, vm),
    async write(order) {
      const { traces, notes } = await inTurn(order.policyId.toLowerCase(), () => {
        const calls = createPolicyCalls(clients, order.policyId);
        return writeRules({ clients, calls, order, settleMs, deadline: startDeadline(clients.limitMs) });
      });
      await learn(parts, order);
      const note = [...notes, ...(await denyNote(parts, order))].join(' ');
      return { traces, ...(note !== '' && { note }) };
    },
  };
}

/** The list of VMs follows our own writes. What cannot be read for that now comes with its next reading. */
async function learn({ clients, inventory }: Parts, { policyId }: JitOrder): Promise<void> {
  const read = await orError(readJitPolicy(clients, policyId, startDeadline(clients.limitMs)));
  if (!(read instanceof CloudError)) inventory.learn(policyId, read);
}

/** Azure takes the policy at once and makes its deny rules in the background, where it may fail without a word (FACTS 4.7). */
async function denyNote({ inspector }: Parts, { vm, rules }: JitOrder): Promise<readonly string[]> {
  if (rules.length === 0) return [];
  const network = await orError(inspector.inspect(vm));
  if (network instanceof CloudError)
    return [`Whether JIT's deny rules are in place could not be read. ${network.message}`];
  const missing = undenied(network, rules).map(formatPort);
  return missing.length === 0
    ? []
    : [
        `JIT's deny rule for ${missing.join(', ')} is not in place yet: Azure makes it in the background. Check ${vm.name} in a minute.`,
      ];
}
