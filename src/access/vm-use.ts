import { mayBeOpen, portsOf, sourcesOf } from './grant.ts';
import { readMarkedPerson, readMarker } from './marker.ts';
import { formatPort } from './port.ts';
import { type AccessRequest, HELD } from './request.ts';
import { DAY_MS } from './unit-ms.ts';

/** One port of a VM as the cloud's own record says that it was opened, by Ajar or by whomever. */
export interface CloudAccess {
  readonly port: number;
  /** As the cloud has it: a CIDR, an address or `*`. */
  readonly source: string;
  readonly startedAt: Date;
  readonly until: Date;
  /** Whether the cloud counts it as open, or may be about to open it. */
  readonly live: boolean;
  /** A person's name as the cloud has it; empty for an app. */
  readonly by: string;
  readonly justification?: string;
}

/** What became of a VM's ports lately, and who may reach them now. */
export interface VmUse {
  /** Requests that were approved, by Ajar or in Azure, within the last 7 days. */
  readonly lately: number;
  readonly last?: { readonly by: string; readonly at: Date };
  readonly now: readonly Holding[];
}

/** Somebody who may reach ports now. */
export interface Holding {
  readonly by: string;
  readonly ports: readonly string[];
  readonly sources: readonly string[];
  readonly until: Date;
}

const LATELY_MS = 7 * DAY_MS;

/** One time that somebody had access, or was given it. */
interface Use {
  readonly by: string;
  readonly approvedAt: Date;
  /** Missing when it never opened. */
  readonly openedAt?: Date;
  readonly holding?: Holding;
}

/** Sums up the requests of one VM and what the cloud remembers of it; an entry of the cloud's that is one of ours counts once. */
export function usageOf(
  vmId: string,
  requests: readonly AccessRequest[],
  seen: readonly CloudAccess[],
  now: Date,
): VmUse {
  const own = requests.flatMap((request) => ofRequest(vmId, request));
  const others = outsideOf(
    seen.filter((access) => !isOurs(access, vmId, requests)),
    now,
  );
  const all = [...own, ...others];
  const opened = all.flatMap(({ by, openedAt }) => (openedAt ? [{ by, at: openedAt }] : []));
  const last = opened.sort((a, b) => b.at.getTime() - a.at.getTime())[0];
  return {
    lately: all.filter(({ approvedAt }) => now.getTime() - approvedAt.getTime() <= LATELY_MS).length,
    ...(last ? { last } : {}),
    now: all.flatMap(({ holding }) => holding ?? []),
  };
}

function ofRequest(vmId: string, request: AccessRequest): readonly Use[] {
  if (!('until' in request)) return []; // never approved
  const by = request.requester.name;
  const open = request.grants.filter((grant) => grant.vm.id === vmId && mayBeOpen(grant));
  const holding: Holding = {
    ...{ by, until: request.until, sources: sourcesOf(open) },
    ports: portsOf(open.map((grant) => ({ ...grant, port: grant.opens }))).map(formatPort),
  };
  const isHeld = HELD.includes(request.status) && open.length > 0;
  const openedAt = 'openedAt' in request ? request.openedAt : undefined;
  return [
    {
      by,
      approvedAt: approvedAt(request, openedAt),
      ...(openedAt ? { openedAt } : {}),
      ...(isHeld ? { holding } : {}),
    },
  ];
}

/** What a rule approved by itself has no approval: it was approved as it was asked. */
const approvedAt = (request: AccessRequest, openedAt: Date | undefined): Date =>
  'approvedAt' in request
    ? request.approvedAt
    : (openedAt ?? request.approvals.at(-1)?.at ?? request.askedAt);

/** By the justification; where Azure left it out, by the end, which Ajar chose to the millisecond. */
export const isOurs = (access: CloudAccess, vmId: string, requests: readonly AccessRequest[]): boolean => {
  const id = readMarker(access.justification);
  return requests.some((request) =>
    id !== undefined
      ? request.id === id
      : 'until' in request &&
        request.until.getTime() === access.until.getTime() &&
        request.grants.some((grant) => grant.vm.id === vmId && grant.port.number === access.port),
  );
};

/** The cloud's entries, a port and a source each, as the requests that they were. */
function outsideOf(seen: readonly CloudAccess[], now: Date): readonly Use[] {
  const requests = Map.groupBy(
    seen,
    ({ startedAt, by, justification = '' }) => `${startedAt.getTime()} ${by} ${justification}`,
  );
  return [...requests.values()].map((entries) => {
    const { startedAt, by, justification } = entries[0]!;
    const live = entries.filter((entry) => entry.live && entry.until > now);
    const who = nameOf(by, justification);
    const holding = (): Holding => ({
      by: who,
      ports: [...new Set(live.map(({ port }) => String(port)))],
      sources: [...new Set(live.map(({ source }) => source))],
      until: new Date(Math.max(...live.map(({ until }) => until.getTime()))),
    });
    return {
      ...{ by: who, approvedAt: startedAt, openedAt: startedAt },
      ...(live.length > 0 ? { holding: holding() } : {}),
    };
  });
}

/** A request of ours that this store does not know still says in the cloud whom it was for. */
function nameOf(by: string, justification: string | undefined): string {
  const id = readMarker(justification);
  if (id !== undefined) return [readMarkedPerson(justification), id].filter(Boolean).join(', ');
  return by === '' ? 'an app, outside Ajar' : `${by}, outside Ajar`;
}
