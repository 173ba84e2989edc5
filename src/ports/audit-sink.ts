import type { LogLine } from './store.ts';

/** A line of the log with its seal: only such are sent anywhere. */
export interface SealedLine extends LogLine {
  readonly seal: string;
}

/** Where sealed events go besides the store, in the order of the log. */
export interface AuditSink {
  /** By which it is known in settings and logs, and by which how far it has come is kept: never changes. */
  readonly name: string;
  /** The most that it takes at once: lines, and bytes of them as JSON lines. A single longer line comes alone. */
  readonly most: { readonly lines: number; readonly bytes: number };
  /** How often it is looked whether there is something to send, in real milliseconds. */
  readonly everyMs: number;
  /**
   * Resolves once all of them are kept there for good. The same lines may come again, with the same numbers: after a crash, or
   * from another process. Throws `SinkError` where they are not, or not surely.
   */
  send(lines: readonly SealedLine[], signal: AbortSignal): Promise<void>;
  /** Lets go of what it holds open; the next `send` opens it again. */
  close?(): Promise<void>;
}

/** A sink that does not take what was sent; the message is a sentence for operators and holds no secret. */
export class SinkError extends Error {
  override name = 'SinkError';
  /** Real milliseconds that it asked to be left alone for. */
  readonly retryAfterMs: number | undefined;
  constructor(sentence: string, options: { cause?: unknown; retryAfterMs?: number | undefined } = {}) {
    super(sentence, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}
