import type { JitPolicy, Nsg } from '../../sandbox/azure/cloud/documents.ts';
import type { Sandbox } from '../../sandbox/azure/sandbox.ts';
import { demo } from '../../sandbox/scenarios/demo.ts';
import type { Reply, Wire } from './wire.ts';

const PROD = `/subscriptions/${demo.subscriptions.prod!.id}/resourceGroups`;
const LAB = `/subscriptions/${demo.subscriptions.lab!.id}/resourceGroups`;

/** Ids in the demo's cloud that the tests use. */
export const IDS = {
  prodSubscription: demo.subscriptions.prod!.id,
  prodPolicy: `${PROD}/rg-prod/providers/Microsoft.Security/locations/koreacentral/jitNetworkAccessPolicies/default`,
  labPolicy: `${LAB}/rg-lab/providers/Microsoft.Security/locations/koreacentral/jitNetworkAccessPolicies/default`,
  vm01: `${PROD}/rg-prod/providers/Microsoft.Compute/virtualMachines/vm-prod-01`,
  vm02: `${PROD}/rg-prod/providers/Microsoft.Compute/virtualMachines/vm-prod-02`,
  db: `${PROD}/rg-prod/providers/Microsoft.Compute/virtualMachines/db-prod-01`,
  gateway: `${PROD}/rg-prod/providers/Microsoft.Compute/virtualMachines/gateway-01`,
  sleeper: `${LAB}/rg-lab/providers/Microsoft.Compute/virtualMachines/sleeper-01`,
  nsg: `${PROD}/rg-prod/providers/Microsoft.Network/networkSecurityGroups/nsg-prod`,
} as const;

export const JIT = '?api-version=2020-01-01';
export const NET = '?api-version=2026-01-01';
export const MINUTE = 60_000;

/** Asks for one port of one VM from now on. */
export function initiate(
  wire: Wire,
  now: Date,
  asked: {
    readonly policy?: string;
    readonly vm?: string;
    readonly number?: number;
    readonly source?: string;
    readonly minutes?: number;
  } = {},
): Promise<Reply> {
  const {
    policy = IDS.prodPolicy,
    vm = IDS.vm01,
    number = 3389,
    source = '203.0.113.7',
    minutes = 60,
  } = asked;
  const endTimeUtc = new Date(now.getTime() + minutes * MINUTE).toISOString();
  const ports = [{ number, endTimeUtc, ...(source === '' ? {} : { allowedSourceAddressPrefix: source }) }];
  return wire('POST', `${policy}/initiate${JIT}`, {
    virtualMachines: [{ id: vm, ports }],
    justification: 'ajar aj-1',
  });
}

/** What the policy says of its requests: `3389 from 203.0.113.7: Initiated UserRequested`. */
export function statuses(sandbox: Sandbox, policy: string = IDS.prodPolicy): readonly string[] {
  const { requests } = (sandbox.document(policy) as JitPolicy).properties;
  return requests
    .flatMap((request) => request.virtualMachines.flatMap((vm) => vm.ports))
    .map((p) => `${p.number} from ${p.allowedSourceAddressPrefix}: ${p.status} ${p.statusReason}`)
    .sort();
}

/** Defender's allow rules in a group. */
export function allows(sandbox: Sandbox, nsg: string = IDS.nsg) {
  return (sandbox.document(nsg) as Nsg).properties.securityRules.filter(
    (rule) => rule.properties.access === 'Allow' && rule.name.includes('JITRule'),
  );
}

/** The socket of a VM's port on this machine. */
export function socketOf(sandbox: Sandbox, vm: string, port: string): string {
  const found = sandbox.vms.find(({ id }) => id === vm)?.sockets[port];
  if (!found) throw new Error(`${vm} has no ${port}`);
  return found;
}
