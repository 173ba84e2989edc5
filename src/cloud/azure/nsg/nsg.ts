import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Provider } from '../../../ports/provider.ts';
import type { Known } from '../inventory/vms.ts';
import type { Looks } from '../network/looks.ts';
import { startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import type { InTurn } from '../wire/turns.ts';
import { closeOrder } from './close.ts';
import { openOrder } from './open.ts';
import { planNsg, servesPort } from './plan.ts';
import { seeGrants } from './seen.ts';
import { createWriter } from './writer.ts';

/** What the provider is built from. */
export interface NsgDeps {
  readonly clients: Clients;
  /** Shared with the other providers, as they read the same things. */
  readonly looks: Looks;
  readonly clock: Clock;
  readonly log: Log;
  /** Writes of one group go one at a time, Defender's removals among them. */
  readonly inTurn: InTurn;
  /** What the inventory has of a VM beyond `Vm`. */
  readonly known: (vmId: string) => Known;
}

/**
 * Rules of our own in network security groups, for ports that Defender does not keep. Switched off it serves nothing new,
 * and closes what it opened before.
 */
export function createNsg({ clients, looks, clock, log, inTurn, known }: NsgDeps): Provider {
  const writer = createWriter(clients, log, inTurn);
  const isOn = clients.settings.nsg === true;
  return {
    name: 'nsg',
    serves: (vm, port) => isOn && servesPort(vm, port, known(vm.id)),
    plan: (vm, ports, sources) => (isOn ? planNsg(vm, ports, sources, known(vm.id)) : { refused: OFF }),
    open: (order) => openOrder({ looks, writer, log, order, deadline: startDeadline(clients.limitMs) }),
    // What others hold is no matter: every grant has rules of its own.
    close: (order) => closeOrder({ clock, looks, writer, order, deadline: startDeadline(clients.limitMs) }),
    read: (order) => seeGrants(order, looks.groups(startDeadline(clients.limitMs))),
  };
}

const OFF =
  'Ports without Defender are not opened here: whoever runs Ajar would have to set AJAR_NSG=on. Ask for a port that is in a JIT policy.';
