/** `count` different people of `group` must approve; `rule` is the rule that asks it. */
export interface Requirement {
  readonly count: number;
  readonly group: string;
  readonly rule: string;
}

/** Where a rule asks and where it tells: `direct` (each approver's private chat) or `<app>:<conversation>`. */
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
}

export type Judgement =
  | { readonly allowed: true; readonly verdict: Verdict }
  | {
      readonly allowed: false;
      readonly refused: string;
      readonly rules: readonly string[];
      readonly policy: string;
    };
