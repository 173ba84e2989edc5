import { isGuid } from './guid.ts';

/**
 * Azure's own naming rules: whatever else a person writes never reaches a query or an address (HOLES H24).
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
import { isRequestId } from './request-id.ts';

/** 1 to 64 letters, digits, `_`, `-`, `.`; some letter; begins with a letter or digit, does not end with `.` or `-`; never a request id. */
export const isVmName = (text: string): boolean =>
  text.length <= 64 &&
  /^[a-z0-9](?:[a-z0-9_.-]*[a-z0-9_])?$/i.test(text) &&
  /[a-z]/i.test(text) &&
  !isRequestId(text);

/** 1 to 90 letters (of any script), digits, `_`, `-`, `.`, `(`, `)`; does not end with a dot. */
export const isResourceGroup = (text: string): boolean =>
  text.length <= 90 && /^[\p{L}\p{N}_.()-]+$/u.test(text) && !text.endsWith('.');

/** A whole resource id of a VM, taken apart. */
export interface VmResourceId {
  /** The id in lower case, as Azure compares it. */
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
}

/** Reads `/subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/virtualMachines/…`; undefined when it is not one of a VM. */
export function readVmResourceId(text: string): VmResourceId | undefined {
  const [lead, subscriptions, subscription = '', groups, resourceGroup = '', ...provider] = text.split(
    '/',
    10,
  );
  const [providers, compute, type, name = '', ...rest] = provider;
  const frame = [lead, subscriptions, groups, providers, compute, type].join('/').toLowerCase();
  const isVm = frame === '/subscriptions/resourcegroups/providers/microsoft.compute/virtualmachines';
  if (!isVm || !isGuid(subscription) || rest.length > 0 || !isResourceGroup(resourceGroup) || !isVmName(name))
    return undefined;
  return { id: text.toLowerCase(), name, resourceGroup };
}
