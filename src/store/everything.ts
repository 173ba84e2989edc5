import type { Copy, LogLine, Once, Stored, StoredRecord } from '../ports/store.ts';

/** All that a store keeps, for moving it to another as it is: each time it is asked for, from the beginning. */
export interface Everything {
  requests(): Iterable<StoredWithVms>;
  /** In the order in which they were made. */
  records(): Iterable<StoredRecord>;
  copies(): Iterable<{ readonly copy: Copy; readonly behind: boolean }>;
  answers(): Iterable<Once & { readonly at: Date }>;
  memo(): Iterable<Remembered>;
  log(): Iterable<LogLine>;
  /** Up to where the log was dropped. */
  readonly dropped: number;
}

/** With every VM that it is listed under, in lower case: it may be about fewer by now. */
export interface StoredWithVms {
  readonly stored: Stored;
  readonly vms: readonly string[];
}

export interface Remembered {
  readonly key: string;
  readonly value: unknown;
  readonly until?: Date;
}

/** How much it is, for people. */
export type Amounts = Readonly<
  Record<'requests' | 'records' | 'copies' | 'answers' | 'memo' | 'log', number>
>;
