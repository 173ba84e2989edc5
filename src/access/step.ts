import type { Grant } from './grant.ts';
import { AJAR, type Person } from './person.ts';
import type { AccessRequest, Approval } from './request.ts';
import type { Verdict } from './verdict.ts';

/** A person and what they may do with this request, looked up at the click. */
export interface Actor {
  readonly person: Person;
  /** The groups of the verdict's requirements that this person is in now. */
  readonly groups: readonly string[];
  readonly admin: boolean;
  readonly onCall: boolean;
}

/** What people, the clock and the cloud may ask of an existing request. */
export type Step =
  /** `standing`: the approvals given before, each with the groups that its giver is still in. */
  | {
      readonly step: 'approve';
      readonly by: Actor;
      readonly terms: number;
      readonly verdict: Verdict;
      readonly standing: readonly Approval[];
      /** Set where it was confirmed behind a sign-in. */
      readonly confirmed?: true;
      /** Set to approve for less time than is asked for, in milliseconds. */
      readonly durationMs?: number;
      /** Set to approve fewer ports than are asked for: the keys of the grants that stay. */
      readonly only?: readonly string[];
    }
  | { readonly step: 'deny'; readonly by: Actor; readonly terms: number; readonly why?: string }
  | { readonly step: 'cancel'; readonly by: Actor }
  /** `with`: the request that was closed by a person entitled to, and that this one extends or is extended by. */
  | {
      readonly step: 'close';
      readonly by: Actor;
      readonly with?: Pick<AccessRequest, 'id' | 'continues'>;
      readonly why?: string;
    }
  /** Its start has come: `verdict` is the policy's of now, `standing` as with `approve`. */
  | { readonly step: 'start'; readonly verdict: Verdict; readonly standing: readonly Approval[] }
  | { readonly step: 'lapse' | 'left'; readonly why: string }
  | { readonly step: 'expire' | 'warn' | 'climb' }
  | { readonly step: 'opened' | 'closed'; readonly grants: readonly Grant[] }
  | { readonly step: 'openFailed' | 'gone'; readonly grants: readonly Grant[]; readonly why: string }
  /** `alarmed`: who is on call and hears of it. `traces`: Azure's ids of the call that failed. */
  | {
      readonly step: 'closeFailed';
      readonly grants: readonly Grant[];
      readonly why: string;
      readonly alarmed?: readonly Person[];
      readonly traces?: readonly string[];
    };

/** The policy itself, where every matching rule grants auto-approval. */
export const POLICY_ACTOR: Actor = { person: AJAR, groups: [], admin: false, onCall: false };
