import type { JitNetworkAccessPolicy, JitNetworkAccessRequest } from '@azure/arm-security';
import type { Grant } from '../../../access/grant.ts';
import { readMarker } from '../../../access/marker.ts';
import type { Order } from '../../../ports/provider.ts';
import { sameSource } from '../network/sources.ts';

/** One port of one request in a JIT policy's `requests`: Azure's own record of an opening. */
export interface Entry {
  /** Initiating, Initiated or Revoked, and whatever Azure may add: it is an open list. */
  readonly status: string;
  /** Azure may leave it out; never empty. */
  readonly reason?: string;
  readonly vmId: string;
  readonly number: number;
  readonly source: string;
  readonly startedAt: Date;
  readonly until: Date;
  /** Who asked Azure: a person's name; empty for an app such as Ajar. */
  readonly requestor: string;
  /** Left out by Azure in every answer that was ever recorded of `requests`, so it may be missing on our own; never blank. */
  readonly justification?: string;
  /** The port of a firewall before the VM that is handed on to `number`; never met in a recorded answer. */
  readonly mappedPort?: number;
}

/** Every entry of a policy, flat. Several sources in one port make several entries. */
export const entriesOf = (policy: JitNetworkAccessPolicy): readonly Entry[] =>
  (policy.requests ?? []).flatMap((request) =>
    request.virtualMachines.flatMap((vm) => vm.ports.flatMap((port) => readPort(request, vm.id, port))),
  );

type RequestPort = JitNetworkAccessRequest['virtualMachines'][number]['ports'][number];

function readPort(request: JitNetworkAccessRequest, vmId: string, port: RequestPort): readonly Entry[] {
  const sources = port.allowedSourceAddressPrefixes?.length
    ? port.allowedSourceAddressPrefixes
    : [port.allowedSourceAddressPrefix ?? ''];
  return sources.map((source) => ({
    status: port.status,
    ...(port.statusReason && { reason: port.statusReason }),
    vmId: vmId.toLowerCase(),
    number: port.number,
    source,
    startedAt: request.startTimeUtc,
    until: port.endTimeUtc,
    requestor: (request.requestor ?? '').trim(),
    // A blank one says no more than a missing one.
    ...(request.justification?.trim() && { justification: request.justification }),
    ...(port.mappedPort && { mappedPort: port.mappedPort }),
  }));
}

/** The entries that a grant's opening made, the most open one first, then the newest: one that was sent again has several. */
export const ownEntries = (entries: readonly Entry[], order: Order, grant: Grant): readonly Entry[] =>
  entries
    .filter((entry) => isSame(entry, grant) && belongs(entry, order))
    .sort((a, b) => openness(b.status) - openness(a.status) || b.startedAt.getTime() - a.startedAt.getTime());

/** True while Azure may yet make a rule for one of a grant's entries, whatever it says of the others. */
export const mayYetOpen = (own: readonly Entry[]): boolean =>
  own.some(({ status }) => status !== 'Initiated' && status !== 'Revoked');

/**
 * A live entry for the same VM, port and source that somebody made without Ajar. The portal asks for no justification,
 * so a person's name is enough. One that ends when the order does may be our own without its justification: not that one.
 */
export const foreignHolder = (entries: readonly Entry[], order: Order, grant: Grant): Entry | undefined =>
  entries.find(
    (entry) =>
      isSame(entry, grant) &&
      entry.status !== 'Revoked' &&
      entry.until > order.now &&
      Boolean(entry.justification || entry.requestor) &&
      readMarker(entry.justification) === undefined &&
      !belongs(entry, order),
  );

export const isSame = (entry: Entry, grant: Grant): boolean =>
  entry.vmId === grant.vm.id && entry.number === grant.port.number && sameSource(entry.source, grant.source);

/** By the justification; where Azure left it out, by the end, which we chose to the millisecond. */
const belongs = (entry: Entry, order: Order): boolean =>
  entry.justification
    ? readMarker(entry.justification) === order.request.toLowerCase()
    : entry.until.getTime() === order.until.getTime();

/** A status that we do not know may be open: only Revoked is surely not. */
const openness = (status: string): number =>
  status === 'Initiated' ? 3 : status === 'Initiating' ? 2 : status === 'Revoked' ? 0 : 1;
