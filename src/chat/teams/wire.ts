/** What is sent to a conversation: one card, alone; Teams splits text and card into two messages and answers no id. */
export interface Outgoing {
  readonly content: Readonly<Record<string, unknown>>;
  readonly summary: string;
  /** Puts a direct message into the reader's activity feed. */
  readonly alert: boolean;
  /** Missing for an Adaptive Card. */
  readonly file?: FileCard;
}

/** One of the two cards that hand over a file: the question, and the file once it is there. */
export interface FileCard {
  readonly kind: 'consent' | 'info';
  readonly name: string;
  /** Where the file is, once it is there. */
  readonly contentUrl?: string;
}

/** Somebody in a conversation's roster, as Teams answers it. */
export interface Member {
  readonly id: string;
  readonly name?: string | undefined;
  readonly aadObjectId?: string | undefined;
  /** Teams' own name for the same in the answer of its roster. */
  readonly objectId?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly userRole?: string | undefined;
  readonly userPrincipalName?: string | undefined;
}

/** The Bot Framework's wire, each call one try: what the library behind `transport.ts` does for us, and nothing else. */
export interface Transport {
  /** Whether the channel signed this activity for our app; throws when that cannot be told. */
  authenticate(
    activity: { readonly channelId: string; readonly serviceUrl: string },
    header: string,
  ): Promise<boolean>;
  /** Answers the message's id. Throws `WireError`, as all that follow. */
  post(service: string, conversation: string, message: Outgoing): Promise<string>;
  edit(service: string, conversation: string, id: string, message: Outgoing): Promise<void>;
  /** Answers the id of the conversation that the bot has with this person alone. */
  begin(service: string, tenant: string, person: string): Promise<string>;
  member(service: string, conversation: string, id: string): Promise<Member>;
}

/** A call that did not succeed. */
export class WireError extends Error {
  override name = 'WireError';
  /** The HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** Teams' own word, such as `ConversationNotFound`. */
  readonly code: string | undefined;
  constructor(
    message: string,
    status: number | undefined,
    retryAfterMs: number | undefined,
    cause: unknown,
    code?: string,
  ) {
    super(message, { cause });
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.code = code;
  }
}

/** Whether an admin has shut the bot off as a whole: no place is gone for it, and nobody unreachable once it is allowed again. */
export const isBarred = ({ code }: WireError): boolean => code === 'BotDisabledByAdmin';

/** Sends, and turns what the library throws into a `WireError`. */
export async function call<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const { statusCode, code, response } = error as {
      statusCode?: number;
      code?: string;
      response?: { headers?: { get?(name: string): string | undefined } };
    };
    const seconds = Number(response?.headers?.get?.('retry-after') ?? Number.NaN);
    const wait = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
    throw new WireError(`Teams answered ${statusCode ?? 'nothing'}`, statusCode, wait, error, code);
  }
}
