import type { Person } from '../access/person.ts';
import type { Place } from './place.ts';

/** The inputs of the request form, in their order. */
export const FORM_FIELDS = [
  'vm',
  'whom',
  'ports',
  'otherPort',
  'minutes',
  'start',
  'source',
  'otherSource',
  'justification',
  'ticket',
] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** The request form for one person, with what is filled in so far. Kept in the store under its id. */
export interface Form {
  readonly id: string;
  readonly person: Person;
  /** Until a VM is picked, everything that depends on it is empty. */
  readonly vm?: VmChoice;
  /** What the person asked for last, then a few others, for apps whose search is missing or slow. */
  readonly lastVms: readonly VmChoice[];
  /** Of the VM's JIT policy, as far as some rule lets this person ask for it. `value` is `3389/tcp`. */
  readonly ports: readonly FormChoice[];
  /** Whether some rule lets them ask for a port that is not in the list. */
  readonly otherPort: boolean;
  /** `value` in whole minutes, up to the cap. */
  readonly durations: readonly FormChoice[];
  /** The longest that the policy allows here, in milliseconds. */
  readonly capMs?: number;
  /** The id of whoever may ask for what is offered here: their own, or of whom they ask for. */
  readonly requester: string;
  /** Whether some rule lets them ask for somebody else; `whom` is who that is, as typed. */
  readonly forOthers: boolean;
  readonly whom: string;
  /** A later start as typed; empty is at once. */
  readonly start: string;
  /**
   * The last addresses with their age, then the policy's named networks, then a page that sees where they come from. `value` is a
   * CIDR, a network's name, or `OWN_SOURCE`.
   */
  readonly sources: readonly FormChoice[];
  readonly justification: string;
  readonly ticket: string;
  /** The message that it was begun from. */
  readonly origin?: Origin;
  /** A sentence beside the VM: why none can be picked, or that there were more. */
  readonly notice?: string;
}

/** The source that is asked for once the form is sent; no network can have this name. */
export const OWN_SOURCE = ':own';

/** A VM in a picker. `key` is short (Slack takes 75 characters) and stands for the resource id. */
export interface VmChoice {
  readonly key: string;
  readonly name: string;
  /** Resource group, subscription, and that it is stopped. */
  readonly note: string;
}

export interface FormChoice {
  readonly value: string;
  readonly title: string;
  readonly note?: string;
  readonly chosen: boolean;
}

/** A message in the chat that a request came from: an alert. */
export interface Origin {
  /** https, made by the chat app itself and never taken from what was written. */
  readonly url: string;
}

/** What a form is begun from, or goes on with; all may be missing. */
export interface FormAsked {
  readonly person: Person;
  readonly place: Place;
  readonly zone?: string;
  /** As in `Said`. */
  readonly askOnly?: true | 'guest';
  /** The form that this one goes on with: a VM was picked, the rest is kept. */
  readonly form?: string;
  /** A VM's key, as picked. */
  readonly vm?: string;
  /** For whom it is, as typed; empty for oneself. */
  readonly whom?: string;
  /** Ask once more for what this request asked for; only for its requester. */
  readonly again?: string;
  /** A row of a list of VMs that this person was shown. */
  readonly listed?: { readonly list: string; readonly at: number };
  /** A message: VM names in it are looked for, and its words are the first draft of the justification. */
  readonly text?: string;
  readonly origin?: Origin;
}

/** A form as it came back; every field as typed, lists with a comma between. */
export interface FilledForm {
  readonly key: string;
  readonly person: Person;
  readonly place: Place;
  readonly zone?: string;
  readonly form: string;
  readonly fields: Readonly<Partial<Record<FormField, string>>>;
  /** As in `Said`. */
  readonly askOnly?: true | 'guest';
}

/** `faults` where something is to be put right; else a sentence, with the request's id where there is one. */
export type FormAnswer =
  | { readonly faults: Readonly<Partial<Record<FormField, string>>> }
  | {
      readonly sentence: string;
      readonly refused: boolean;
      readonly request?: string;
      readonly line?: string;
    };
