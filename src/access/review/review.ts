import type { Person } from '../person.ts';

/** The look that somebody else takes at an access which was opened by break-glass. It never changes the access itself. */
export type AccessReview = ReviewOf & State;

interface ReviewOf {
  /** The request that was opened without approval; a review has no other name. */
  readonly request: string;
  /** For whom it was opened: never who looks at it. */
  readonly requester: Person;
  /** Whose people look at it, and by which rule. */
  readonly group: string;
  readonly rule: string;
  /** In milliseconds from `since`; after that it is reported as late, and again as often. */
  readonly withinMs: number;
  readonly since: Date;
}

type State =
  | { readonly status: 'waiting'; readonly dueAt: Date; readonly reported: number }
  | {
      readonly status: 'reviewed';
      readonly by: Person;
      /** What they found, in a sentence. */
      readonly found: string;
      readonly endedAt: Date;
      readonly reported: number;
    };

export type ReviewStatus = AccessReview['status'];

/** The life of a review. A step that is not in this table cannot happen. */
export const REVIEW_STEPS = {
  waiting: { report: ['waiting'], review: ['reviewed'] },
  reviewed: {},
} as const satisfies Record<ReviewStatus, Record<string, readonly ReviewStatus[]>>;
