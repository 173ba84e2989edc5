import { setTimeout as sleep } from 'node:timers/promises';
import { CloudError } from '../../../ports/provider.ts';
import { type Deadline, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { fateOf } from '../wire/errors.ts';
import { goneAmong } from './gone-vms.ts';
import type { PolicyCalls } from './policy-calls.ts';
import type { Entry, PolicyDocument } from './policy-document.ts';

/** What one write takes. */
export interface Sending {
  readonly clients: Clients;
  readonly calls: PolicyCalls;
  readonly deadline: Deadline;
}

/** What became of a list that was sent. */
export interface Sent {
  readonly entries: readonly Entry[];
  readonly traces: readonly string[];
  /** VMs that are gone, without which it was sent: ids in lower case. */
  readonly gone: readonly string[];
  /** Nobody knows whether it was taken: what there is now says. */
  readonly trouble?: CloudError;
  /** Azure did nothing, but may if it is asked again. */
  readonly undone?: CloudError;
}

/** What is left of a write's time when the waiting ends, for the reading that follows. */
const FOR_READING_MS = 4_000;
const LONGEST_WAIT_MS = 5_000;
const USUAL_WAIT_MS = 1_000;

/** Sends the list; without the VMs that Azure says are gone, where it refuses it for them. Throws `CloudError` when it is refused for good. */
export async function send(
  sending: Sending,
  document: PolicyDocument | undefined,
  entries: readonly Entry[],
): Promise<Sent> {
  const { clients, calls, deadline } = sending;
  const patience = startDeadline(Math.max(0, deadline.leftMs() - FOR_READING_MS));
  try {
    return { entries, gone: [], traces: await calls.replace(document, entries, patience) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const traces = error.trace === undefined ? [] : [error.trace];
    const fate = fateOf(error);
    switch (fate) {
      case 'unknown':
        return { entries, traces, gone: [], trouble: error };
      case 'undone':
        await waitOut(error, deadline);
        return { entries, traces, gone: [], undone: error };
      case 'refused': {
        const gone = await goneAmong(clients, entries, error, deadline);
        if (gone.length === 0) throw error;
        const left = entries.filter(({ id }) => !gone.includes(id.toLowerCase()));
        const again = await send(sending, document, left);
        return { ...again, traces: [...traces, ...again.traces], gone: [...gone, ...again.gone] };
      }
      default:
        return fate satisfies never;
    }
  }
}

/** A wait that is too long is the caller's to tell. */
async function waitOut(error: CloudError, deadline: Deadline): Promise<void> {
  const waitMs = error.retryAfterMs ?? USUAL_WAIT_MS;
  if (waitMs > LONGEST_WAIT_MS || deadline.leftMs() < waitMs + FOR_READING_MS) throw error;
  await sleep(waitMs);
}
