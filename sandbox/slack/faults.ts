/** What goes wrong with a call of the Web API. */
export type Trouble =
  /** 429, with Retry-After in seconds. */
  | { readonly how: 'busy'; readonly retryAfter: number }
  /** It is done, and the answer is 502. */
  | { readonly how: 'lost' }
  /** It is not done, and the answer is 502. */
  | { readonly how: 'down' }
  /** No answer ever comes; with `done` it was done all the same. */
  | { readonly how: 'hang'; readonly done?: boolean }
  /** An answer that comes this many real milliseconds later. */
  | { readonly how: 'slow'; readonly ms: number }
  /** Slack's own word for a refusal, such as `is_archived`. */
  | { readonly how: 'refused'; readonly error: string };

export type Fault = Trouble & {
  /** Such as `chat.postMessage`; every one without. */
  readonly method?: string;
  /** Only in this channel. */
  readonly channel?: string;
  /** How often; always without. */
  readonly times?: number;
};

/** Faults that were ordered, and which of them meets a call. */
export interface Faults {
  /** Answers what takes it back. */
  order(fault: Fault): () => void;
  meet(method: string, channel: unknown): Trouble | undefined;
}

export function createFaults(): Faults {
  const ordered = new Set<{ readonly fault: Fault; left: number }>();
  return {
    order(fault) {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      ordered.add(entry);
      return () => void ordered.delete(entry);
    },
    meet(method, channel) {
      for (const entry of ordered) {
        const { fault } = entry;
        if (fault.method !== undefined && fault.method !== method) continue;
        if (fault.channel !== undefined && fault.channel !== channel) continue;
        entry.left -= 1;
        if (entry.left <= 0) ordered.delete(entry);
        return fault;
      }
      return undefined;
    },
  };
}
