import type { Baseline, BaselineRule, BaselineWritten } from '../../../ports/baseline.ts';
import type { Inspector } from '../../../ports/inspector.ts';
import type { Log } from '../../../ports/log.ts';
import { CloudError } from '../../../ports/provider.ts';
import { lookUpGuards } from '../inventory/guards.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { type Group, type GroupRule, readGroup, ruleIn } from '../network/group.ts';
import { startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import type { Taken } from '../wire/operation.ts';
import { readId } from '../wire/resource-id.ts';
import type { InTurn } from '../wire/turns.ts';
import { standingOf } from './baseline-look.ts';
import { denying, isDenyAsMade } from './deny-rule.ts';
import { createWriter } from './writer.ts';

interface Deps {
  readonly clients: Clients;
  readonly log: Log;
  /** Writes of one group go one at a time, those of the openings among them. */
  readonly inTurn: InTurn;
  readonly inventory: Pick<AzureInventory, 'fresh'>;
  readonly inspector: Inspector;
}

/**
 * Deny rules of Ajar's own, written as whoever opens ports: that identity may write rules already, and the one that configures
 * may open nothing.
 */
export function createBaseline({ clients, log, inTurn, inventory, inspector }: Deps): Baseline {
  const writer = createWriter(clients, log, inTurn);
  const off = whyOff(clients);
  const on = (): void => {
    if (off !== undefined) throw new CloudError('denied', off, { nothingSent: true });
  };
  const read = (nsgId: string) => readGroup(clients, nsgId, startDeadline(clients.limitMs));
  return {
    off,
    async look({ id, name }, ports) {
      on();
      const vm = await inventory.fresh(id);
      if (!vm) throw new CloudError('not-found', `${name} is not there any more: Azure does not know it.`);
      readId('virtual machine', vm.id);
      const network = await inspector.inspect(vm);
      const guards = await lookUpGuards(clients, vm, startDeadline(clients.limitMs));
      const nsgIds = [...new Set(guards.flatMap((guard) => guard.nsgIds))];
      const groups = (await Promise.all(nsgIds.map(read))).filter((group) => group !== undefined);
      return { vm, network, ...standingOf(vm, ports, guards, groups) };
    },
    async write(vm, rule) {
      on();
      const put = await writer.put(rule.nsgId, denying(rule, vm.name), startDeadline(clients.limitMs));
      if ('refused' in put) throw new CloudError('conflict', put.refused, { nothingSent: true });
      return afterWrite(rule, put, await read(rule.nsgId));
    },
    async remove(rule) {
      on();
      const taken = await writer.remove(rule.nsgId, rule.name, startDeadline(clients.limitMs));
      return afterRemove(rule, taken, await read(rule.nsgId));
    },
  };
}

/** It is said to be there only once it was read back. */
function afterWrite(rule: BaselineRule, taken: Taken, group: Group | undefined): BaselineWritten {
  const { name, group: where } = rule;
  const own: GroupRule | undefined = ruleIn(group, name);
  if (!own || !isDenyAsMade(own, rule) || own.progress === 'failed')
    throw (
      taken.trouble ??
      new CloudError(
        'conflict',
        `The rule "${name}" was written into "${where}", and is not there as it should be. Do it again.`,
        { trace: taken.traces.at(-1) },
      )
    );
  const isDone = own.progress === 'succeeded';
  const note = `Azure has the rule "${name}" of "${where}" and is still putting it in place.`;
  return { traces: taken.traces, ...(!isDone && { note }) };
}

function afterRemove({ name, group: where }: BaselineRule, taken: Taken, group: Group | undefined) {
  if (!ruleIn(group, name)) return { traces: taken.traces };
  throw (
    taken.trouble ??
    new CloudError(
      'conflict',
      `The rule "${name}" of "${where}" was to be removed and is still there. Do it again, or remove it by hand.`,
      { trace: taken.traces.at(-1) },
    )
  );
}

/** Both at once: who mends one thing wants to know of the other. */
function whyOff({ settings }: Clients): string | undefined {
  const missing = [
    ...(settings.nsg === true ? [] : ['AJAR_NSG=on, with which Ajar writes rules of its own']),
    ...(settings.configure ? [] : ['AJAR_CONFIGURE=on, with which Ajar sets up anything at all']),
  ];
  return missing.length === 0
    ? undefined
    : `Ajar makes no deny rules here. Whoever runs it switches that on with ${missing.join(', and ')}.`;
}
