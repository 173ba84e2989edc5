import type { Store } from '../../ports/store.ts';

/** How far a sink has come, kept in the store: every event up to `seq` is there for good. */
export interface Cursor {
  readonly seq: number;
  /** Who sends to it now, and until when: another process leaves it alone. */
  readonly by?: string;
  readonly until?: Date;
  /** Tries since it last took something, and why the last one failed. */
  readonly failures?: number;
  readonly why?: string;
  /** It is left alone until then. */
  readonly notBefore?: Date;
}

/** Before it was ever sent to. A sink that is new gets the whole log. */
export const START: Cursor = { seq: 0 };

export const keyOf = (sink: string): string => `audit/sink/${sink}`;

export const readCursor = async (
  store: Pick<Store, 'recall'>,
  sink: string,
  now: Date,
): Promise<Cursor | undefined> => (await store.recall(keyOf(sink), now)) as Cursor | undefined;
