import type { VendorError } from './vendor-error.ts';

/** What was being done, so that a failure can be told in a sentence. */
export interface Doing {
  /** With "to" before it: `read the JIT policy "default"`. */
  readonly what: string;
  /** The permission it takes, for when Azure refuses without naming it. */
  readonly action: string;
  /** What was asked for, for when Azure says that it is not there: `the VM "web-01"`. */
  readonly subject: string;
  /** The Resource Manager that was called. */
  readonly host: string;
  readonly scope: string;
  readonly limitMs: number;
}

/** Says a failure to a person. */
export type Sentence = (doing: Doing, vendor: VendorError) => string;
