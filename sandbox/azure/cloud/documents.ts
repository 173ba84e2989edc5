/**
 * The sandbox keeps every resource as the ARM document that Azure would answer, so that every API tells the same truth.
 * These are the parts that the sandbox itself reads; a document may hold more. They change in place: it is a simulator's state.
 */
export interface ArmDocument {
  id: string;
  name: string;
  type: string;
  location?: string;
  tags?: Record<string, string>;
  etag?: string;
  // biome-ignore lint/suspicious/noExplicitAny: documents of many kinds; each kind below says what is read of it
  properties: any;
  [key: string]: unknown;
}

/** A reference from one document to another. */
export interface Link {
  id: string;
}

/** One rule of a network security group, given or default. */
export interface SecurityRule extends ArmDocument {
  properties: {
    provisioningState: string;
    description?: string;
    protocol: string;
    access: 'Allow' | 'Deny';
    direction: 'Inbound' | 'Outbound';
    priority: number;
    sourcePortRange?: string;
    sourceAddressPrefix?: string;
    sourceAddressPrefixes?: string[];
    destinationPortRange?: string;
    destinationPortRanges?: string[];
    destinationAddressPrefix?: string;
    destinationAddressPrefixes?: string[];
    sourceApplicationSecurityGroups?: Link[];
    destinationApplicationSecurityGroups?: Link[];
    [key: string]: unknown;
  };
}

/** A network security group. */
export interface Nsg extends ArmDocument {
  properties: { securityRules: SecurityRule[]; defaultSecurityRules: SecurityRule[]; [key: string]: unknown };
}

/** A rule that a virtual network manager put on a network; the type is the sandbox's own. */
export interface AdminRule extends ArmDocument {
  properties: {
    network: string;
    access: 'Allow' | 'Deny' | 'AlwaysAllow';
    protocol: 'Tcp' | 'Udp' | 'Any';
    priority: number;
    sources: { addressPrefix: string; addressPrefixType: string }[];
    destinationPortRanges: string[];
    [key: string]: unknown;
  };
}

/** A network interface. */
export interface Nic extends ArmDocument {
  properties: {
    networkSecurityGroup?: Link;
    ipConfigurations: {
      properties: {
        privateIPAddress: string;
        privateIPAddressVersion: string;
        subnet: Link;
        publicIPAddress?: Link;
        applicationSecurityGroups?: Link[];
        [key: string]: unknown;
      };
      [key: string]: unknown;
    }[];
    [key: string]: unknown;
  };
}

/** A virtual network with its subnets. */
export interface VirtualNetwork extends ArmDocument {
  properties: {
    addressSpace: { addressPrefixes: string[] };
    virtualNetworkPeerings?: { properties: { remoteVirtualNetwork: Link; [key: string]: unknown } }[];
    subnets: (ArmDocument & { properties: { networkSecurityGroup?: Link; [key: string]: unknown } })[];
    [key: string]: unknown;
  };
}

/** A VM, with the power state where Resource Graph shows it. */
export interface VmDocument extends ArmDocument {
  properties: {
    vmId: string;
    networkProfile: { networkInterfaces: Link[] };
    extended: { instanceView: { powerState: { code: string; displayStatus: string; level: string } } };
    storageProfile: { osDisk: { osType: string; [key: string]: unknown }; [key: string]: unknown };
    [key: string]: unknown;
  };
}

/** An Azure Firewall, with classic rules or under a firewall policy. */
export interface FirewallDocument extends ArmDocument {
  properties: {
    natRuleCollections?: {
      properties: { priority: number; rules: NatRule[]; [key: string]: unknown };
      [key: string]: unknown;
    }[];
    firewallPolicy?: Link;
    /** Missing on a firewall of a virtual hub, which has addresses of its own. */
    ipConfigurations?: {
      properties: { privateIPAddress: string; subnet?: Link; publicIPAddress?: Link; [key: string]: unknown };
      [key: string]: unknown;
    }[];
    [key: string]: unknown;
  };
}

/** A group of rule collections of a firewall policy. */
export interface RuleCollectionGroup extends ArmDocument {
  properties: {
    priority: number;
    provisioningState: string;
    ruleCollections: PolicyRuleCollection[];
    [key: string]: unknown;
  };
}

export interface PolicyRuleCollection {
  name: string;
  ruleCollectionType: string;
  priority: number;
  action?: { type: string } | undefined;
  rules: PolicyNatRule[];
  [key: string]: unknown;
}

/** A NAT rule of a firewall policy; other rules have other fields, and are kept as they are. */
export interface PolicyNatRule {
  name: string;
  ruleType: string;
  ipProtocols?: string[] | undefined;
  sourceAddresses?: string[] | undefined;
  sourceIpGroups?: string[] | undefined;
  destinationAddresses?: string[] | undefined;
  destinationPorts?: string[] | undefined;
  translatedAddress?: string | undefined;
  translatedFqdn?: string | undefined;
  translatedPort?: string | undefined;
  [key: string]: unknown;
}

export interface NatRule {
  name: string;
  sourceAddresses: string[];
  destinationAddresses?: string[];
  destinationPorts: string[];
  protocols: string[];
  translatedAddress: string;
  translatedPort: string;
}

/** One port of a VM in a JIT policy. */
export interface JitPortRule {
  number: number;
  protocol: string;
  allowedSourceAddressPrefix?: string | undefined;
  allowedSourceAddressPrefixes?: string[] | undefined;
  maxRequestAccessDuration: string;
}

/** One port of a JIT request, as the policy's `requests` remember it. */
export interface JitRequestPort {
  number: number;
  allowedSourceAddressPrefix?: string;
  endTimeUtc: string;
  status: string;
  statusReason: string;
  /** The port of a classic firewall before the VM that is handed on to `number`. */
  mappedPort?: number;
}

export interface JitRequest {
  virtualMachines: { id: string; ports: JitRequestPort[] }[];
  startTimeUtc: string;
  requestor: string;
  justification?: string;
}

/** A jitNetworkAccessPolicies object. */
export interface JitPolicy extends ArmDocument {
  kind: string;
  properties: {
    virtualMachines: { id: string; publicIpAddress?: string | undefined; ports: JitPortRule[] }[];
    requests: JitRequest[];
    provisioningState: string;
    appendMode?: boolean;
  };
}
