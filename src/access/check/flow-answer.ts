import type { Port } from '../port.ts';

/** One packet's worth of a question: may this address come in on this port? */
export interface Flow {
  /** A single address, without a length. */
  readonly source: string;
  readonly port: Port & { readonly protocol: 'tcp' | 'udp' };
}

/** What the cloud itself says of a flow to one private address of the VM. */
export interface FlowAnswer {
  readonly address: string;
  readonly access: 'allow' | 'deny';
  /** The rule that decides, as the cloud calls it; empty where it names none. */
  readonly rule: string;
}

/** Its answers, and why there are none or not all of them, each as a sentence. What is untold is no answer. */
export interface FlowAnswers {
  readonly answers: readonly FlowAnswer[];
  readonly untold: readonly string[];
}
