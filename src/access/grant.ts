import { formatPort, type Port } from './port.ts';
import type { VmRef } from './vm.ts';

/**
 * planned: nothing was ever sent. sent: an open may be under way (saved before it is sent). open: read back as open.
 * doubtful: did not open in time, and may still. failed: shut, and known to be. closed: was sent, and a read proved it shut.
 */
export type GrantState = 'planned' | 'sent' | 'open' | 'doubtful' | 'failed' | 'closed';

export type ProviderName = 'defender' | 'nsg' | 'azure-firewall';

/** Whether one rule in the cloud may serve several grants, so that its holders must be counted (HOLES H9). */
const SHARES_RULES: Readonly<Record<ProviderName, boolean>> = {
  ...{ defender: true, nsg: false, 'azure-firewall': false },
};

/** Whether the cloud takes minutes for a change of it, so that how far it is should be shown, and looked at often. */
const TAKES_MINUTES: Readonly<Record<ProviderName, boolean>> = {
  ...{ defender: false, nsg: false, 'azure-firewall': true },
};

/** Whether the cloud closes what it opened by itself at the end that it was given. */
const CLOSES_ITSELF: Readonly<Record<ProviderName, boolean>> = {
  ...{ defender: true, nsg: false, 'azure-firewall': false },
};

/** One (VM, port, source) of a request as the provider holds it. Closing uses only what is written here. */
export interface Grant {
  /** Unique within its request: `g1`, `g2`, … */
  readonly key: string;
  readonly vm: VmRef;
  /** What was asked. */
  readonly port: Port;
  /** What really opens: with Defender the protocol is the JIT policy's, often any. */
  readonly opens: Port;
  /** The CIDR that may reach the port. */
  readonly source: string;
  readonly provider: ProviderName;
  /** The provider's own ids, fixed before anything opens (`jitPolicyId` for Defender, `rule` for rules of our own). */
  readonly cloud: Readonly<Record<string, string>>;
  /** What holders share in the cloud: grants of one target open and close one at a time, the last one shuts it (HOLES H9). */
  readonly target: string;
  readonly state: GrantState;
  /** When an open was last begun for it; saved before it is sent. */
  readonly sentAt?: Date;
  /** Why it is doubtful or failed, as a sentence. */
  readonly note?: string;
  /** Why nothing will connect although it is open, as a sentence, as of a look after the opening; empty where nothing was found. */
  readonly obstacle?: string;
  /** Set where Azure ends what is established when it closes: a group before the VM flushes connections, as of a look after the opening. */
  readonly flushes?: true;
  /** Where a client connects instead of the VM's own address and port: what a firewall before it hands on. As read back, or as it is to be. */
  readonly connect?: Connection;
  /** Azure's correlation ids of the calls made for it, newest last. */
  readonly traces: readonly string[];
}

/** An address without a prefix length, and a port number. */
export interface Connection {
  readonly address: string;
  readonly port: number;
}

/** What holders share when one rule serves them all: the last holder of a target and a source takes it away (HOLES H9). */
export const holdOf = ({ target, source }: Pick<Grant, 'target' | 'source'>): string => `${target}|${source}`;

/** True for a grant that the cloud closes at its end, without being asked. */
export const closesItself = ({ provider }: Grant): boolean => CLOSES_ITSELF[provider];

/** True for a grant whose rule may be somebody else's too. */
export const sharesRule = ({ provider }: Grant): boolean => SHARES_RULES[provider];

/** True for a grant that opens and closes in minutes, not seconds. */
export const isSlow = ({ provider }: Grant): boolean => TAKES_MINUTES[provider];

/** Open, and nobody looked yet whether something else keeps its requester out. */
export const isUninspected = ({ state, obstacle }: Grant): boolean =>
  state === 'open' && obstacle === undefined;

/** The states in which the cloud may hold something open for a grant. */
export const mayBeOpen = (grant: Grant): boolean =>
  grant.state === 'sent' || grant.state === 'open' || grant.state === 'doubtful';

/** Settled: its opening needs no more waiting. */
export const isSettled = (grant: Grant): boolean => grant.state !== 'planned' && grant.state !== 'sent';

/** The VMs of some grants, each once. */
export const vmsOf = (grants: readonly Grant[]): readonly VmRef[] => [
  ...new Map(grants.map(({ vm }) => [vm.id, vm])).values(),
];

/** The ports that were asked, each once. */
export const portsOf = (grants: readonly Grant[]): readonly Port[] => [
  ...new Map(grants.map(({ port }) => [formatPort(port), port])).values(),
];

/** The sources of some grants, each once. */
export const sourcesOf = (grants: readonly Grant[]): readonly string[] => [
  ...new Set(grants.map(({ source }) => source)),
];
