import type { Port } from '../port.ts';
import type { VmFilter } from '../vm-filter.ts';
import type { Refusal } from './reading.ts';

/** What a person typed, as a command; or a sentence that says what to write instead, and the column where reading stopped. */
export type Sentence =
  | OpenSentence
  | BreakGlassSentence
  | RequestSentence
  | RepinSentence
  | { readonly verb: 'form' }
  | AgainSentence
  | CloseAllSentence
  | { readonly verb: 'list'; readonly all: boolean }
  | { readonly verb: 'home' }
  | { readonly verb: 'drift' }
  | { readonly verb: 'who'; readonly vm?: string }
  | AuditSentence
  | VmsSentence
  | CheckSentence
  | ActivitySentence
  | SetupSentence
  | RouteSentence
  | LinkSentence
  | UnlinkSentence
  | { readonly verb: 'prefer'; readonly app: string }
  | ReviewSentence
  | { readonly verb: 'reviews' }
  | { readonly verb: 'help' }
  | (Refusal & { readonly verb?: undefined });

/** A wish for access. Whatever was not said is missing or empty: the flow asks for it. */
export interface OpenSentence {
  readonly verb: 'open';
  /** Names as typed. */
  readonly vms: readonly string[];
  /** Whole resource ids in lower case; `vms` then holds their names too. */
  readonly ids: readonly string[];
  readonly resourceGroup?: string;
  readonly ports: readonly Port[];
  /** Canonical CIDRs. */
  readonly sources: readonly string[];
  /** Names of networks, lower case; which there are is the policy's business. */
  readonly networks: readonly string[];
  /** The address that the asker comes from, whichever that is; then the two above are empty. */
  readonly mine?: true;
  readonly durationMs?: number;
  readonly until?: Date;
  /** A later start; without it at once. */
  readonly startsAt?: Date;
  /** Somebody else for whom it is to open; as of `closeAll`. */
  readonly onBehalf?: { readonly person: string; readonly mentioned?: true };
  readonly justification?: string;
  readonly ticket?: string;
}

/** A wish that opens without approval, at once: never what another sentence is taken for. */
export type BreakGlassSentence = Omit<OpenSentence, 'verb' | 'startsAt' | 'onBehalf'> & {
  readonly verb: 'breakGlass';
  readonly justification: string;
};

/** What somebody found of an access by break-glass, which closes its review. */
export interface ReviewSentence {
  readonly verb: 'review';
  readonly id: string;
  readonly justification?: string;
}

/** Open access is for another address from now on: of a request, or of what the person has on a VM. */
export interface RepinSentence {
  readonly verb: 'repin';
  readonly id?: string;
  /** A name as typed, or a whole resource id in lower case. */
  readonly vm?: string;
  readonly ports?: readonly Port[];
  /** As of `open`; where both are empty it is the address that the asker comes from. */
  readonly sources: readonly string[];
  readonly networks: readonly string[];
}

/**
 * Something about a request that exists; approve and deny always name it by its id. An approval's duration is the longest
 * that it grants.
 */
export interface RequestSentence {
  readonly verb: 'approve' | 'deny' | 'cancel' | 'close' | 'extend' | 'status' | 'why';
  readonly id?: string;
  /** A name as typed, or a whole resource id in lower case. */
  readonly vm?: string;
  readonly ports?: readonly Port[];
  readonly durationMs?: number;
  readonly until?: Date;
  readonly justification?: string;
  readonly ticket?: string;
}

/** Ask once more for what this request asked for; without an id for the person's usual. */
export interface AgainSentence {
  readonly verb: 'again';
  readonly id?: string;
}

/** The red button: everything that is open on a VM, or of a person; one of the two. */
export interface CloseAllSentence {
  readonly verb: 'closeAll';
  /** A name as typed, or a whole resource id in lower case. */
  readonly vm?: string;
  /** A name or an address as typed, without a leading @; or the user of a mention (`U123`), which is then `mentioned`. */
  readonly person?: string;
  readonly mentioned?: true;
  readonly justification?: string;
}

export interface AuditSentence {
  readonly verb: 'audit';
  readonly id?: string;
  readonly vm?: string;
  readonly sinceMs?: number;
  /** As a file rather than a card. */
  readonly csv: boolean;
}

/** Which VMs there are, a page at a time. */
export interface VmsSentence extends VmFilter {
  readonly verb: 'vms';
  /** From 1 on. */
  readonly page: number;
}

/** Who may reach a VM's ports by the rules before it; the ports are those that matter, where some are named. */
export interface CheckSentence {
  readonly verb: 'check';
  /** Canonical CIDRs of whom it is about in particular. */
  readonly sources: readonly string[];
  /** Names of networks, lower case. */
  readonly networks: readonly string[];
  /** A name as typed, or a whole resource id in lower case. */
  readonly vm: string;
  readonly ports?: readonly Port[];
}

/** What the cloud's own log has of a VM, beside Ajar's. */
export interface ActivitySentence {
  readonly verb: 'activity';
  /** A name as typed, or a whole resource id in lower case. */
  readonly vm: string;
  readonly sinceMs?: number;
  /** As a file rather than a card. */
  readonly csv: boolean;
}

/** Just-in-time access itself: put a VM under it, or change what it keeps; without ports the form asks for them. */
export interface SetupSentence {
  readonly verb: 'setup';
  readonly how: 'enable' | 'edit' | 'disable';
  /** A name as typed, or a whole resource id in lower case. */
  readonly vm: string;
  readonly ports: readonly Port[];
  /** Canonical CIDRs, and names of networks in lower case: what may be asked for, not what opens. */
  readonly sources: readonly string[];
  readonly networks: readonly string[];
  /** The longest that may be asked for. */
  readonly durationMs?: number;
  readonly justification?: string;
  readonly ticket?: string;
}

/** This conversation becomes the place of a rule; its name as typed. */
export interface RouteSentence {
  readonly verb: 'route';
  readonly rule: string;
}

/** Whose account this is. Apps are any word, in lower case: which there are is the flow's business. */
export interface LinkSentence {
  readonly verb: 'link';
  readonly app?: string;
  /** Eight characters of Crockford's base 32, upper case, without a hyphen. */
  readonly code?: string;
}

export interface UnlinkSentence {
  readonly verb: 'unlink';
  readonly app?: string;
  /** As of `closeAll`; without it one's own. */
  readonly person?: string;
  readonly mentioned?: true;
}
