/** The ways to a VM that go round Ajar. */
export const WAYS = ['jit', 'jit-policy', 'rules', 'detach', 'vm', 'firewall', 'rights'] as const;
export type Way = (typeof WAYS)[number];

/** What before a VM, or of it, an action is done to. */
export type TargetKind = 'policies' | 'groups' | 'nics' | 'subnets' | 'vm' | 'firewalls';

interface WayTo {
  /** After "can". */
  readonly can: string;
  /** Each of these is enough, at a resource of this kind. */
  readonly by: readonly (readonly [action: string, at: TargetKind])[];
}

const JIT = 'Microsoft.Security/locations/jitNetworkAccessPolicies';
const NETWORK = 'Microsoft.Network';
const VM = 'Microsoft.Compute/virtualMachines';
const RIGHTS = [
  'roleAssignments/write',
  'roleDefinitions/write',
  'roleAssignmentScheduleRequests/write',
  'roleEligibilityScheduleRequests/write',
];

/** The actions that open a port, or make up for one. https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations */
export const WAY_TO: Readonly<Record<Way, WayTo>> = {
  jit: { can: 'open ports through just-in-time access', by: [[`${JIT}/initiate/action`, 'policies']] },
  'jit-policy': {
    can: 'change or delete the JIT policy',
    by: [
      [`${JIT}/write`, 'policies'],
      [`${JIT}/delete`, 'policies'],
    ],
  },
  rules: {
    can: 'change the rules of its security groups',
    by: [
      [`${NETWORK}/networkSecurityGroups/securityRules/write`, 'groups'],
      [`${NETWORK}/networkSecurityGroups/securityRules/delete`, 'groups'],
      [`${NETWORK}/networkSecurityGroups/write`, 'groups'],
    ],
  },
  detach: {
    can: 'take a security group off its interface or subnet',
    by: [
      [`${NETWORK}/networkInterfaces/write`, 'nics'],
      [`${NETWORK}/virtualNetworks/subnets/write`, 'subnets'],
      [`${NETWORK}/virtualNetworks/write`, 'subnets'],
    ],
  },
  vm: {
    can: 'change it or run commands on it, which needs no port',
    by: [
      [`${VM}/write`, 'vm'],
      [`${VM}/runCommand/action`, 'vm'],
      [`${VM}/runCommands/write`, 'vm'],
      [`${VM}/extensions/write`, 'vm'],
    ],
  },
  firewall: {
    can: 'change the rules of the firewall before it',
    by: [
      [`${NETWORK}/azureFirewalls/write`, 'firewalls'],
      [`${NETWORK}/firewallPolicies/write`, 'firewalls'],
      [`${NETWORK}/firewallPolicies/ruleCollectionGroups/write`, 'firewalls'],
    ],
  },
  rights: {
    can: 'give anybody such rights, themselves too',
    by: RIGHTS.flatMap((right) =>
      (['vm', 'groups', 'policies'] as const).map((at) => [`Microsoft.Authorization/${right}`, at] as const),
    ),
  },
};
