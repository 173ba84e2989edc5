import type { Taken } from './address-desk.ts';
import type { Secret } from './links.ts';

/** Exactly what is approved, read from the store. */
export interface ApprovalView {
  readonly id: string;
  readonly terms: number;
  /** What is said of it, as label and text, in the order in which it is read. */
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}

/** The flow, as the page behind the sign-in sees it. An approval that waits for it is named by the id that `open` answers. */
export interface ApprovalDesk {
  /** What a link is for, changing nothing; undefined where it is not good (any more). */
  find(secret: Secret): Promise<string | undefined>;
  /** Uses the link up, for one sign-in; false where somebody did. */
  open(secret: Secret): Promise<boolean>;
  /** What whoever signed in as this person (Entra object id) is shown; a sentence where it is not theirs, or has changed. */
  look(waiting: string, person: string): Promise<ApprovalView | { readonly refused: string }>;
  /** Approves, in the name of whoever signed in. Acts once; again it answers the same. */
  approve(waiting: string, person: string): Promise<Taken>;
  /** Notes that a sign-in led to nothing. */
  turnedAway(waiting: string, why: string): Promise<void>;
}
