/** One line of `ajar doctor`: what was looked at, what was found, and the fix. */
export interface Check {
  readonly what: string;
  readonly ok: boolean | 'unknown';
  readonly found: string;
  /** What to do; empty when it is ok. */
  readonly fix: string;
}
