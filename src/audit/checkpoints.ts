import { randomBytes } from 'node:crypto';
import type { NewEvent } from '../access/audit-event.ts';
import { apart } from '../access/odd-clock.ts';
import { AJAR } from '../access/person.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { KeptSeal } from './kept-seals.ts';
import type { Signer } from './keys.ts';
import { writeStatement } from './statement.ts';

export interface CheckpointDeps {
  readonly store: Pick<Store, 'log' | 'recall' | 'exchange' | 'record' | 'seal'>;
  readonly clock: Clock;
  readonly signer: Signer;
  /** The hash of the policy in force. */
  readonly policy: () => string;
}

interface Written {
  readonly seq: number;
  readonly at: Date;
}

const WRITTEN = 'audit/checkpoint';
const INSTALLATION = 'audit/installation';

/**
 * Vouches for the newest seal, as an event of the log: so it is kept, exported and sent to every sink like any other. Answers
 * whether it did: not where nothing but checkpoints came since the last one, where `sinceMs` of business time have not passed
 * yet, nor where another process did just now.
 */
export async function writeCheckpoint(deps: CheckpointDeps, sinceMs = 0): Promise<boolean> {
  const { store, clock, signer } = deps;
  const at = clock.now();
  const written = (await store.recall(WRITTEN, at)) as Written | undefined;
  if (written && apart(written.at, at) < sinceMs) return false;
  await store.seal();
  const end = await newsAfter(store, written?.seq ?? 0);
  if (end === undefined || !(await store.exchange(WRITTEN, written, { seq: end.seq, at }))) return false;
  const installation = await installationOf(store, at);
  const detail = writeStatement({ what: 'checkpoint', installation, at, ...end }, signer);
  await store.record({ ...bare(at, deps.policy()), kind: 'checkpoint', detail });
  await store.seal();
  return true;
}

/** The last sealed line, when one after `seq` is no checkpoint. */
async function newsAfter(store: CheckpointDeps['store'], seq: number): Promise<KeptSeal | undefined> {
  let end: KeptSeal | undefined;
  let news = false;
  for await (const line of store.log(seq)) {
    if (line.seal === undefined) break;
    end = { seq: line.seq, seal: line.seal };
    news ||= !line.bytes.includes('"kind":"checkpoint"');
  }
  return news ? end : undefined;
}

/** Of two processes that make it up at once, both use the one that was kept. */
export async function installationOf(store: Pick<Store, 'recall' | 'exchange'>, now: Date): Promise<string> {
  await store.exchange(INSTALLATION, undefined, randomBytes(8).toString('hex'));
  return String(await store.recall(INSTALLATION, now));
}

/** An event about the log itself. */
export const bare = (at: Date, policy: string): Omit<NewEvent, 'kind' | 'detail'> => ({
  ...{ at, actor: AJAR, app: 'ajar', policy },
  ...{ vms: [], ports: [], sources: [], rules: [], traces: [] },
});
