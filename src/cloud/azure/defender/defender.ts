import { jitOf } from '../../../access/jit.ts';
import type { Log } from '../../../ports/log.ts';
import type { Plan, Provider } from '../../../ports/provider.ts';
import type { Known } from '../inventory/vms.ts';
import type { Looks } from '../network/looks.ts';
import { createRemoveRule } from '../network/remove-rule.ts';
import { startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import type { InTurn } from '../wire/turns.ts';
import { closeOrder } from './close.ts';
import { openOrder } from './open.ts';
import { planDefender } from './plan.ts';
import { readOrder } from './read.ts';

/** What the provider is built from. */
interface DefenderDeps {
  readonly clients: Clients;
  /** Shared with the other providers, as they read the same groups. */
  readonly looks: Looks;
  readonly log: Log;
  readonly inTurn: InTurn;
  /** What the inventory has of a VM beyond `Vm`. */
  readonly known: (vmId: string) => Known;
}

/** Microsoft Defender's just-in-time access as a provider. */
export function createDefender({ clients, looks, log, inTurn, known }: DefenderDeps): Provider {
  const removeRule = createRemoveRule(clients, inTurn);
  return {
    name: 'defender',
    serves: (vm, port) => jitOf(vm.jit, port).length > 0,
    plan: (vm, ports, sources, durationMs): Plan =>
      planDefender(vm, ports, sources, durationMs, known(vm.id)),
    open: (order) => openOrder({ clients, looks, log, order, deadline: startDeadline(clients.limitMs) }),
    close: (order, keep) =>
      closeOrder({ looks, removeRule, order, keep, deadline: startDeadline(clients.limitMs) }),
    read: (order) => readOrder(looks, order, startDeadline(clients.limitMs)),
  };
}
