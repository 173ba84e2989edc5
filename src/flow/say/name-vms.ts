import { distance } from 'fastest-levenshtein';
import type { Vm } from '../../access/vm.ts';
import { NO_VMS } from './visible-vms.ts';
import type { Ask, Completed } from './wish.ts';

/** As many buttons as a card comfortably has. */
const NEAREST = 5;

/** The VMs that the names mean, of those this person may ask for; never a guess: one exact match, or buttons. */
export function nameVms(visible: readonly Vm[], ask: Ask): Completed | { readonly vms: readonly Vm[] } {
  if (ask.vms.length === 0)
    return { refused: 'Which VM?', hint: 'open 3389 on vm-prod-01 for 2h from 203.0.113.7' };
  const found: Vm[] = [];
  for (const [index, name] of ask.vms.entries()) {
    const fitting = visible.filter((vm) => isNamed(vm, name, idOf(ask, index), ask.resourceGroup));
    const [only] = fitting;
    if (!only) return unknownName(visible, ask, index);
    if (fitting.length > 1) return severalNamed(fitting, ask, index);
    found.push(only);
  }
  return { vms: [...new Map(found.map((vm) => [vm.id, vm])).values()] };
}

/** The id that was written for this name; of several VMs of one name each has its own, in their order. */
function idOf({ vms, ids }: Ask, index: number): string | undefined {
  const name = vms[index]?.toLowerCase();
  const own = ids.filter((each) => each.endsWith(`/${name}`));
  const before = vms.slice(0, index).filter((each) => each.toLowerCase() === name).length;
  return own[before] ?? own[0];
}

function isNamed(vm: Vm, name: string, id: string | undefined, resourceGroup: string | undefined): boolean {
  if (vm.name.toLowerCase() !== name.toLowerCase()) return false;
  if (id !== undefined) return vm.id === id;
  return resourceGroup === undefined || vm.resourceGroup.toLowerCase() === resourceGroup.toLowerCase();
}

function severalNamed(fitting: readonly Vm[], ask: Ask, index: number): Completed {
  const name = ask.vms[index];
  return {
    question: {
      sentence: `There are ${fitting.length} VMs called ${name}. Which one?`,
      choices: fitting.slice(0, NEAREST).map((vm) => choiceOf(vm, ask, index)),
    },
  };
}

function unknownName(visible: readonly Vm[], ask: Ask, index: number): Completed {
  const name = ask.vms[index] ?? '';
  if (visible.length === 0) return { refused: NO_VMS };
  const nearest = visible
    .map((vm) => ({ vm, far: distance(plain(vm.name), plain(name)) }))
    .sort((a, b) => a.far - b.far || a.vm.id.localeCompare(b.vm.id))
    .slice(0, NEAREST);
  return {
    question: {
      sentence: `I know no VM called ${name} that you may ask for. Did you mean one of these?`,
      choices: nearest.map(({ vm }) => choiceOf(vm, ask, index)),
    },
  };
}

/** People leave out or move the hyphens; the distance should not count them. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_.]/g, '');

/** A button that puts this VM, by its whole id, in the place of the name. */
function choiceOf(vm: Vm, ask: Ask, index: number) {
  const vms = ask.vms.map((each, at) => (at === index ? vm.name : each));
  const ids = [...ask.ids.filter((id) => !id.endsWith(`/${ask.vms[index]?.toLowerCase()}`)), vm.id];
  return { title: vm.name, note: `${vm.resourceGroup}, ${vm.subscriptionName}`, fills: { vms, ids } };
}
