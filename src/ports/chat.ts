import type { AuditEvent } from '../access/audit-event.ts';
import type { Person } from '../access/person.ts';
import type { AccessRequest } from '../access/request.ts';

/** Somewhere a card can be shown, keyed by (service, conversation, thread). Plain data, kept in the store. */
export interface Place {
  /** The chat app: `teams`, `console`. */
  readonly app: string;
  /** The app's own address of the service that carries it (for Teams the serviceUrl). */
  readonly service: string;
  readonly conversation: string;
  /** The thread within the conversation, in an app whose conversations have threads; a message's id is unique without it. */
  readonly thread?: string;
  /** Set where only this person (by id) reads along. */
  readonly privateTo?: string;
}

/** A chat app: shows cards by meaning, and hands the flow what people say and click. */
export interface Chat {
  readonly app: string;
  /**
   * Shows a card, or redraws the message it replaces; answers the message's id within its place. A redraw never notifies.
   * Throws `ChatError`. Sends are queued per conversation within the vendor's limits.
   */
  show(card: Card, place: Place, replaces?: string): Promise<string>;
  /** Where this person reads alone; undefined when the bot cannot reach them. */
  direct(person: string): Promise<Place | undefined>;
  /** The place that the app-specific half of a policy's route names; undefined when the bot is not there. */
  place(route: string): Promise<Place | undefined>;
}

/** Named by meaning, never by widgets, so that each app can draw it in its own richest form. */
export type Card =
  /** The root message of a request where it was asked; the requester's view, with Cancel, Extend and Close. */
  | { readonly card: 'request'; readonly request: AccessRequest; readonly facts: RequestFacts }
  /** What approvers see: Approve and Deny while it is pending, what became of it afterwards. */
  | { readonly card: 'approval'; readonly request: AccessRequest; readonly facts: RequestFacts }
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
    }
  /** An incomplete ask, and buttons that complete it. */
  | {
      readonly card: 'draft';
      readonly draft: string;
      readonly sentence: string;
      readonly choices: readonly Choice[];
      /** An input for an address that is none of the choices; comes back as `fields.value` of a `choose` click without a `choice`. */
      readonly input?: { readonly label: string; readonly placeholder: string };
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
  | { readonly card: 'help'; readonly person: Person; readonly examples: readonly HelpLine[] };

export type CardName = Card['card'];

/** The cards of a request, which are redrawn as it goes on. */
export type RequestCardName = Extract<Card, { readonly request: AccessRequest }>['card'];

/** Every card there is; the compiler keeps it complete. */
export const CARD_NAMES = Object.keys({
  ...{ request: true, approval: true, notice: true, connect: true, warning: true, alert: true },
  ...{ draft: true, refusal: true, answer: true, list: true, audit: true, help: true },
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
  /** Who else has the same ports open now, as sentences; and what is unusual about this request. */
  readonly remarks: readonly string[];
  /** Which buttons work now. */
  readonly can: {
    readonly approve: boolean;
    readonly cancel: boolean;
    readonly extend: boolean;
    readonly close: boolean;
  };
  /** Durations offered by Extend, in milliseconds, within the cap. */
  readonly extendBy: readonly number[];
}

/** Something a person wrote to the bot. */
export interface Said {
  /** The platform's id of this delivery: the same one again acts once. */
  readonly key: string;
  readonly person: Person;
  readonly text: string;
  readonly place: Place;
  /** The person's time zone (IANA) when the app knows it. */
  readonly zone?: string;
}

/** A click on a card: ids and terms, and the form's own fields; never an actor, a VM, a port or a right (HOLES H1). */
export interface Click {
  readonly key: string;
  readonly person: Person;
  readonly place: Place;
  /** The message that carries the button: a forwarded copy is none of ours. */
  readonly message?: string;
  readonly verb: ClickVerb;
  readonly request?: string;
  readonly terms?: number;
  readonly draft?: string;
  readonly choice?: number;
  /** Inputs, as typed; validated like any input. `reason` on deny, `extendBy` (minutes) on extend, `value` on choose. */
  readonly fields: Readonly<Record<string, string>>;
  readonly zone?: string;
}

export const CLICK_VERBS = ['approve', 'deny', 'cancel', 'close', 'extend', 'choose'] as const;
export type ClickVerb = (typeof CLICK_VERBS)[number];

/** What the clicker is told at once; `card` replaces the clicked one for them where the app can. */
export interface ClickAnswer {
  readonly sentence: string;
  readonly refused: boolean;
  readonly card?: Card;
}

/** Somebody whom the chat app itself turned away: no person that it believes, or a button that is none of ours. */
export interface TurnedAway {
  /** Of the delivery, as in `Said` and `Click`. */
  readonly key: string;
  /** Missing where it is not known who it was. */
  readonly person?: Person;
  readonly place: Place;
  /** What they were told. */
  readonly sentence: string;
}

/** The flow, as a chat app sees it. All resolve once everything that must not be lost is saved. */
export interface Listener {
  said(said: Said): Promise<void>;
  clicked(click: Click): Promise<ClickAnswer>;
  /** Notes a refusal that was no flow's; never throws, for the person is answered all the same. */
  turnedAway(refusal: TurnedAway): Promise<void>;
}

/** gone: the place or message is no more, or shut to the bot: stop. busy: try again after `retryAfterMs`. broken: anything else. */
export type ChatErrorKind = 'gone' | 'busy' | 'broken';

export class ChatError extends Error {
  override name = 'ChatError';
  readonly kind: ChatErrorKind;
  readonly retryAfterMs: number | undefined;
  constructor(
    kind: ChatErrorKind,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}
