import { opensOn } from '../../access/policy/mode.ts';
import { sayWould } from '../../access/policy/would.ts';
import type { Judgement } from '../../access/verdict.ts';
import type { Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';

/** Those VMs of some on which Ajar opens nothing, since the policy says that it only watches there. */
export const watchedVms = ({ policy }: Pick<Deps, 'policy'>, vms: readonly Vm[]): readonly Vm[] =>
  vms.filter((vm) => !opensOn(policy(), vm));

/** What would have become of a wish, where nothing is opened. */
export function onlyWatching(deps: Pick<Deps, 'policy'>, vms: readonly Vm[], judgement: Judgement): string {
  const where = [...new Set(vms.map(({ resourceGroup }) => resourceGroup))].join(', ');
  return `Ajar only watches in ${where}, so nothing was opened. If it opened there, ${sayWould(deps.policy(), judgement)}.`;
}

/** Why an opening that is under way must stop: the policy was changed since. */
export const noLongerOpens = (vms: readonly Vm[]): string =>
  `The policy says now that Ajar only watches in ${[...new Set(vms.map(({ resourceGroup }) => resourceGroup))].join(', ')}: it opens nothing there.`;

/** The same of setting up. */
export const writesNothing = ({ resourceGroup }: Pick<Vm, 'resourceGroup'>): string =>
  `Ajar only watches in ${resourceGroup}: it writes nothing there.`;
