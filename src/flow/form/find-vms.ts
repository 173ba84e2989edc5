import { indexNames, type NameIndex } from '../../access/name-index.ts';
import type { Vm } from '../../access/vm.ts';
import type { Inventory } from '../../ports/inventory.ts';
import type { MaySee } from '../say/may-see.ts';

interface VmIndex {
  readonly vms: readonly Vm[];
  readonly names: NameIndex;
  readonly groups: NameIndex;
  /** The places of each group's VMs, by the place of its name. */
  readonly inGroup: readonly (readonly number[])[];
}

const INDEXES = new WeakMap<Inventory, VmIndex>();

/** The VMs that a few letters mean, best first: by name, then by resource group. Letters may be missing, too many or swapped. */
export function findVms(
  inventory: Inventory,
  vms: readonly Vm[],
  { letters, limit, may }: { readonly letters: string; readonly limit: number; readonly may: MaySee },
): readonly Vm[] {
  const { names, groups, inGroup } = indexFor(inventory, vms);
  const found = new Set(names.find(letters, limit, may));
  if (found.size < limit) {
    const some = (group: number): boolean => inGroup[group]!.some(may);
    for (const group of groups.find(letters, limit, some))
      for (const place of inGroup[group]!) if (found.size < limit && may(place)) found.add(place);
  }
  return [...found].map((place) => vms[place]!);
}

/** The list is read anew every few minutes, and hardly ever are its names others. */
function indexFor(inventory: Inventory, vms: readonly Vm[]): VmIndex {
  const known = INDEXES.get(inventory);
  if (known?.vms === vms) return known;
  const index = known && isNamedAlike(known.vms, vms) ? { ...known, vms } : indexOf(vms);
  INDEXES.set(inventory, index);
  return index;
}

const isNamedAlike = (some: readonly Vm[], others: readonly Vm[]): boolean =>
  some.length === others.length &&
  some.every(({ name, resourceGroup }, place) => {
    const other = others[place]!;
    return name === other.name && resourceGroup === other.resourceGroup;
  });

function indexOf(vms: readonly Vm[]): VmIndex {
  const places = Map.groupBy(vms.keys(), (place) => vms[place]!.resourceGroup.toLowerCase());
  return {
    ...{ vms, names: indexNames(vms.map(({ name }) => name)) },
    ...{ groups: indexNames([...places.keys()]), inGroup: [...places.values()] },
  };
}
