import type { Person } from '../access/person.ts';
import type { Account, Identity } from './accounts.ts';
import type { Card, Home } from './card.ts';
import type { FilledForm, Form, FormAnswer, FormAsked, VmChoice } from './form.ts';
import type { FilledJitForm, JitAnswer, JitForm } from './jit-form.ts';
import type { Place } from './place.ts';
import type { Mention } from './user-groups.ts';

export type { Place } from './place.ts';

/** A chat app: shows cards by meaning, and hands the flow what people say and click. */
export interface Chat {
  readonly app: string;
  /** Set where people come with their Entra object id; elsewhere they are known by an account that they link. */
  readonly entra?: true;
  /**
   * Shows a card, or redraws the message it replaces; answers the message's id within its place. A redraw never notifies.
   * Throws `ChatError`. Sends are queued per conversation within the vendor's limits. `mentions` are notified by a first message
   * alone, where several people read.
   */
  show(card: Card, place: Place, replaces?: string, mentions?: readonly Mention[]): Promise<string>;
  /**
   * Where this person reads alone; undefined when the bot cannot reach them. What is `others'` is told only where it is proven
   * who they are.
   */
  direct(person: string, what?: 'others'): Promise<Place | undefined>;
  /**
   * The place that the app-specific half of a policy's route names; undefined when the bot is not there, or when people of
   * other organisations read along.
   */
  place(route: string): Promise<Place | undefined>;
  /** Hands over a file. Throws `ChatError`. */
  send(file: TextFile, place: Place): Promise<void>;
  /** What these people (by id) see in their overview may have changed: for apps that keep one on show. Never throws. */
  stale?(people: readonly string[]): void;
}

export interface TextFile {
  readonly name: string;
  readonly title: string;
  /** UTF-8. */
  readonly text: string;
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
  /** Set where it is not proven well enough who they are: they may ask and end their own, nothing else. */
  readonly askOnly?: true | 'guest';
  /** The conversation that "this channel" means, where it is not the one of `place`. */
  readonly here?: string;
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
  /**
   * Inputs, as typed; validated like any input. `reason` on deny; `minutes` (for less time) and `only` (keys of the grants that
   * stay, with commas between) on approve; `extendBy` (minutes) on extend, `value` on choose.
   */
  readonly fields: Readonly<Record<string, string>>;
  readonly zone?: string;
  /** As in `Said`. */
  readonly askOnly?: true | 'guest';
}

/** `repeat`: the requester asks for the same once more. */
export const CLICK_VERBS = ['approve', 'deny', 'cancel', 'close', 'extend', 'repeat', 'choose'] as const;
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
  /** The request form: empty, or filled from what `asked` names. It is kept for an hour under its id. */
  form(asked: FormAsked): Promise<Form>;
  /** VMs that this person may ask for, best first, by a few letters of the name; the last ones asked for where there are none. */
  vms(person: Person, letters: string, limit: number): Promise<readonly VmChoice[]>;
  /** A filled form: asked for, or its faults at their fields. */
  submitted(filled: FilledForm): Promise<FormAnswer>;
  /** A form for just-in-time access, as it was begun; undefined for one that is none of this person's, or too old. */
  jitForm(person: Person, form: string): Promise<JitForm | undefined>;
  /** The filled form: asked back with who would lose access, or its faults at their fields. */
  jitSubmitted(filled: FilledJitForm): Promise<JitAnswer>;
  /** One person's overview as it is now. */
  home(viewer: Viewer): Promise<Home>;
  /** A request's card as this reader may use it; undefined where there is no such copy, or nothing of it is theirs to see. */
  viewed(viewer: Viewer, request: string, place: Place, message: string): Promise<Card | undefined>;
  /** Whose account this is, for apps that know no Entra id. */
  identify(account: Account): Promise<Identity>;
  /** Ties an account to the person who got this code in another app; answers like a click, and is audited either way. */
  linked(account: Account, code: string, delivery: Pick<Said, 'key' | 'place'>): Promise<ClickAnswer>;
}

/** Somebody who looks. */
export type Viewer = Pick<Said, 'person' | 'askOnly' | 'zone'> & { readonly app: string };

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
