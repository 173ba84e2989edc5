import type { Store } from '../../../src/ports/store.ts';

/** An empty store, and a way to what it kept from elsewhere. */
export interface Opened {
  readonly store: Store;
  /** Another handle on the same data, as another process would have it. */
  again(): Promise<Store>;
  /** What is stored under this id is from now on as an Ajar wrote it that this one cannot read. */
  makeNewer(id: string): Promise<void>;
  /** Every byte that it keeps now, each as one character. */
  bytes(): Promise<string>;
  /** Closes every handle and removes the data. */
  remove(): Promise<void>;
}

/** What the tests of one section need: the store of the running test. */
export type Here = () => Opened;
