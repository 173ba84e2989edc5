import type { Action } from './permissions.ts';

const NO_VMS = 'the VM is not found: nothing can be asked for it';
const NO_PROOF =
  'nothing can be proven open or shut: no request for it gets open, and one that was stays "closing"';
const NO_OPENING = 'every opening fails, and the requester is told so';
const NO_CLOSING =
  'an early close fails and is tried for ever, with an alarm to on-call; Azure still ends what Defender opened';
const NO_CHECK = '"check" and "vms" say "cannot be told" of it; what it hides is not warned of';
const NO_ACTIVITY = '"activity" cannot say who acted outside of Ajar';
const NO_DOCTOR = '"ajar doctor" cannot look at it';
const NO_DRIFT = 'rules that somebody changed or left behind are not noticed';
const NO_BYPASS = '"ajar azure bypass" cannot tell who could go round Ajar';
const NO_RIGHTS = 'what a rule with requesterNeeds asks for is refused';
const NO_IP_FLOW = 'Azure\'s own answer is missing beside that of "check … from …"';
const NO_OWN_RULES = 'ports that Defender does not keep cannot be opened';
const NO_FIREWALL = 'ports behind a firewall policy cannot be opened';
const NO_FIREWALL_END = 'a port behind a firewall policy stays open past its end, with an alarm to on-call';
const ONE_BY_ONE = 'rules are written one by one, some seconds each';
const NO_SETUP = 'no VM can be put under just-in-time access by Ajar, nor taken out';

/** What breaks without each action; why it is there, `whyOf` says. */
export const LOSSES: Readonly<Record<Action, string>> = {
  'Microsoft.Resources/subscriptions/read': NO_VMS,
  'Microsoft.ResourceGraph/resources/read': NO_VMS,
  'Microsoft.Compute/virtualMachines/read': NO_VMS,
  'Microsoft.Compute/virtualMachineScaleSets/read': NO_CHECK,
  'Microsoft.Resources/subscriptions/resourceGroups/read': NO_CHECK,
  'Microsoft.Network/networkInterfaces/read': NO_VMS,
  'Microsoft.Network/virtualNetworks/read': NO_CHECK,
  'Microsoft.Network/virtualNetworks/subnets/read': NO_PROOF,
  'Microsoft.Network/networkSecurityGroups/securityRules/read': NO_PROOF,
  'Microsoft.Security/locations/jitNetworkAccessPolicies/read': NO_OPENING,
  'Microsoft.Network/publicIPAddresses/read': 'Azure refuses an opening, and nobody is told where to connect',
  'Microsoft.Network/azureFirewalls/read': NO_CHECK,
  'Microsoft.Network/firewallPolicies/ruleCollectionGroups/read': NO_CHECK,
  'Microsoft.Network/virtualHubs/read': NO_CHECK,
  'Microsoft.Network/loadBalancers/read': NO_CHECK,
  'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections/read': NO_CHECK,
  'Microsoft.Network/routeTables/read': NO_CHECK,
  'Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action': NO_CHECK,
  'Microsoft.Security/assessments/read': NO_CHECK,
  'Microsoft.Security/pricings/read': NO_DOCTOR,
  'Microsoft.Authorization/roleAssignments/read': `${NO_BYPASS}; ${NO_RIGHTS}`,
  'Microsoft.Authorization/roleDefinitions/read': `${NO_BYPASS}; ${NO_RIGHTS}`,
  'Microsoft.Authorization/roleEligibilityScheduleInstances/read': NO_BYPASS,
  'Microsoft.Authorization/denyAssignments/read': `${NO_BYPASS}; ${NO_RIGHTS}`,
  'Microsoft.Insights/eventtypes/values/read': NO_ACTIVITY,
  'Microsoft.Authorization/permissions/read': NO_DOCTOR,
  'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action': NO_OPENING,
  'Microsoft.Network/networkSecurityGroups/securityRules/delete': NO_CLOSING,
  'Microsoft.Network/locations/operations/read': NO_PROOF,
  'Microsoft.Network/locations/operationResults/read': NO_IP_FLOW,
  'Microsoft.Network/networkWatchers/read': NO_IP_FLOW,
  'Microsoft.Network/networkWatchers/ipFlowVerify/action': NO_IP_FLOW,
  'Microsoft.Network/networkSecurityGroups/securityRules/write': NO_OWN_RULES,
  'Microsoft.Network/networkSecurityGroups/read': NO_DRIFT,
  'Microsoft.Network/networkSecurityGroups/write': ONE_BY_ONE,
  'Microsoft.Network/applicationSecurityGroups/joinNetworkSecurityRule/action': ONE_BY_ONE,
  'Microsoft.Network/firewallPolicies/ruleCollectionGroups/write': NO_FIREWALL,
  'Microsoft.Network/firewallPolicies/ruleCollectionGroups/delete': NO_FIREWALL_END,
  'Microsoft.Network/firewallPolicies/read': NO_FIREWALL_END,
  'Microsoft.Security/locations/jitNetworkAccessPolicies/write': NO_SETUP,
  'Microsoft.Compute/virtualMachines/write': NO_SETUP,
  'Microsoft.Security/locations/jitNetworkAccessPolicies/delete': NO_SETUP,
};
