/** Counts what is done under a key, in windows of real time: people type no faster where the demo's time runs faster. */
export interface Rates {
  /** Counts one more; answers how many that makes in this window, and in how many milliseconds it ends. */
  count(key: string, windowMs: number): Promise<Counted>;
}

export interface Counted {
  readonly count: number;
  readonly endsInMs: number;
}
