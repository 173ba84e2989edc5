import type { Log } from '../../ports/log.ts';
import type { Plan, Provider } from '../../ports/provider.ts';
import { startDeadline } from './call.ts';
import type { Clients } from './clients.ts';
import { closeGrants } from './close.ts';
import { openGrants } from './open.ts';
import { type Known, planDefender } from './plan.ts';
import { readGrants } from './read.ts';
import { createRemoveRule } from './remove-rule.ts';

/** Microsoft Defender's just-in-time access as a provider. `known` is what the inventory has of a VM beyond `Vm`. */
export function createDefender(clients: Clients, log: Log, known: (vmId: string) => Known): Provider {
  const removeRule = createRemoveRule(clients);
  return {
    name: 'defender',
    plan: (vm, ports, sources, durationMs): Plan =>
      planDefender(vm, ports, sources, durationMs, known(vm.id)),
    open: (order) => openGrants(clients, log, order, startDeadline(clients.limitMs)),
    close: (order, keep) => closeGrants(clients, removeRule, order, keep, startDeadline(clients.limitMs)),
    read: (order) => readGrants(clients, order, startDeadline(clients.limitMs)),
  };
}
