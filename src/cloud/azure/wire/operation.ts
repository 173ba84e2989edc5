import { setTimeout as pause } from 'node:timers/promises';
import { CloudError } from '../../../ports/provider.ts';
import { type Answer, ask, type CallOptions, type Deadline, startDeadline } from './call.ts';
import type { Doing } from './doing.ts';

/** What came of asking Azure to change something, once it took the call. What there is now is for a read to say. */
export interface Taken {
  readonly traces: readonly string[];
  /** Azure took the call, but did not say in time, or at all, that it is done. */
  readonly trouble?: CloudError;
}

/** What a look at the thing itself shows of its change; where that cannot be told, the operation is asked. */
export type Progress = 'done' | 'going' | 'unclear';

/** What arm-network answers for an operation that goes on after its answer. */
interface Poller {
  submitted(): Promise<void>;
  pollUntilDone(options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

/** What is left of a deed's time when the waiting ends, for the reading that follows. */
const FOR_READING_MS = 5000;

/**
 * Begins a long-running change and follows it, in good time to read back: by `look` where there is one, which saves asking
 * for the operation and for its result. Throws `CloudError` when Azure did not take the call.
 */
export async function change(
  doing: Doing,
  deadline: Deadline,
  begin: (options: CallOptions) => Poller,
  look?: (patience: Deadline) => Promise<Progress>,
): Promise<Taken> {
  const { value: operation, traces }: Answer<{ done(signal: AbortSignal): Promise<unknown> }> = await ask(
    doing,
    deadline,
    async (options) => {
      const sent = begin(options);
      await sent.submitted();
      // Not the poller itself: it can be awaited, and would be, here.
      return { done: (abortSignal) => sent.pollUntilDone({ abortSignal }) };
    },
  );
  const patience = startDeadline(Math.max(0, deadline.leftMs() - FOR_READING_MS));
  if (look && (await isSeenDone(look, patience))) return { traces };
  const trouble = await waitFor(operation.done, doing, patience);
  return { traces, ...(trouble && { trouble }) };
}

/** Between two looks, in real milliseconds: twice as long each time. */
const PAUSE_MS = { first: 250, most: 2000 };

/** Looks for as long as it goes on. A look that fails says nothing. */
async function isSeenDone(
  look: (patience: Deadline) => Promise<Progress>,
  patience: Deadline,
): Promise<boolean> {
  for (let wait = PAUSE_MS.first; patience.leftMs() > wait; wait = Math.min(2 * wait, PAUSE_MS.most)) {
    const progress = await look(patience).catch(asUnclear);
    if (progress !== 'going') return progress === 'done';
    await pause(wait);
  }
  return false;
}

function asUnclear(error: unknown): Progress {
  if (error instanceof CloudError) return 'unclear';
  throw error;
}

/** The call was taken: from here on a failure is no more than a remark, because only a read shows what became of it. */
async function waitFor(
  done: (signal: AbortSignal) => Promise<unknown>,
  doing: Doing,
  patience: Deadline,
): Promise<CloudError | undefined> {
  try {
    await ask(doing, patience, ({ abortSignal }) => done(abortSignal));
    return undefined;
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
  }
}
