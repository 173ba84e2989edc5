import { createHash } from 'node:crypto';
import type { VmRef } from '../../../access/vm.ts';

/**
 * Policy and VM name together: JIT describes its rules with 84 fixed characters and both, and Azure takes 140.
 * https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-usage
 */
const MOST = 56;
const SHORTEST_HASH = 6;
const LONGEST_HASH = 12;

/** The portal's Connect page knows no other. */
const DEFAULT = 'default';

/**
 * The name of the policy that a VM in none is put into: `default`, or the VM's own name; a short hash of its id where that
 * is too long, and a sentence where nothing is short enough.
 */
export function policyNameFor(
  { id, name }: Pick<VmRef, 'id' | 'name'>,
  setting: 'default' | 'per-vm',
): string | { readonly refused: string } {
  const wanted = setting === 'default' ? DEFAULT : name;
  const room = MOST - name.length;
  if (wanted.length <= room) return wanted;
  if (room < SHORTEST_HASH)
    return {
      refused: `The name ${name} is too long for just-in-time access: with the policy's it may have ${MOST} characters, so the VM's at most ${MOST - SHORTEST_HASH}.`,
    };
  const hash = createHash('sha256').update(id.toLowerCase()).digest('hex');
  return hash.slice(0, Math.min(room, LONGEST_HASH));
}
