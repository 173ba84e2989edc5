import type { AzureRight, Routes, Rung } from '../verdict.ts';
import type { Vm } from '../vm.ts';
import type { Time } from './time.ts';

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
  /** Patterns of Azure's names of regions. */
  readonly regions?: readonly string[];
  readonly os?: readonly Exclude<Vm['os'], 'unknown'>[];
  readonly clouds?: readonly (NonNullable<Vm['cloud']> | 'azure')[];
  readonly ports?: readonly PortRange[];
  /** CIDRs, those of named networks among them. */
  readonly sources?: readonly string[];
  /** Names of the policy's groups and ids of people; the requester is in one of them, or one of them. */
  readonly requesters?: readonly string[];
  readonly times?: readonly Time[];
  /** Of the whole chain of extensions, in milliseconds: longer than `overMs`, and not longer than `upToMs`. */
  readonly duration?: { readonly overMs?: number; readonly upToMs?: number };
}

/** How many of a group must approve, when, and what happens while they do not. */
export interface RuleApproval {
  readonly count: number;
  readonly group: string;
  readonly stage?: number;
  readonly ladder?: readonly Rung[];
}

/** What a justification must be like: of so many characters, and fitting one of the patterns. */
export interface JustificationRule {
  readonly minLength?: number;
  readonly patterns?: readonly string[];
}

/** Who may open without approval, who looks at it afterwards and how soon, and who hears of it at once. */
export interface BreakGlass {
  readonly groups: readonly string[];
  readonly review: { readonly group: string; readonly withinMs: number };
  readonly tell: readonly string[];
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
  readonly approvals: readonly RuleApproval[];
  readonly autoApprove: boolean;
  /** In milliseconds; without it only Azure's own limits cap. */
  readonly maxDurationMs?: number;
  readonly minPrefix?: MinPrefix;
  /** Names of networks; a source has to lie inside one of them. */
  readonly networks?: readonly string[];
  /** The ticket fits one of the patterns, and where a hook is named, the system behind it confirms it. */
  readonly ticket?: { readonly patterns: readonly string[]; readonly hook?: string };
  readonly justification?: JustificationRule;
  /** What the requester must be allowed to do in Azure itself. */
  readonly requesterNeeds?: readonly AzureRight[];
  readonly stepUp?: true;
  /** Groups whose people may ask for somebody else. */
  readonly onBehalfOf?: readonly string[];
  /** How far ahead it may be planned; a week where it is missing. */
  readonly startWithinMs?: number;
  readonly breakGlass?: BreakGlass;
  /** Sources as wide as the internet are allowed (HOLES H22). */
  readonly anywhere: boolean;
  readonly freeExtensions: number;
  readonly pendingMs: number;
  /** Empty lists where the rule names none. */
  readonly routes: Routes;
}

/** A rule that gives nothing but break-glass is about nothing else. */
export const isOnlyBreakGlass = ({ deny, autoApprove, approvals, breakGlass }: Rule): boolean =>
  deny === undefined && !autoApprove && approvals.length === 0 && breakGlass !== undefined;

/** Whether a rule asks anybody anything: one that denies or approves by itself has no use for a route. */
export const isRoutable = (rule: Rule): boolean => rule.deny === undefined && rule.approvals.length > 0;
