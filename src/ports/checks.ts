import type { AzureRight } from '../access/verdict.ts';
import type { Vm } from '../access/vm.ts';

/** What is confirmed, or why not. */
export type Confirmed = { readonly confirmed: true } | { readonly confirmed: false; readonly why: string };

/** People's own rights in the cloud, by the roles that they and their groups have. Throws `Unknown` where it cannot tell. */
export interface Rights {
  /** Whether somebody (by Entra object id) has this right on a VM. `why` names what they lack. */
  has(person: string, right: AzureRight, vm: Vm): Promise<Confirmed>;
}

/** What a system of the organisation's own is told of a request when it has to confirm its ticket. */
export interface TicketFacts {
  readonly ticket: string;
  /** Entra object id. */
  readonly requester: string;
  /** Resource ids. */
  readonly vms: readonly string[];
  /** As `3389/tcp`. */
  readonly ports: readonly string[];
  /** CIDRs. */
  readonly sources: readonly string[];
  readonly durationMs: number;
  readonly justification?: string;
  /** Set once it was asked for. */
  readonly request?: string;
}

/** Systems that know tickets; `hook` is the name of one in the policy. Throws `Unknown` where it cannot tell. */
export interface Tickets {
  confirm(hook: string, facts: TicketFacts): Promise<Confirmed>;
}
