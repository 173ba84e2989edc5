import type { Routes } from '../verdict.ts';

/** Ports that a rule speaks of; `*` stands for tcp and udp. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  readonly protocol: 'tcp' | 'udp' | '*';
}

/** What a rule applies to. Everything that is named must hold; what is left out holds for all. */
export interface Match {
  /** Every key must be there with one of its patterns. */
  readonly tags: readonly { readonly key: string; readonly patterns: readonly string[] }[];
  readonly resourceGroups?: readonly string[];
  /** Subscription ids, or patterns of subscription names. */
  readonly subscriptions?: readonly string[];
  readonly vms?: readonly string[];
  readonly ports?: readonly PortRange[];
  /** Names of the policy's groups; the requester is in one of them. */
  readonly requesters?: readonly string[];
}

/** The shortest prefix that a source may have: the larger the number, the fewer addresses. */
export interface MinPrefix {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** One rule of the policy, with the file's defaults filled in. A rule denies, or asks for approvals, or approves by itself. */
export interface Rule {
  readonly id: string;
  readonly match: Match;
  /** The sentence that whoever is denied reads. */
  readonly deny?: string;
  /** All must be met. */
  readonly approvals: readonly { readonly count: number; readonly group: string }[];
  readonly autoApprove: boolean;
  /** In milliseconds; without it only Azure's own limits cap. */
  readonly maxDurationMs?: number;
  readonly minPrefix?: MinPrefix;
  /** Names of networks; a source has to lie inside one of them. */
  readonly networks?: readonly string[];
  /** Sources as wide as the internet are allowed (HOLES H22). */
  readonly anywhere: boolean;
  readonly freeExtensions: number;
  readonly pendingMs: number;
  /** Empty lists where the rule names none. */
  readonly routes: Routes;
}

/** Whether a rule asks anybody anything: one that denies or approves by itself has no use for a route. */
export const isRoutable = (rule: Rule): boolean => rule.deny === undefined && rule.approvals.length > 0;
