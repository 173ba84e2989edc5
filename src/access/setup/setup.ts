import type { Person } from '../person.ts';
import type { Port } from '../port.ts';
import type { VmRef } from '../vm.ts';
import type { JitRule } from './jit-rule.ts';
import type { Loss } from './losing.ts';

/** One person's wish to put a VM under just-in-time access, or to change how, for its whole life. It opens nothing. */
export type Setup = SetupWish & State;

interface SetupWish {
  /** Like a request's, and never the same as one. */
  readonly id: string;
  readonly requester: Person;
  readonly askedAt: Date;
  /** What people agree to; a click on other terms is refused. */
  readonly terms: number;
  readonly vm: VmRef;
  /** The JIT policy that is written to. */
  readonly policyId: string;
  /** All that it is to keep of this VM. */
  readonly rules: readonly JitRule[];
  /** What it kept when this was asked: something else by then is a conflict, and nothing is written. */
  readonly before: readonly JitRule[];
  /** What was shown before it, as it was when this was asked: more than that by then, and nothing is written. */
  readonly shown: Consequences;
  /** `none`: the requester is an admin, and the policy lets admins do it by themselves. */
  readonly approval: SetupApproval;
  readonly approvals: readonly SetupApproved[];
  /** Where admins are asked: routes of the policy, as they were when this was asked. */
  readonly routes: readonly string[];
  readonly justification?: string;
  readonly ticket?: string;
  /** The wish for access that met a port which was not kept; placed by itself once it is. */
  readonly wish?: WaitingWish;
}

export type SetupApproval = 'admin' | 'none';

export interface SetupApproved {
  readonly by: Person;
  readonly at: Date;
  readonly terms: number;
}

/** What follows from keeping a VM's ports, for people who are not asked. */
export interface Consequences {
  /** Who reaches a port by a rule of others now, and what becomes of that. */
  readonly losing: readonly Loss[];
  /** Ports that are kept no more, and who gets in then: sentences. */
  readonly exposing: readonly string[];
}

/** An ask of the same person for ports of the same VM. */
export interface WaitingWish {
  readonly ports: readonly Port[];
  readonly sources: readonly string[];
  readonly durationMs: number;
  readonly durationDefaulted: boolean;
  readonly notAfter?: Date;
  readonly startsAt?: Date;
  readonly justification?: string;
  readonly ticket?: string;
  readonly origin?: string;
  /** As it was said: the person was known by an address alone. */
  readonly askOnly?: true | 'guest';
}

type State =
  | { readonly status: 'pending'; readonly lapsesAt: Date }
  | { readonly status: 'applying'; readonly since: Date }
  /** It is written; what waited for it is asked next. */
  | { readonly status: 'continuing'; readonly appliedAt: Date; readonly note?: string }
  | {
      readonly status: 'done';
      readonly appliedAt: Date;
      readonly endedAt: Date;
      /** What somebody should know of what was written. */
      readonly note?: string;
      readonly continued?: Continued;
    }
  | { readonly status: 'failed'; readonly why: string; readonly endedAt: Date }
  | { readonly status: 'denied'; readonly by: Person; readonly why?: string; readonly endedAt: Date }
  | { readonly status: 'cancelled'; readonly by: Person; readonly endedAt: Date }
  | { readonly status: 'lapsed'; readonly why: string; readonly endedAt: Date };

/** What became of the wish that waited: a request by its id, or why there is none. */
export interface Continued {
  readonly request?: string;
  readonly sentence: string;
}

export type SetupStatus = Setup['status'];

/** A setup in one of its states, with the data that this state has. */
export type SetupIn<S extends SetupStatus> = Extract<Setup, { status: S }>;

/** The life of a setup. A step that is not in this table cannot happen. */
export const SETUP_STEPS = {
  pending: { approve: ['applying'], deny: ['denied'], cancel: ['cancelled'], lapse: ['lapsed'] },
  applying: { applied: ['continuing', 'done'], applyFailed: ['failed'] },
  continuing: { continued: ['done'] },
  done: {},
  failed: {},
  denied: {},
  cancelled: {},
  lapsed: {},
} as const satisfies Record<SetupStatus, Record<string, readonly SetupStatus[]>>;

type Steps = typeof SETUP_STEPS;
export type SetupStepName = { [S in SetupStatus]: keyof Steps[S] }[SetupStatus] & string;

/** The statuses a step may lead to; empty where the table does not have it. */
export const setupLeadsTo = (status: SetupStatus, step: SetupStepName): readonly SetupStatus[] =>
  (SETUP_STEPS[status] as Partial<Record<SetupStepName, readonly SetupStatus[]>>)[step] ?? [];

/** Ended setups never change again. */
export const isSetupEnded = ({ status }: Pick<Setup, 'status'>): boolean =>
  Object.keys(SETUP_STEPS[status]).length === 0;
