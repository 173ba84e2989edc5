import { jitOf } from '../../../access/jit.ts';
import type { Log } from '../../../ports/log.ts';
import type { Plan, Provider } from '../../../ports/provider.ts';
import type { Known } from '../inventory/vms.ts';
import { createRemoveRule } from '../network/remove-rule.ts';
import { startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import type { InTurn } from '../wire/turns.ts';
import { closeOrder } from './close.ts';
import { openOrder } from './open.ts';
import { planDefender } from './plan.ts';
import { readOrder } from './read.ts';

/** Microsoft Defender's just-in-time access as a provider. `known` is what the inventory has of a VM beyond `Vm`. */
export function createDefender(
  clients: Clients,
  log: Log,
  inTurn: InTurn,
  known: (vmId: string) => Known,
): Provider {
  const removeRule = createRemoveRule(clients, inTurn);
  return {
    name: 'defender',
    serves: (vm, port) => jitOf(vm.jit, port).length > 0,
    plan: (vm, ports, sources, durationMs): Plan =>
      planDefender(vm, ports, sources, durationMs, known(vm.id)),
    open: (order) => openOrder(clients, log, order, startDeadline(clients.limitMs)),
    close: (order, keep) => closeOrder(clients, removeRule, order, keep, startDeadline(clients.limitMs)),
    read: (order) => readOrder(clients, order, startDeadline(clients.limitMs)),
  };
}
