/** How Defender's just-in-time access stands to a VM; `unknown` where what it takes to tell could not be read. */
export type Protection =
  | 'configured'
  | 'not-configured'
  | 'unknown'
  | { readonly unsupported: UnsupportedReason };

export type UnsupportedReason =
  | 'classic'
  | 'scale-set'
  | 'aks-node'
  | 'no-interface'
  | 'no-guard'
  | 'firewall-policy'
  | 'switched-off';

/** The groups that people see, in the order in which they are shown. */
export const PROTECTION_GROUPS = ['configured', 'not-configured', 'unsupported', 'unknown'] as const;
export type ProtectionGroup = (typeof PROTECTION_GROUPS)[number];

export const groupOf = (protection: Protection): ProtectionGroup =>
  typeof protection === 'string' ? protection : 'unsupported';

/** Why just-in-time access cannot keep a VM shut, and what would change that; `undefined` where it can. */
export const whyUnsupported = (protection: Protection): string | undefined =>
  typeof protection === 'string' ? undefined : REASONS[protection.unsupported];

/** Whether anything that Ajar has could open a port of it, with everything switched on. */
export const canBeOpened = (protection: Protection): boolean =>
  typeof protection === 'string' || OPENABLE.includes(protection.unsupported);

const OPENABLE: readonly UnsupportedReason[] = ['firewall-policy', 'switched-off'];

const REASONS: Readonly<Record<UnsupportedReason, string>> = {
  classic:
    "It is a classic VM; just-in-time access needs one of Azure Resource Manager, and so do Ajar's own providers.",
  'scale-set':
    'It is a uniform scale set: its instances come and go and are no VMs of their own, so nothing can open one of them. Those of a flexible one are VMs.',
  'aks-node':
    'It is a node of a Kubernetes cluster (AKS), which replaces it and undoes what is changed before it. Reach it by "kubectl debug" or through the cluster.',
  'no-interface': 'It has no network interface, so there is nothing to open.',
  'no-guard':
    "No network security group and no Azure Firewall was found before it: neither Defender nor a provider of Ajar's own has anything to write in. Give its interface or its subnet a group.",
  'firewall-policy':
    "Its firewall has a firewall policy, which Defender does not change. Ajar's own provider azure-firewall serves it where that is switched on (AJAR_FIREWALL=on); so does nsg (AJAR_NSG=on), once its interface or its subnet has a network security group.",
  'switched-off':
    "The security policy of its subscription switches just-in-time access off. Ajar's own provider nsg (AJAR_NSG=on) still serves it, where a network security group is before it.",
};
