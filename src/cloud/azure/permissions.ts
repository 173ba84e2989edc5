/** What an identity of Ajar's may be there for; `configure` has no place in the others, and each stands alone. */
export const ABILITIES = ['read', 'open', 'configure', 'sweep', 'audit'] as const;
export type Ability = (typeof ABILITIES)[number];

/**
 * What may be switched on besides, and takes more: `nsg` opens ports that Defender does not keep (AJAR_NSG=on), `nsgWhole`
 * writes many such rules as one write of their group (AJAR_NSG_WHOLE=on), `firewall` opens them in firewall policies
 * (AJAR_FIREWALL=on), `ipFlow` asks Azure itself whether somebody gets in (AJAR_IP_FLOW=on), `rights`
 * looks at the requester's own roles (AJAR_REQUESTER_RIGHTS=on).
 */
export type Feature = 'nsg' | 'nsgWhole' | 'firewall' | 'ipFlow' | 'rights';
export type Features = Readonly<Partial<Record<Feature, boolean>>>;

interface Use {
  /** In words, after "to": `find VMs`. */
  readonly why: string;
  readonly by: readonly Ability[];
  /** Only where this, or one of these, is switched on. */
  readonly only?: Feature | readonly Feature[];
  /** Of a few abilities only where this, or one of these, is switched on. */
  readonly onlyFor?: Readonly<Partial<Record<Ability, Feature | readonly Feature[]>>>;
}

const ALL: readonly Ability[] = ['read', 'open', 'configure', 'sweep'];
const SEEING: readonly Ability[] = ['read', 'open', 'configure'];
const FINDING: readonly Ability[] = [...ALL, 'audit'];
const LOOKING: readonly Ability[] = [...SEEING, 'audit'];

/** Every action of Azure's that Ajar takes: the one list that the roles, `ajar doctor` and the tests go by. */
const USES = {
  'Microsoft.Resources/subscriptions/read': { why: 'find the subscriptions', by: ALL },
  'Microsoft.ResourceGraph/resources/read': { why: 'list VMs and what is before them', by: FINDING },
  'Microsoft.Compute/virtualMachines/read': { why: 'find VMs', by: FINDING },
  'Microsoft.Compute/virtualMachineScaleSets/read': {
    why: 'list scale sets, which it cannot open',
    by: SEEING,
  },
  'Microsoft.Resources/subscriptions/resourceGroups/read': {
    ...{ why: 'tell the nodes of a Kubernetes cluster from other VMs', by: SEEING },
  },
  'Microsoft.Network/networkInterfaces/read': { why: 'find VMs', by: FINDING },
  'Microsoft.Network/virtualNetworks/read': { why: 'find the security groups before a VM', by: LOOKING },
  'Microsoft.Network/virtualNetworks/subnets/read': {
    ...{ why: 'find the security groups before a VM', by: ALL },
  },
  'Microsoft.Network/networkSecurityGroups/securityRules/read': {
    ...{ why: 'prove that a port is open or shut', by: ALL },
  },
  'Microsoft.Security/locations/jitNetworkAccessPolicies/read': { why: 'see what is open', by: FINDING },
  'Microsoft.Network/publicIPAddresses/read': { why: 'open ports, and say where to connect', by: SEEING },
  'Microsoft.Network/azureFirewalls/read': { why: 'tell whether a firewall is before a VM', by: LOOKING },
  'Microsoft.Network/firewallPolicies/ruleCollectionGroups/read': {
    ...{ why: 'follow the NAT rules of a firewall policy to a VM, and prove its own', by: ALL },
  },
  'Microsoft.Network/virtualHubs/read': {
    ...{ why: 'tell whose addresses a firewall in a virtual hub comes with', by: SEEING },
  },
  'Microsoft.Network/loadBalancers/read': { why: 'follow load balancers to a VM', by: SEEING },
  'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections/read': {
    ...{ why: 'tell which networks are behind the firewall of a virtual hub', by: SEEING },
  },
  'Microsoft.Network/routeTables/read': { why: 'tell whether a firewall is before a VM', by: SEEING },
  'Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action': {
    ...{ why: 'read the security admin rules, which outrank security groups', by: SEEING },
  },
  'Microsoft.Security/assessments/read': {
    ...{ why: 'see where a security policy switched just-in-time access off', by: SEEING },
  },
  'Microsoft.Security/pricings/read': { why: 'see whether Defender for Servers Plan 2 is on', by: SEEING },
  'Microsoft.Authorization/roleAssignments/read': {
    ...{ why: 'see who has which role', by: ['audit', 'open'] },
    onlyFor: { open: 'rights' },
  },
  'Microsoft.Authorization/roleDefinitions/read': {
    ...{ why: 'see what each role allows', by: ['audit', 'open'] },
    onlyFor: { open: 'rights' },
  },
  'Microsoft.Authorization/roleEligibilityScheduleInstances/read': {
    ...{ why: 'see who could activate a role', by: ['audit'] },
  },
  'Microsoft.Authorization/denyAssignments/read': {
    ...{ why: 'see who is denied what', by: ['audit', 'open'] },
    onlyFor: { open: 'rights' },
  },
  'Microsoft.Insights/eventtypes/values/read': { why: 'read the activity log: who did what', by: SEEING },
  'Microsoft.Authorization/permissions/read': { why: 'see its own permissions (ajar doctor)', by: SEEING },
  'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action': {
    ...{ why: 'open ports', by: ['open'] },
  },
  // In no table of Microsoft's: Azure has no call that ends an opening early.
  'Microsoft.Network/networkSecurityGroups/securityRules/delete': {
    ...{ why: 'close early, and what was left open', by: ['open', 'sweep'] },
  },
  'Microsoft.Network/locations/operations/read': {
    ...{ why: 'follow what goes on after its answer to its end', by: ALL },
    onlyFor: { read: 'ipFlow', configure: 'ipFlow' },
  },
  'Microsoft.Network/locations/operationResults/read': {
    ...{ why: 'read what Azure answers on a packet', by: SEEING, only: 'ipFlow' },
  },
  'Microsoft.Network/networkWatchers/read': {
    ...{ why: 'find the Network Watcher of a region', by: SEEING, only: 'ipFlow' },
  },
  'Microsoft.Network/networkWatchers/ipFlowVerify/action': {
    ...{ why: 'ask Azure whether a packet would get in', by: SEEING, only: 'ipFlow' },
  },
  'Microsoft.Network/networkSecurityGroups/securityRules/write': {
    ...{ why: 'open ports that Defender does not keep', by: ['open'], only: ['nsg', 'firewall'] },
  },
  'Microsoft.Network/networkSecurityGroups/read': {
    why: 'see whether a security group ends connections, and find rules that were changed or are nobody’s',
    by: ALL,
  },
  'Microsoft.Network/networkSecurityGroups/write': {
    ...{ why: 'write many rules of a security group at once', by: ['open'], only: 'nsgWhole' },
  },
  // Writing a group as a whole writes the rules of others anew, and Azure asks for this where one names such a group.
  'Microsoft.Network/applicationSecurityGroups/joinNetworkSecurityRule/action': {
    ...{ why: 'write rules that name application security groups back', by: ['open'], only: 'nsgWhole' },
  },
  'Microsoft.Network/firewallPolicies/ruleCollectionGroups/write': {
    ...{ why: 'open ports behind firewalls, and close one of several', by: ['open'], only: 'firewall' },
  },
  'Microsoft.Network/firewallPolicies/ruleCollectionGroups/delete': {
    ...{ why: 'close the last port behind a firewall', by: ['open', 'sweep'], only: 'firewall' },
  },
  'Microsoft.Network/firewallPolicies/read': {
    ...{ why: 'find its own rules without its store (ajar sweep)', by: ['open', 'sweep'] },
    onlyFor: { open: 'firewall' },
  },
  'Microsoft.Security/locations/jitNetworkAccessPolicies/write': {
    ...{ why: 'put a VM under just-in-time access, or change how', by: ['configure'] },
  },
  // Azure asks for it with the policy's. https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-usage
  'Microsoft.Compute/virtualMachines/write': {
    ...{ why: 'put a VM under just-in-time access, or change how', by: ['configure'] },
  },
  'Microsoft.Security/locations/jitNetworkAccessPolicies/delete': {
    ...{ why: 'take the last VM out of a policy of just-in-time access', by: ['configure'] },
  },
} as const satisfies Readonly<Record<string, Use>>;

export type Action = keyof typeof USES;

/** What an identity may do by the roles that it was given. */
export interface Granted {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

const useOf = (action: Action): Use => USES[action];

/** What the action is for, after "to". */
export const whyOf = (action: Action): string => useOf(action).why;

const isOn = (only: Use['only'], features: Features): boolean =>
  only === undefined || [only].flat().some((feature) => features[feature] === true);

/** What it takes to be able to do this, with what is switched on, and no more. */
export const neededFor = (ability: Ability, features: Features): readonly Action[] =>
  (Object.keys(USES) as Action[]).filter((action) => {
    const use = useOf(action);
    return use.by.includes(ability) && isOn(use.only ?? use.onlyFor?.[ability], features);
  });

/** One role must give the action and not take it away again: another role's notActions mean nothing. */
export const missingFrom = (
  roles: readonly Granted[],
  ability: Ability,
  features: Features,
): readonly Action[] =>
  neededFor(ability, features).filter((action) => !roles.some((role) => covers(role, action)));

/** One role gives the action, and does not take it away again itself. */
export const covers = ({ actions, notActions }: Granted, action: string): boolean =>
  actions.some((pattern) => matches(pattern, action)) &&
  !notActions.some((pattern) => matches(pattern, action));

/** `*` stands for any run of characters. Walked by hand: a pattern from outside never becomes a regular expression. */
function matches(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  const whole = action.toLowerCase();
  if (last === undefined) return whole === first;
  if (!whole.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const next = whole.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  return whole.length - last.length >= at && whole.endsWith(last);
}
