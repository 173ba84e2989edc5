import { isPrivate, lookAtAddress, onlyFamily } from '../../access/own-address.ts';
import { formatPort } from '../../access/port.ts';
import type { Vm } from '../../access/vm.ts';
import type { AddressView } from '../../ports/address-desk.ts';
import type { Deps } from '../deps.ts';
import type { Draft } from '../say/draft.ts';
import { nameVms } from '../say/name-vms.ts';
import { visibleVms } from '../say/visible-vms.ts';

/** What the page shows of a waiting question, and how this address suits it. */
export async function viewOf(deps: Deps, draft: Draft, source: string | undefined): Promise<AddressView> {
  const vms = await vmsOf(deps, draft);
  const { networks } = deps.policy();
  const known = 'vms' in vms ? vms.vms : [];
  const family = onlyFamily(known);
  const look = lookOf(source, vms, networks);
  return {
    person: draft.who.person.name,
    what: `${draft.ask.ports.map(formatPort).join(', ')} on ${draft.ask.vms.join(', ')}`,
    ...(look ? { look } : {}),
    ...(family === undefined ? {} : { family }),
    networks: Object.entries(networks).map(([name, { cidrs }]) => ({ name, cidrs })),
    isPrivate: isPrivate(known),
  };
}

/** Where the VMs cannot be read, nothing is known to suit. */
function lookOf(
  source: string | undefined,
  vms: Awaited<ReturnType<typeof vmsOf>>,
  networks: Parameters<typeof lookAtAddress>[2],
): AddressView['look'] {
  if (source === undefined) return undefined;
  return 'refused' in vms
    ? { source, unfit: vms.refused, warnings: [] }
    : lookAtAddress(source, vms.vms, networks);
}

/** The VMs as they are now: a question waits for a while, and its page may be opened late. */
async function vmsOf(
  deps: Deps,
  { ask, who }: Draft,
): Promise<{ readonly vms: readonly Vm[] } | { readonly refused: string }> {
  const visible = await visibleVms(deps, who.person.id);
  if ('refused' in visible) return visible;
  const named = nameVms(visible.vms, asAsk(ask));
  return 'vms' in named
    ? named
    : { refused: 'The VMs of this question are not to be had any more. Ask again.' };
}

/** Names need no end. */
const asAsk = ({ until: _until, startsAt: _startsAt, ...ask }: Draft['ask']) => ask;
