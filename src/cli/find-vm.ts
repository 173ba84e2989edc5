import { isCalled, type Vm } from '../access/vm.ts';
import { Complaint } from '../complaint.ts';
import type { Inventory } from '../ports/inventory.ts';

/** The one VM that is called so. Throws `Complaint` where there is none, or several. */
export async function findVm(inventory: Pick<Inventory, 'all'>, name: string): Promise<Vm> {
  const [vm, ...others] = (await inventory.all()).filter((each) => isCalled(each, name));
  if (!vm) throw new Complaint(`There is no VM called ${name} that Ajar can read. "ajar vms" lists them.`);
  if (others.length === 0) return vm;
  const ids = [vm, ...others].map(({ id }) => `\n  ${id}`).join('');
  throw new Complaint(`There are ${others.length + 1} VMs called ${name}. Write one of these ids:${ids}`);
}
