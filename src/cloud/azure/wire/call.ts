import { CloudError } from '../../../ports/provider.ts';
import type { Doing } from './doing.ts';
import { toCloudError } from './errors.ts';
import { readVendorError } from './vendor-error.ts';

/** The time that one deed has in the real world: all of its calls together, so that it ends before its lease does. */
export interface Deadline {
  readonly signal: AbortSignal;
  leftMs(): number;
}

export function startDeadline(limitMs: number): Deadline {
  const end = performance.now() + limitMs;
  return { signal: AbortSignal.timeout(Math.ceil(limitMs)), leftMs: () => end - performance.now() };
}

/** What of any answer's head is read. */
export interface AnyResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
  /** Azure's own text, before a library left out what it does not know. */
  readonly bodyAsText?: string | null;
}

/** What every library takes beside its own arguments. */
export interface CallOptions {
  readonly abortSignal: AbortSignal;
  readonly onResponse: (response: AnyResponse) => void;
}

export interface Answer<T> {
  readonly value: T;
  /** Azure's correlation ids, newest last. */
  readonly traces: readonly string[];
}

/** Makes one call within the deadline; whatever goes wrong comes out as a `CloudError`. */
export async function ask<T>(
  doing: Doing,
  deadline: Deadline,
  call: (options: CallOptions) => Promise<T>,
): Promise<Answer<T>> {
  const traces: string[] = [];
  const options: CallOptions = {
    abortSignal: deadline.signal,
    onResponse(response) {
      const trace = response.headers.get('x-ms-correlation-request-id');
      if (trace && traces.at(-1) !== trace) traces.push(trace);
    },
  };
  try {
    return { value: await orTimeOut(call(options), deadline.signal), traces };
  } catch (error) {
    throw toCloudError(error, doing);
  }
}

/** Shorter than any person's patience, longer than a dropped connection takes to come back. */
const PAUSE_MS = 250;

/** A read may be asked once more where the failure is likely to pass: a cut connection, a 5xx. Nothing that changes anything comes here. */
export async function askTwice<T>(
  doing: Doing,
  deadline: Deadline,
  call: (options: CallOptions) => Promise<T>,
): Promise<Answer<T>> {
  try {
    return await ask(doing, deadline, call);
  } catch (error) {
    const again =
      error instanceof CloudError &&
      !error.nothingSent &&
      error.retryAfterMs === undefined &&
      deadline.leftMs() > 10 * PAUSE_MS;
    if (!again) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return ask(doing, deadline, call);
  }
}

/** The libraries do not pass the signal on to every credential: a token service that hangs would hold the deed for ever. */
async function orTimeOut<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The value, or what kept us from it: for where the failure of one must not hold up the others. */
export async function orError<T>(reading: Promise<T>): Promise<T | CloudError> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
  }
}

/** Azure's words for "this one resource is not there"; another 404 may mean that we may not see it. */
const GONE: ReadonlySet<string> = new Set([
  'ResourceNotFound',
  'ResourceGroupNotFound',
  'PolicyNotFound',
  'NotFound',
]);

/** The value, or undefined when Azure says for certain that the thing is not there. */
export async function orGone<T>(answer: Promise<Answer<T>>): Promise<T | undefined> {
  try {
    return (await answer).value;
  } catch (error) {
    if (
      error instanceof CloudError &&
      error.kind === 'not-found' &&
      GONE.has(readVendorError(error.cause).code)
    )
      return undefined;
    throw error;
  }
}
