import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Provider } from '../../../ports/provider.ts';
import type { Known } from '../inventory/vms.ts';
import type { Looks } from '../network/looks.ts';
import { createNsg } from '../nsg/nsg.ts';
import { startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import type { InTurn } from '../wire/turns.ts';
import { closeOrder } from './close.ts';
import { type Deed, openOrder } from './open.ts';
import { planFirewall, servesPort } from './plan.ts';
import { createQueue } from './queue.ts';
import { seeGrants } from './read.ts';

/** What the provider is built from. */
export interface FirewallDeps {
  readonly clients: Clients;
  /** Shared with the other providers, as they read the same groups. */
  readonly looks: Looks;
  readonly clock: Clock;
  readonly log: Log;
  /** Writes of one security group go one at a time, those of the other providers among them. */
  readonly inTurn: InTurn;
  /** What the inventory has of a VM beyond `Vm`. */
  readonly known: (vmId: string) => Known;
}

/** Beside the groups that everybody makes by hand: 100, 200 and 300 are Azure's own names for them. */
const PRIORITY = 150;

/**
 * DNAT rules of our own in firewall policies, which Defender does not serve, with the rules behind them in security groups.
 * Switched off it serves nothing new, and closes what it opened before.
 */
export function createFirewall({ clients: all, looks, clock, log, inTurn, known }: FirewallDeps): Provider {
  // A deed asks the firewall and then the groups: each has half of its time.
  const clients = within(all, all.limitMs / 2);
  const { firewall, firewallPriority: priority = PRIORITY } = clients.settings;
  const isOn = firewall === true;
  const nsg = createNsg({ clients, looks, clock, log, inTurn, known });
  const deed: Deed = { clients, clock, priority, nsg, queue: createQueue() };
  const deadline = () => startDeadline(clients.limitMs);
  return {
    name: 'azure-firewall',
    serves: (vm, port, sources) => isOn && servesPort(vm, port, sources, known(vm.id)),
    plan: (vm, ports, sources, durationMs) =>
      isOn ? planFirewall(vm, ports, sources, durationMs, known(vm.id), priority) : { refused: OFF },
    open: (order) => openOrder(deed, order, deadline()),
    // What others hold is no matter: every grant has rules of its own.
    close: (order) => closeOrder(deed, order, deadline()),
    read: (order) => seeGrants(deed, order, deadline()),
  };
}

const within = (clients: Clients, limitMs: number): Clients => ({
  ...clients,
  limitMs,
  doing: (what, action, subject) => ({ ...clients.doing(what, action, subject), limitMs }),
});

const OFF =
  'Ports behind this firewall are not opened here: whoever runs Ajar would have to set AJAR_FIREWALL=on. Ask for a port that is in a JIT policy.';
