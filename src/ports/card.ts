import type { VmActivity } from '../access/activity/history.ts';
import type { AuditEvent } from '../access/audit-event.ts';
import type { Bulletin } from '../access/bulletin.ts';
import type { Findings } from '../access/check/findings.ts';
import type { Person } from '../access/person.ts';
import type { Protection } from '../access/protection.ts';
import type { AccessRequest, Approval } from '../access/request.ts';
import type { Setup } from '../access/setup/setup.ts';
import type { Vm } from '../access/vm.ts';
import type { VmUse } from '../access/vm-use.ts';
import type { Form } from './form.ts';
import type { JitFields, JitForm } from './jit-form.ts';

/** Named by meaning, never by widgets, so that each app can draw it in its own richest form. */
export type Card =
  /** The root message of a request where it was asked; the requester's view, with Cancel, Extend and Close. */
  | { readonly card: 'request'; readonly request: AccessRequest; readonly facts: RequestFacts }
  /** What approvers see: Approve and Deny while it is pending, what became of it afterwards. */
  | {
      readonly card: 'approval';
      readonly request: AccessRequest;
      readonly facts: RequestFacts;
      /** On one card more of the same request in its place: which round of asking it is of. */
      readonly asking?: string;
    }
  /** One line for on-call, edited in place. */
  | { readonly card: 'notice'; readonly request: AccessRequest; readonly facts: RequestFacts }
  /** To the requester alone, once open: how to connect. */
  | { readonly card: 'connect'; readonly request: AccessRequest; readonly facts: RequestFacts }
  /** To the requester alone, before the end, with Extend and Close. */
  | { readonly card: 'warning'; readonly request: AccessRequest; readonly facts: RequestFacts }
  /** Failure to close, drift: the one card that may be loud. */
  | {
      readonly card: 'alert';
      readonly request: AccessRequest;
      readonly facts: RequestFacts;
      readonly sentence: string;
      /** Which of several messages about the same it is: each is one of its own. */
      readonly telling?: string;
    }
  /** An incomplete ask, and buttons that complete it. */
  | {
      readonly card: 'draft';
      readonly draft: string;
      readonly sentence: string;
      /** What has to be read before one of them is pressed, each a sentence. */
      readonly lines?: readonly string[];
      readonly choices: readonly Choice[];
      /** An input for an address that is none of the choices; comes back as `fields.value` of a `choose` click without a `choice`. */
      readonly input?: {
        readonly label: string;
        readonly placeholder: string;
        /** What sends it, where the app has a button for that; "Use this address" where it is missing. */
        readonly button?: string;
      };
      /** A page that completes it as well; only ever shown where its asker reads alone. */
      readonly link?: { readonly title: string; readonly url: string; readonly note: string };
    }
  | { readonly card: 'refusal'; readonly sentence: string; readonly hint?: string }
  /** A plain answer in a sentence. */
  | { readonly card: 'answer'; readonly sentence: string }
  | {
      readonly card: 'list';
      readonly title: string;
      readonly rows: readonly RequestRow[];
      readonly more: number;
    }
  | {
      readonly card: 'audit';
      readonly title: string;
      readonly events: readonly AuditEvent[];
      readonly more: number;
      readonly zone: string;
    }
  | { readonly card: 'help'; readonly person: Person; readonly examples: readonly HelpLine[] }
  /** Asking without typing. */
  | { readonly card: 'form'; readonly form: Form }
  /** Something that belongs to no request. */
  | {
      readonly card: 'bulletin';
      readonly bulletin: Bulletin;
      readonly zone: string;
    }
  /** Just-in-time access that is being set up on a VM: Approve and Deny while it is pending, what became of it afterwards. */
  | { readonly card: 'setup'; readonly setup: Setup; readonly view: SetupView }
  /** What just-in-time access is to keep of a VM. */
  | { readonly card: 'jit'; readonly form: JitForm; readonly faults?: JitFields }
  /** Which VMs there are, and how JIT stands to each. */
  | { readonly card: 'vms'; readonly list: VmList }
  /** Who may reach a VM's ports by the rules before it, and what to mend. */
  | { readonly card: 'check'; readonly findings: Findings }
  /** What was done to a VM's ports, by the cloud's log and Ajar's own. */
  | {
      readonly card: 'activity';
      readonly title: string;
      readonly activity: VmActivity;
      /** The most rows that are shown; what it comes to is told of all. */
      readonly most: number;
      readonly zone: string;
    }
  /** What one person has, waits for and may ask again; for those who may see it, what everybody has open. */
  | { readonly card: 'home'; readonly home: Home };

export type CardName = Card['card'];

/** The cards of a request, which are redrawn as it goes on. */
export type RequestCardName = Extract<Card, { readonly request: AccessRequest }>['card'];

/** The cards that are kept as copies and redrawn: of requests, and of records beside them. */
export type CopyCardName = RequestCardName | 'bulletin' | 'setup' | 'review';

/** Every card there is; the compiler keeps it complete. */
export const CARD_NAMES = Object.keys({
  ...{ request: true, approval: true, notice: true, connect: true, warning: true, alert: true },
  ...{ draft: true, refusal: true, answer: true, list: true, audit: true, help: true },
  ...{ form: true, home: true, vms: true, check: true, activity: true, bulletin: true },
  ...{ setup: true, jit: true },
} satisfies Record<CardName, true>) as readonly CardName[];

export interface Choice {
  /** A short label for the button. */
  readonly title: string;
  /** One more fact beside it, such as an address's age. */
  readonly note?: string;
}

export interface HelpLine {
  readonly say: string;
  readonly means: string;
}

export interface RequestRow {
  readonly request: AccessRequest;
  readonly facts: RequestFacts;
}

/** One page of the VMs that one person may see. */
export interface VmList {
  readonly title: string;
  readonly now: Date;
  readonly zone: string;
  /** Of every VM that fits, over all pages. */
  readonly all: readonly Protection[];
  readonly rows: readonly VmRow[];
  /** Whether accesses are everybody's or the reader's own. */
  readonly everybody: boolean;
  /** How many come after these, and what to write for the next of them. */
  readonly more: number;
  readonly next?: string;
}

export interface VmRow {
  readonly vm: Vm;
  readonly use: VmUse;
  /** Where the reader may ask for it: the kept list, and the row's place in it, which a button carries. */
  readonly ask?: { readonly list: string; readonly at: number };
}

/** One person's overview. */
export interface Home {
  readonly person: Person;
  readonly now: Date;
  readonly zone: string;
  /** A sentence above everything else, such as how to link an account; missing when there is nothing to say. */
  readonly notice?: string;
  /** Their own requests that are not ended, newest first. */
  readonly mine: readonly RequestRow[];
  /** What they may approve now, oldest first. */
  readonly waiting: readonly RequestRow[];
  /** Their own ended ones, newest first. */
  readonly recent: readonly RequestRow[];
  /** What everybody else may have open now; missing for those who may not see it. */
  readonly all?: readonly RequestRow[];
  /** How many of each are not in the lists. */
  readonly more: {
    readonly mine: number;
    readonly waiting: number;
    readonly recent: number;
    readonly all: number;
  };
}

/** What a card may show of a request beyond the request itself; computed by the flow from store and inventory. */
export interface RequestFacts {
  /** The moment of drawing and the reader's zone (IANA); every shown time carries its zone. */
  readonly now: Date;
  readonly zone: string;
  /** Who may still approve, by name, never the requester; capped for reading, with the number left out. */
  readonly approvers: readonly Person[];
  readonly moreApprovers: number;
  /** How many approvals are still missing, over all requirements. */
  readonly missing: number;
  /** Every requirement as it stands, in the order in which they are asked. */
  readonly needs: readonly NeedFacts[];
  /** What happens next while nobody answers: whoever is asked for `group` is reminded, or those of `to` are asked as well. */
  readonly next?: { readonly at: Date; readonly group: string; readonly to?: string };
  /** Who else has the same ports open now, as sentences; and what is unusual about this request. */
  readonly remarks: readonly string[];
  /** Which buttons work now. */
  readonly can: {
    readonly approve: boolean;
    readonly cancel: boolean;
    /** Undo an approval before it opens. */
    readonly takeBack?: boolean;
    readonly extend: boolean;
    readonly close: boolean;
    /** Ask for the same once more. */
    readonly again: boolean;
  };
  /** Durations offered by Extend, in milliseconds, within the cap. */
  readonly extendBy: readonly number[];
  /** Durations offered by "approve for less time", in milliseconds: all shorter than what is asked for. */
  readonly approveFor: readonly number[];
  /** The ports that may be left out one by one, where they are few enough for a card; none where there is only one. */
  readonly approveOnly: readonly { readonly key: string; readonly title: string }[];
  /** Tags of the VMs as the inventory has them now: `env=prod`. */
  readonly tags: readonly string[];
  /** Of `approvers`, those who are to be notified in this app: whoever is in several is pinged in one. */
  readonly ping: readonly Person[];
}

/** One requirement of a request, as its cards show it. */
export interface NeedFacts {
  readonly stage: number;
  readonly group: string;
  readonly count: number;
  /** Who has approved, oldest first. */
  readonly given: readonly Pick<Approval, 'by' | 'at'>[];
  /** `later`: its people are asked once the earlier stages are met. */
  readonly state: 'met' | 'asked' | 'later';
  /** Who could, never the requester nor who has; capped for reading, with the number left out. */
  readonly could: readonly Person[];
  readonly more: number;
}

/** What a card may show of a setup beyond the setup itself. */
export interface SetupView {
  readonly now: Date;
  readonly zone: string;
  /** The admins who may still approve, never the requester; capped for reading, with the number left out. */
  readonly approvers: readonly Person[];
  readonly moreApprovers: number;
  /** Whether it says who reaches the ports by other rules: for admins, and nobody else. */
  readonly full: boolean;
  readonly can: { readonly approve: boolean; readonly cancel: boolean };
}
