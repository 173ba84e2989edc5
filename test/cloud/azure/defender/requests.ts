import { expect } from 'vitest';
import type { ArmDocument } from '../../../../sandbox/azure/cloud/documents.ts';
import type { Sandbox } from '../../../../sandbox/azure/sandbox.ts';
import { SUB } from '../sandbox-azure.ts';

/** What Azure keeps of one opening, as far as the tests change it. */
export interface Asked {
  justification?: string;
  requestor: string;
  virtualMachines: {
    ports: { status: string; allowedSourceAddressPrefix: string; endTimeUtc: string }[];
  }[];
}

type Policy = Pick<ArmDocument, 'id' | 'name' | 'type'> & {
  readonly properties: { readonly requests: Asked[] };
};

export const POLICY = `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Security/locations/koreacentral/jitNetworkAccessPolicies/default`;

export const readPolicy = (sandbox: Sandbox): Policy => {
  const policy = sandbox.document(POLICY) as Policy;
  expect(policy.properties.requests).not.toHaveLength(0);
  return policy;
};

/** Changes what Azure keeps of every opening, as real answers were seen to differ. */
export function alter(sandbox: Sandbox, change: (asked: Asked) => void): void {
  const policy = readPolicy(sandbox);
  for (const asked of policy.properties.requests) change(asked);
  sandbox.put(policy);
}

/** Adds a second opening like the only one, with a change. */
export function addLike(sandbox: Sandbox, change: (asked: Asked) => void): void {
  const policy = readPolicy(sandbox);
  const more = structuredClone(policy.properties.requests[0]!);
  change(more);
  policy.properties.requests.push(more);
  sandbox.put(policy);
}

export const nameless = (asked: Asked): void => {
  delete asked.justification;
};

/** Gives every port of an opening another status. */
export const withStatus =
  (status: string) =>
  (asked: Asked): void => {
    for (const port of asked.virtualMachines.flatMap((vm) => vm.ports)) port.status = status;
  };
