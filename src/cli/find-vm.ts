import { isCalled, type Vm } from '../access/vm.ts';
import { Complaint } from '../complaint.ts';
import type { Inventory } from '../ports/inventory.ts';
import { CloudError } from '../ports/provider.ts';

/** What the cloud does not say is a `Complaint`, for commands that end with 1 for what they found: nothing was. */
export async function orComplaint<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof CloudError) throw new Complaint(error.message, { cause: error });
    throw error;
  }
}

/** The one VM that is called so. Throws `Complaint` where there is none, or several. */
export async function findVm(inventory: Pick<Inventory, 'all'>, name: string): Promise<Vm> {
  const [vm, ...others] = (await inventory.all()).filter((each) => isCalled(each, name));
  if (!vm) throw new Complaint(`There is no VM called ${name} that Ajar can read. "ajar vms" lists them.`);
  if (others.length === 0) return vm;
  const ids = [vm, ...others].map(({ id }) => `\n  ${id}`).join('');
  throw new Complaint(`There are ${others.length + 1} VMs called ${name}. Write one of these ids:${ids}`);
}
