/** Business time. The sandbox may run it faster than the world's; network time-outs always stay real. */
export interface Clock {
  now(): Date;
  /**
   * Calls once business time has reached `at`, or soon after, and where the clock was set back meanwhile when it would have
   * been reached: whoever is woken looks what is due. Returns what calls it off.
   */
  wakeAt(at: Date, call: () => void): () => void;
  /** How much business time passes in `realMs` of the world's: for leases and deadlines of network calls. */
  spanOf(realMs: number): number;
}
