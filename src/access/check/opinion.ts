import type { Addresses } from './addresses.ts';
import type { Bounds } from './match.ts';
import type { InboundRule } from './vm-network.ts';

/** Some of those who are let in or kept out, and the rules that decide it: one for each layer that has a say. */
export interface Piece extends Bounds {
  /** What people call them, and all whom that means. */
  readonly label: string;
  readonly whole: Addresses;
  readonly rules: readonly InboundRule[];
  /** Where they connect to, when it is not the VM itself. */
  readonly at?: string;
}

/** Who may enter; and what single layers say, whatever the others do: whom they would let in, and whom they keep out. */
export interface Opinion {
  readonly allowed: readonly Piece[];
  readonly wouldAllow: readonly Piece[];
  readonly denied: readonly Piece[];
}
