import { StoreError } from '../store-error.ts';

const CLUSTER = (at: string): string =>
  `${at} is one node of a cluster that keeps its data by parts. Name an endpoint that answers for all of it.`;

const SIGN_IN = (at: string): string =>
  `${at} did not take the user or the password. Correct them in REDIS_URL.`;

/** What the codes that Redis begins its errors with mean for whoever runs Ajar (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors). */
const SENTENCES: Readonly<Record<string, (at: string) => string>> = {
  NOAUTH: SIGN_IN,
  WRONGPASS: SIGN_IN,
  NOPERM: (at) =>
    `${at} does not let the user of REDIS_URL do what Ajar does. Give it the rights of docs/redis.md.`,
  OOM: (at) => `${at} is full (maxmemory). Give it more memory; nothing that was acknowledged is lost.`,
  MISCONF: (at) =>
    `${at} cannot write to its disk and takes no writes. Free some space there; nothing that was acknowledged is lost.`,
  READONLY: (at) => `${at} is a replica, which takes no writes. Name the primary in REDIS_URL.`,
  LOADING: (at) => `${at} is still reading its data from the disk. It is tried again.`,
  BUSY: (at) => `${at} is busy with a script of somebody else's. End it there, then try again.`,
  WRONGTYPE: (at) =>
    `${at} holds something else under a name of Ajar's. Give Ajar a database, or an AJAR_REDIS_PREFIX, of its own.`,
  MOVED: CLUSTER,
  CROSSSLOT: CLUSTER,
  CLUSTERDOWN: (at) => `${at} is a cluster that is not whole. Look after it; Ajar tries again.`,
};

/** The code that a reply of Redis begins with; undefined for what is none. */
export function codeOf(error: unknown): string | undefined {
  const { name, message } = (error ?? {}) as Partial<Error>;
  return name === 'ReplyError' ? /^[A-Z]+/.exec(message ?? '')?.[0] : undefined;
}

/** Nothing was sent; `why` is what the last try to connect ended with. */
export function away(at: string, why?: unknown): StoreError {
  const { code, message } = (why ?? {}) as NodeJS.ErrnoException;
  return new StoreError(
    `${at} cannot be reached${code ? ` (${code})` : ''}. Check that it runs and that REDIS_URL names it; a running Ajar tries again by itself.`,
    message === undefined ? {} : { cause: new Error(message) },
  );
}

/**
 * A failure of the client as a `StoreError` that names the Redis and what to do. The client's own errors carry the command with its
 * values, the password too: of them only the text stays. What is no reply is a lost connection, or no answer in time.
 */
export function asStoreError(error: unknown, at: string): StoreError {
  const code = codeOf(error);
  const cause = new Error(error instanceof Error ? error.message : String(error));
  const sentence =
    code === undefined ? unanswered(at) : (SENTENCES[code]?.(at) ?? `${at} refused a command (${code}).`);
  return new StoreError(sentence, { cause });
}

const unanswered = (at: string): string =>
  `${at} did not answer, so that what it saved cannot be told. Read there what is so, and try again.`;
