import { isCalled, type Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';
import { vmsNow } from '../vms-now.ts';

/** Exactly one VM of this name, whoever may ask for it; or what to write instead, with this verb. */
export async function oneVm(
  deps: Deps,
  name: string,
  verb: string,
): Promise<{ readonly vm: Vm } | { readonly refused: string }> {
  const all = await vmsNow(deps);
  if ('refused' in all) return all;
  const [vm, ...others] = all.vms.filter((each) => isCalled(each, name));
  if (!vm) return { refused: `I know no VM called ${name}. Write "vms" and a part of its name to find it.` };
  if (others.length === 0) return { vm };
  const which = [vm, ...others].map(({ id, resourceGroup }) => `${resourceGroup}: ${verb} ${id}`).join('; ');
  return { refused: `There are ${others.length + 1} VMs called ${name}. Write one of these: ${which}.` };
}
