import type { AddressLook } from '../access/own-address.ts';
import type { Secret } from './links.ts';

/** What the page about one waiting question shows to whoever has its link. */
export interface AddressView {
  /** Whose question it is, by name. */
  readonly person: string;
  /** Such as `22/tcp on web-01`. */
  readonly what: string;
  /** How the address suits; undefined where it could not be told. */
  readonly look?: AddressLook;
  /** The family that every VM has, where they have one alone. */
  readonly family?: 4 | 6;
  /** Named networks, offered before the address where the VM has no public one. */
  readonly networks: readonly { readonly name: string; readonly cidrs: readonly string[] }[];
  readonly isPrivate: boolean;
}

/** What is handed over: the address that the connection came from, or a named network in its place. */
export type Handed = { readonly source: string | undefined } | { readonly network: string };

/** What whoever pressed is told. */
export interface Taken {
  readonly done: boolean;
  readonly sentence: string;
}

/** The flow, as the page for addresses sees it. */
export interface AddressDesk {
  /** What the link is for, changing nothing; undefined where it is not good (any more). `source` is a CIDR. */
  look(secret: Secret, source: string | undefined): Promise<AddressView | undefined>;
  /**
   * Hands an address to the waiting question, which goes on as if it had been typed. Acts once; again it answers the same.
   * Undefined where there is no such link.
   */
  take(secret: Secret, handed: Handed): Promise<Taken | undefined>;
}
