/** Tells some instance of Ajar when it is time to look at something. What is to be done is read from the store then. */
export interface WakeUps {
  /**
   * A request or record is to be looked at, at `at`; `version` is the one that says so. Answers at once and never fails: a
   * wake-up that is lost costs a moment, since the sweep finds what is due.
   */
  plan(id: string, version: number, at: Date): void;
  /** From now on `look` is called for what has come due. It may come twice, late, or for what was looked at already. */
  start(look: (id: string, version: number) => Promise<void>): void;
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>;
}
