/** `count` different people of `group` must approve; `rule` is the rule that asks it. */
export interface Requirement {
  readonly count: number;
  readonly group: string;
  readonly rule: string;
  /** Those of a later stage are asked, and count, only once every earlier stage is met; 1 where the rule names none. */
  readonly stage?: number;
  /** What happens while nobody answers, soonest first. */
  readonly ladder?: readonly Rung[];
}

/** One step up when nobody answers: a reminder, or more people who may answer in the group's place from then on. */
export interface Rung {
  /** Counted from the moment at which its stage was asked, in milliseconds. */
  readonly afterMs: number;
  /** Whose people may approve from then on as well; missing where the same ones are only reminded. */
  readonly group?: string;
  /** Where these are asked; empty: each in private. */
  readonly ask: readonly string[];
}

/**
 * What has to be so beside the approvals. Looked up when somebody asks, at every approval and before the opening; what cannot
 * be looked up is not so.
 */
export type Check =
  /** A system outside has to confirm the ticket; `hook` is its name in the policy. */
  | { readonly kind: 'ticket'; readonly hook: string; readonly rule: string }
  /** The requester's own rights in Azure on each VM, those of their groups included. */
  | { readonly kind: 'azure'; readonly right: AzureRight; readonly rule: string };

/** `azure-reader`: may read the VM. `azure-jit`: may ask Azure itself for just-in-time access to it. */
export type AzureRight = 'azure-reader' | 'azure-jit';

/**
 * Where a rule asks and where it tells: `direct` (each approver's private chat) or `<app>:<conversation>`, which a blank and
 * `@<group>` may follow for each group that is mentioned there (`routes.ts`).
 */
export interface Routes {
  readonly ask: readonly string[];
  readonly tell: readonly string[];
}

/** What the policy says of a wish that it does not refuse: the strictest of every rule that matched. */
export interface Verdict {
  /** Ids of the rules that matched, in file order. */
  readonly rules: readonly string[];
  /** sha256 of the policy that said so, as 64 hex digits. */
  readonly policy: string;
  /** All must be met; none means that every matching rule grants auto-approval. */
  readonly requirements: readonly Requirement[];
  /** The longest the whole chain (first opening to last end) may be, in milliseconds. */
  readonly maxDurationMs: number;
  /** Extensions that need no approval. */
  readonly freeExtensions: number;
  /** How long it may wait for an answer, in milliseconds. */
  readonly pendingMs: number;
  readonly routes: Routes;
  /** None where it is missing. */
  readonly checks?: readonly Check[];
  /** Approvers confirm on a page behind a sign-in instead of by a click. */
  readonly stepUp?: true;
  /** Set where it opens without approval because somebody broke the glass: who must look at it afterwards. */
  readonly review?: Review;
}

/** Who looks at an access by break-glass afterwards, and how soon. */
export interface Review {
  /** A group; never the requester. */
  readonly group: string;
  /** Told as late after this, in milliseconds from the opening, and again as often. */
  readonly withinMs: number;
  readonly rule: string;
}

export type Judgement =
  | { readonly allowed: true; readonly verdict: Verdict }
  | {
      readonly allowed: false;
      readonly refused: string;
      readonly rules: readonly string[];
      readonly policy: string;
    };
