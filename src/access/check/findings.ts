/** `open`: as it is meant to be. `exposed`: open where it should be shut. `unsure`: it cannot be told, which is never shut. */
export type PortState = 'shut' | 'open' | 'exposed' | 'unsure';

/** What is found of one port, or of several that are treated alike. */
export interface PortFinding {
  /** `3389/tcp`, `8000-8010/any`. */
  readonly ports: string;
  readonly state: PortState;
  readonly sentence: string;
  /** What to do about it; empty where nothing has to be done. */
  readonly mend: string;
}

/** What a look at everything before a VM comes to. */
export interface Findings {
  readonly vm: string;
  readonly ports: readonly PortFinding[];
  /** How many ranges of ports were not looked at, beyond the most that are. */
  readonly more: number;
  /** What matters whatever the rules say, and what could not be read. */
  readonly remarks: readonly string[];
  /** Where the cloud's own answer is another than ours; also among the remarks. */
  readonly contradictions?: readonly string[];
}
