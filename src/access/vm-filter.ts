import { groupOf, PROTECTION_GROUPS, type ProtectionGroup } from './protection.ts';
import type { Vm } from './vm.ts';

/** Which VMs are meant; what is missing or empty leaves none out. Case is nothing, as with Azure's own names. */
export interface VmFilter {
  /** Each is a part of the name, the resource group, the subscription's name or a tag's value. */
  readonly words: readonly string[];
  readonly group?: ProtectionGroup;
  readonly resourceGroup?: string;
  /** An id, or a part of a name. */
  readonly subscription?: string;
  readonly tags: readonly TagFilter[];
}

/** Without a value the tag only has to be there. */
export interface TagFilter {
  readonly key: string;
  readonly value?: string;
}

/** The VMs that fit, by group, then by name. */
export const matchVms = (vms: readonly Vm[], filter: VmFilter): readonly Vm[] =>
  vms
    .filter((vm) => fits(vm, filter))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id));

const rank = ({ protection }: Vm): number => PROTECTION_GROUPS.indexOf(groupOf(protection));

function fits(vm: Vm, { words, group, resourceGroup, subscription, tags }: VmFilter): boolean {
  const texts = [vm.name, vm.resourceGroup, vm.subscriptionName, ...Object.values(vm.tags)].map(lower);
  return (
    words.every((word) => texts.some((text) => text.includes(lower(word)))) &&
    (group === undefined || groupOf(vm.protection) === group) &&
    (resourceGroup === undefined || lower(vm.resourceGroup) === lower(resourceGroup)) &&
    (subscription === undefined || isOf(vm, lower(subscription))) &&
    tags.every((tag) => hasTag(vm, tag))
  );
}

const isOf = (vm: Vm, said: string): boolean =>
  lower(vm.subscriptionId) === said || lower(vm.subscriptionName).includes(said);

const hasTag = (vm: Vm, { key, value }: TagFilter): boolean =>
  Object.entries(vm.tags).some(
    ([name, has]) => lower(name) === lower(key) && (value === undefined || lower(has) === lower(value)),
  );

const lower = (text: string): string => text.toLowerCase();

const quoted = (text: string): string => (text.includes(' ') ? `"${text}"` : text);

/** The filter as a person would write it after "vms"; empty where it leaves nothing out. */
export const writeFilter = ({ words, group, resourceGroup, subscription, tags }: VmFilter): string =>
  [
    ...words,
    ...(resourceGroup === undefined ? [] : [`in ${resourceGroup}`]),
    ...(subscription === undefined ? [] : [`subscription ${subscription}`]),
    ...tags.map(({ key, value }) => `tag ${key}${value === undefined ? '' : `=${quoted(value)}`}`),
    ...(group === undefined ? [] : [group.replace('-', ' ')]),
  ].join(' ');
