import type { TextFile } from '../../ports/chat.ts';

/** Blocks as https://docs.slack.dev/reference/block-kit/ has them, with the text that notifications and old clients show. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly unknown[];
  /** Finds the message again when its post's answer was lost: at most one message has it. */
  readonly mark?: string;
}

/** A modal or an App Home, as Slack takes it. */
export type View = Readonly<Record<string, unknown>>;

/** What somebody did in Slack, once its signature was checked. Ids only: who they are and what they may is looked up. */
export type Delivery = {
  /** The same gesture delivered again has the same key. */
  readonly key: string;
  /** The workspace of the person, and its Enterprise Grid organisation where there is one. */
  readonly team: string;
  readonly enterprise?: string;
  readonly user: string;
} & (
  | {
      readonly kind: 'command';
      readonly text: string;
      readonly channel: string;
      readonly trigger: string;
      readonly responseUrl: string;
    }
  /** A mention in a channel, or a direct message; its text with Slack's own escapes, links and mentions, as all texts here. */
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly channel: string;
      readonly direct: boolean;
      /** The message itself, and the thread that it is in. */
      readonly ts: string;
      readonly thread?: string;
    }
  | { readonly kind: 'shortcut'; readonly trigger: string }
  | {
      readonly kind: 'message-shortcut';
      readonly trigger: string;
      readonly channel: string;
      readonly ts: string;
      readonly text: string;
    }
  /** A button or a menu, in a message or in a view. */
  | {
      readonly kind: 'action';
      readonly trigger: string;
      readonly action: string;
      readonly value: string;
      readonly channel?: string;
      readonly ts?: string;
      readonly thread?: string;
      readonly responseUrl?: string;
      /** Set where the message is shown to this user alone. */
      readonly ephemeral?: true;
      readonly view?: OpenView;
      /** What is in the inputs of a message, by block id, as in `OpenView`. */
      readonly values?: OpenView['values'];
    }
  | { readonly kind: 'submission'; readonly view: OpenView }
  /** Type-ahead of a menu. */
  | { readonly kind: 'options'; readonly action: string; readonly letters: string }
  | { readonly kind: 'home' }
);

/** A view as it came back. */
export interface OpenView {
  readonly id: string;
  readonly hash: string;
  readonly callback: string;
  readonly metadata: string;
  /** By block id: what is in its input, lists with a comma between. */
  readonly values: Readonly<Record<string, string>>;
}

/** What a delivery is answered with, at once. */
export type Reply =
  | undefined
  | { readonly options: readonly { readonly text: string; readonly value: string; readonly note?: string }[] }
  /** Shows faults in the modal, by block id. */
  | { readonly errors: Readonly<Record<string, string>> }
  /** Puts another view in the modal's place. */
  | { readonly update: View };

/** Slack's Web API, each call one try. All throw `WireError`. */
export interface Wire {
  /** Calls while a person waits: no retries, 2.5 s, and never behind a throttled channel. */
  readonly now: {
    openView(trigger: string, view: View): Promise<{ readonly id: string; readonly hash: string }>;
    updateView(id: string, view: View, hash?: string): Promise<void>;
    /** Shows it to this user alone; it is gone when they reload. */
    aside(channel: string, user: string, message: Message, thread?: string): Promise<void>;
    /**
     * The same through the address that came with a delivery: good five times within half an hour, in any channel. `replaces`
     * puts it in the place of the message that was clicked, which works for ephemeral ones too.
     */
    respond(responseUrl: string, message: Message, replaces?: true): Promise<void>;
    user(user: string): Promise<SlackUser>;
    channel(channel: string): Promise<SlackChannel>;
    /** The direct message channel with a user. */
    direct(user: string): Promise<string>;
    permalink(channel: string, ts: string): Promise<string>;
    /** The users of a user group, without the deactivated; `team` where the token is of a whole organisation. */
    userGroup(group: string, team?: string): Promise<readonly string[]>;
    /** Who we are: the bot's own user and team. */
    self(): Promise<{
      readonly team: string;
      /** Set in an Enterprise Grid organisation. */
      readonly enterprise?: string;
      readonly user: string;
      readonly bot: string;
    }>;
  };
  /** Cards, files and homes: queued by `sends.ts`. */
  readonly later: {
    /** Answers the message's ts. */
    post(channel: string, message: Message, thread?: string): Promise<string>;
    update(channel: string, ts: string, message: Message): Promise<void>;
    /** The ts of the message with this mark, among the newest; undefined when there is none. Needs the history scope. */
    find(channel: string, mark: string, thread?: string): Promise<string | undefined>;
    publishHome(user: string, view: View): Promise<void>;
    upload(channel: string, file: TextFile, thread?: string): Promise<void>;
  };
}

/** As users.info has it. */
export interface SlackUser {
  readonly id: string;
  readonly team: string;
  readonly enterprise?: string;
  readonly name: string;
  /** Only when Slack says that it is confirmed. */
  readonly email?: string;
  readonly zone?: string;
  readonly bot: boolean;
  readonly deleted: boolean;
  /** Single- or multi-channel guests. */
  readonly guest: boolean;
  /** Of another organisation, seen through a shared channel, or nobody of whom it can be told. */
  readonly stranger: boolean;
}

/** As conversations.info has it. */
export interface SlackChannel {
  readonly id: string;
  readonly direct: boolean;
  /** Shared with another organisation, or about to be. */
  readonly external: boolean;
  readonly archived: boolean;
  /** Whether the bot is in it. */
  readonly member: boolean;
}

/** gone: Slack does not have it for us any more. busy: wait. lost: perhaps delivered, the answer did not come. refused: anything else. */
export type WireErrorKind = 'gone' | 'busy' | 'lost' | 'refused';

export class WireError extends Error {
  override name = 'WireError';
  readonly kind: WireErrorKind;
  /** Slack's own word, such as `channel_not_found`. */
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  constructor(kind: WireErrorKind, code: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(`Slack answered ${code}`, { cause: options.cause });
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
