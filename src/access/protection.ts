/** How Defender's just-in-time access stands to a VM; `unknown` where what it takes to tell could not be read. */
export type Protection =
  | 'configured'
  | 'not-configured'
  | 'unknown'
  | { readonly unsupported: UnsupportedReason };

export type UnsupportedReason = 'classic' | 'no-interface' | 'no-guard' | 'firewall-policy' | 'switched-off';

/** The groups that people see, in the order in which they are shown. */
export const PROTECTION_GROUPS = ['configured', 'not-configured', 'unsupported', 'unknown'] as const;
export type ProtectionGroup = (typeof PROTECTION_GROUPS)[number];

export const groupOf = (protection: Protection): ProtectionGroup =>
  typeof protection === 'string' ? protection : 'unsupported';

/** Why just-in-time access cannot keep a VM shut, and what would change that; `undefined` where it can. */
export const whyUnsupported = (protection: Protection): string | undefined =>
  typeof protection === 'string' ? undefined : REASONS[protection.unsupported];

const REASONS: Readonly<Record<UnsupportedReason, string>> = {
  classic: 'It is a classic VM; just-in-time access needs one of Azure Resource Manager.',
  'no-interface': 'It has no network interface.',
  'no-guard':
    'No network security group and no Azure Firewall was found before it; give its interface or its subnet a group.',
  'firewall-policy':
    'Its firewall has a firewall policy, which Defender does not change; give its interface or its subnet a network security group.',
  'switched-off': 'The security policy of its subscription switches just-in-time access off.',
};
