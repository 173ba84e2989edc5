import type { Person } from '../person.ts';
import type { Continued, SetupApproval } from './setup.ts';

/** A person, and whether they are an admin at this moment. */
export interface SetupActor {
  readonly person: Person;
  readonly admin: boolean;
}

/** What people, the clock and the cloud may ask of an existing setup. */
export type SetupStep =
  /** By Ajar itself where no other admin has to: `approval` is what the policy asks for this requester now. */
  | {
      readonly step: 'approve';
      readonly by: SetupActor;
      readonly terms: number;
      readonly approval: SetupApproval;
    }
  | { readonly step: 'deny'; readonly by: SetupActor; readonly terms: number; readonly why?: string }
  | { readonly step: 'cancel'; readonly by: SetupActor }
  | { readonly step: 'lapse'; readonly why: string }
  | { readonly step: 'applied'; readonly traces: readonly string[]; readonly note?: string }
  | { readonly step: 'applyFailed'; readonly why: string; readonly traces?: readonly string[] }
  | { readonly step: 'continued'; readonly outcome: Continued };
