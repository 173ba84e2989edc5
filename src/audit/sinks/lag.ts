import type { Store } from '../../ports/store.ts';
import { eventFromBytes } from '../event-bytes.ts';
import { readCursor, START } from './cursor.ts';

/** What a sink has not taken yet. */
export interface Lag {
  readonly sink: string;
  /** The last event that it has; 0 before the first. */
  readonly seq: number;
  /** When the first event happened that it lacks; undefined when it has all. */
  readonly since?: Date;
  /** Why the last try failed. */
  readonly why?: string;
}

/** How far a sink is behind the log. Events that wait for their seal count: what is not sealed is not sent. */
export async function lagOf(store: Pick<Store, 'recall' | 'log'>, sink: string, now: Date): Promise<Lag> {
  const { seq, why } = (await readCursor(store, sink, now)) ?? START;
  for await (const line of store.log(seq))
    return { sink, seq, since: eventFromBytes(line.bytes).at, ...(why === undefined ? {} : { why }) };
  return { sink, seq };
}
