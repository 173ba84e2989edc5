import { readJustification } from '../../access/justification.ts';
import type { Context } from '../../access/sentence.ts';
import { ticketIn } from '../../access/ticket.ts';
import { type FilledForm, type FormField, OWN_SOURCE } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import { visibleVms } from '../say/visible-vms.ts';
import type { FullWish } from '../say/wish.ts';
import { filled } from './faults.ts';
import type { KeptForm } from './kept-form.ts';
import {
  readLength,
  readPorts,
  readSources,
  readStart,
  readTicketOf,
  readVm,
  readWhom,
  startContext,
} from './read-fields.ts';

/** The wish that a form makes, or every fault at its own field; and its VM, by resource id, where that is one. */
export async function readForm(
  deps: Deps,
  kept: KeptForm,
  form: FilledForm,
): Promise<
  { readonly vm?: string } & (
    | {
        readonly wish: FullWish;
        readonly ownSource: boolean;
        /** When and in which zone its times were read. */
        readonly context: Context;
      }
    | { readonly faults: Readonly<Partial<Record<FormField, string>>> }
  )
> {
  const { fields, person } = form;
  const whom = await readWhom(deps, form);
  const requester = 'value' in whom ? whom.value : person;
  const vm = readVm(await visibleVms(deps, requester.id), kept, fields);
  const context = await startContext(deps, form);
  const start = readStart(fields, context);
  const ports = readPorts(fields);
  const sources = readSources(deps, fields);
  const minutes = readLength(fields);
  const ticket = readTicketOf(fields);
  const faults = [vm, whom, ports, minutes, start, sources, ticket].flatMap((read) =>
    'fault' in read ? [[read.field, read.fault]] : [],
  );
  if (
    'fault' in vm ||
    'fault' in whom ||
    'fault' in ports ||
    'fault' in minutes ||
    'fault' in start ||
    'fault' in sources ||
    'fault' in ticket
  )
    return { ...('value' in vm ? { vm: vm.value.id } : {}), faults: Object.fromEntries(faults) };
  const justification = readJustification(fields.justification ?? '');
  const reference = ticket.value ?? ticketIn(justification ?? '');
  return {
    vm: vm.value.id,
    ...{ context, ownSource: sources.value === OWN_SOURCE },
    wish: {
      ...{ vms: [vm.value], ports: ports.value, sources: sources.value === OWN_SOURCE ? [] : sources.value },
      ...{ durationMs: minutes.value, durationDefaulted: false },
      ...(start.value ? { startsAt: start.value } : {}),
      ...(filled(fields.whom) ? { requester } : {}),
      ...(justification === undefined ? {} : { justification }),
      ...(reference === undefined ? {} : { ticket: reference }),
      ...(kept.origin ? { origin: kept.origin.url } : {}),
    },
  };
}
