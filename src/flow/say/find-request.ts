import { formatPort, type Port } from '../../access/port.ts';
import { isNow } from '../../access/refusals.ts';
import { LIVE, UNFINISHED } from '../../access/request.ts';
import { isCalled } from '../../access/vm.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';

/** Which request a typed verb means: an id, or what the person has on a VM. */
export interface Meant {
  readonly id?: string;
  readonly vm?: string;
  readonly ports?: readonly Port[];
}

/** Exactly one request, or a sentence that helps to name one. */
export async function findRequest(
  deps: Deps,
  person: string,
  verb: string,
  meant: Meant,
): Promise<{ readonly stored: Stored } | { readonly refused: string }> {
  if (meant.id !== undefined) {
    const stored = await deps.store.find(meant.id);
    return stored ? { stored } : { refused: `I know no request ${meant.id}. Say "list" to see yours.` };
  }
  const own = await deps.store.list({ requester: person, statuses: UNFINISHED, limit: 100 });
  const all = own.filter((stored) => fits(stored, meant));
  // What is being closed may be open for as long as the cloud refuses: it is meant where nothing else is.
  const live = all.filter(({ request }) => LIVE.includes(request.status));
  const fitting = live.length > 0 ? live : all;
  const [only, ...more] = onePerChain(fitting, verb);
  if (only && more.length === 0) return { stored: only };
  if (fitting.length === 0) return { refused: nothingFits(verb, meant, own) };
  const ids = fitting.map((stored) => `${verb} ${stored.request.id}`).join('" or "');
  return { refused: `You have ${fitting.length} that could be meant: write "${ids}".` };
}

/**
 * A request and what extends it are one access to the person. Its open part stands for it, whatever still waits on top of
 * it; to cancel means the waiting part.
 */
function onePerChain(found: readonly Stored[], verb: string): readonly Stored[] {
  const waits = ({ request }: Stored): boolean =>
    request.status === 'pending' || request.status === 'approved';
  const suits = found.filter((stored) => waits(stored) === (verb === 'cancel'));
  const candidates = suits.length > 0 ? suits : found;
  return candidates.filter(
    ({ request }) => !candidates.some((other) => other.request.continues?.id === request.id),
  );
}

function fits({ request }: Stored, { vm, ports }: Meant): boolean {
  return request.grants.some(
    (grant) =>
      (vm === undefined || isCalled(grant.vm, vm)) &&
      (ports === undefined || ports.length === 0 || ports.some((port) => port.number === grant.port.number)),
  );
}

function nothingFits(verb: string, { vm, ports = [] }: Meant, own: readonly Stored[]): string {
  const what = [ports.map(formatPort).join(', '), vm].filter(Boolean).join(' on ');
  if (own.length === 0) return `You have nothing open or waiting${what ? ` for ${what}` : ''}.`;
  const have = own
    .map(({ request }) => `${request.id} (${request.grants[0]?.vm.name}) ${isNow(request)}`)
    .join('; ');
  return `You have nothing${what ? ` for ${what}` : ''} that I could ${verb}. You have: ${have}.`;
}
