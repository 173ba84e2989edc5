import { randomUUID } from 'node:crypto';
import type { ArmDocument } from './documents.ts';
import { readResourceId } from './resource-id.ts';

/** Everything that exists in the sandbox: ARM documents by lower-cased id, one truth for every API and for the doors. */
export interface Cloud {
  find<T extends ArmDocument>(id: string): T | undefined;
  /** Documents of a type, in the order in which they were put; the type is compared without case. */
  ofType<T extends ArmDocument>(type: string): readonly T[];
  all(): readonly ArmDocument[];
  put(document: ArmDocument): void;
  remove(id: string): boolean;
  /** Says that a document was changed in place: a new etag, and the listeners hear of it. */
  touched(document?: ArmDocument): void;
  /** Calls after every change. */
  onChange(call: () => void): void;
}

/** An empty cloud. */
export function createCloud(): Cloud {
  const documents = new Map<string, ArmDocument>();
  const listeners: (() => void)[] = [];
  const tell = (): void => {
    for (const call of listeners) call();
  };
  return {
    find: <T extends ArmDocument>(id: string) => documents.get(id.toLowerCase()) as T | undefined,
    ofType: <T extends ArmDocument>(type: string) =>
      [...documents.values()].filter((d) => d.type.toLowerCase() === type.toLowerCase()) as T[],
    all: () => [...documents.values()],
    put(document) {
      documents.set(document.id.toLowerCase(), document);
      tell();
    },
    remove(id) {
      const gone = documents.delete(id.toLowerCase());
      if (gone) tell();
      return gone;
    },
    touched(document) {
      if (document?.etag) document.etag = document.etag.startsWith('W/') ? newEtag() : newBareEtag();
      tell();
    },
    onChange: (call) => void listeners.push(call),
  };
}

/** A weak etag such as the network provider writes. */
export const newEtag = (): string => `W/"${randomUUID()}"`;

/** As a firewall policy's groups of rules have it in their body, without the quotes of the header (recorded). */
export const newBareEtag = (): string => randomUUID();

export const SUBSCRIPTION = 'Microsoft.Resources/subscriptions';
export const RESOURCE_GROUP = 'Microsoft.Resources/subscriptions/resourceGroups';

/** Puts the subscription and resource group that an id names, where they are missing. */
export function putParents(cloud: Cloud, id: string, tenantId: string, location: string): void {
  const { subscription, group } = readResourceId(id);
  if (subscription && !cloud.find(`/subscriptions/${subscription}`))
    putSubscription(cloud, subscription, subscription, tenantId);
  const groupId = `/subscriptions/${subscription}/resourceGroups/${group}`;
  if (group && !cloud.find(groupId))
    cloud.put({
      id: groupId,
      name: group,
      type: RESOURCE_GROUP,
      location,
      properties: { provisioningState: 'Succeeded' },
    });
}

/** Puts copies of documents as they are, with the subscription and resource group that each needs. */
export function putAll(cloud: Cloud, documents: readonly ArmDocument[], tenantId: string): void {
  for (const document of documents) {
    putParents(cloud, document.id, tenantId, document.location ?? 'koreacentral');
    cloud.put(structuredClone(document));
  }
}

/** Puts a subscription with Defender for Servers Plan 2 (the plan that JIT needs) unless told otherwise. */
export function putSubscription(
  cloud: Cloud,
  subscriptionId: string,
  displayName: string,
  tenantId: string,
  plan: 'P2' | 'P1' | 'Free' = 'P2',
): void {
  const id = `/subscriptions/${subscriptionId}`;
  cloud.put({
    id,
    name: displayName,
    type: SUBSCRIPTION,
    properties: { subscriptionId, tenantId, displayName, state: 'Enabled' },
  });
  cloud.put({
    id: `${id}/providers/Microsoft.Security/pricings/VirtualMachines`,
    name: 'VirtualMachines',
    type: 'Microsoft.Security/pricings',
    properties: {
      pricingTier: plan === 'Free' ? 'Free' : 'Standard',
      ...(plan === 'Free' ? {} : { subPlan: plan }),
      freeTrialRemainingTime: 'PT0S',
    },
  });
}
