import { readSource } from '../../access/address.ts';
import { readMinutes } from '../../access/duration.ts';
import { readJustification } from '../../access/justification.ts';
import { type Port, readPort } from '../../access/port.ts';
import { readTicket, ticketIn } from '../../access/ticket.ts';
import type { Vm } from '../../access/vm.ts';
import type { FilledForm, FormField } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import { visibleVms } from '../say/visible-vms.ts';
import type { FullWish } from '../say/wish.ts';
import { filled } from './faults.ts';
import type { KeptForm } from './kept-form.ts';
import { vmKey } from './pick-vms.ts';

type Fields = FilledForm['fields'];
type Read<T> = { readonly value: T } | { readonly field: FormField; readonly fault: string };

/** The wish that a form makes, or every fault at its own field; and its VM, by resource id, where that is one. */
export async function readForm(
  deps: Deps,
  kept: KeptForm,
  fields: Fields,
): Promise<
  { readonly vm?: string } & (
    | { readonly wish: FullWish }
    | { readonly faults: Readonly<Partial<Record<FormField, string>>> }
  )
> {
  const vm = readVm(await visibleVms(deps, kept.person.id), kept, fields);
  const ports = readPorts(fields);
  const sources = readSources(deps, fields);
  const minutes = readLength(fields);
  const ticket = readTicketOf(fields);
  const faults = [vm, ports, sources, minutes, ticket].flatMap((read) =>
    'fault' in read ? [[read.field, read.fault]] : [],
  );
  if ('fault' in vm || 'fault' in ports || 'fault' in sources || 'fault' in minutes || 'fault' in ticket)
    return { ...('value' in vm ? { vm: vm.value.id } : {}), faults: Object.fromEntries(faults) };
  const justification = readJustification(fields.justification ?? '');
  const reference = ticket.value ?? ticketIn(justification ?? '');
  return {
    vm: vm.value.id,
    wish: {
      ...{ vms: [vm.value], ports: ports.value, sources: sources.value },
      ...{ durationMs: minutes.value, durationDefaulted: false },
      ...(justification === undefined ? {} : { justification }),
      ...(reference === undefined ? {} : { ticket: reference }),
      ...(kept.origin ? { origin: kept.origin.url } : {}),
    },
  };
}

/** What was picked last, in this very sending or before. */
function readVm(visible: Awaited<ReturnType<typeof visibleVms>>, kept: KeptForm, fields: Fields): Read<Vm> {
  if ('refused' in visible) return { field: 'vm', fault: visible.refused };
  const wanted = filled(fields.vm) ? fields.vm : kept.vm && vmKey(kept.vm);
  const vm = visible.vms.find((each) => vmKey(each.id) === wanted);
  if (vm) return { value: vm };
  const fault = wanted ? 'This VM is not there any more, or no rule lets you ask for it.' : 'Pick a VM.';
  return { field: 'vm', fault };
}

function readPorts({ ports = '', otherPort = '' }: Fields): Read<readonly Port[]> {
  const found = new Map<string, Port>();
  const typed = otherPort.split(/[\s,;]+/).map((text) => ['otherPort', text] as const);
  for (const [field, text] of [...ports.split(',').map((each) => ['ports', each] as const), ...typed]) {
    if (text.trim() === '') continue;
    const read = readPort(text.trim());
    if ('error' in read) return { field, fault: read.error };
    for (const port of read) found.set(`${port.number}/${port.protocol}`, port);
  }
  if (found.size === 0) return { field: 'ports', fault: 'Choose at least one port.' };
  return { value: [...found.values()] };
}

/** What is typed goes before what is chosen. */
function readSources(deps: Deps, { source = '', otherSource = '' }: Fields): Read<readonly string[]> {
  if (filled(otherSource)) {
    const read = readSource(otherSource.trim());
    return typeof read === 'string' ? { value: [read] } : { field: 'otherSource', fault: read.error };
  }
  const { networks } = deps.policy();
  const network = Object.hasOwn(networks, source) ? networks[source] : undefined;
  if (network) return { value: network.cidrs };
  const read = filled(source) ? readSource(source) : undefined;
  if (typeof read === 'string') return { value: [read] };
  const fault = read?.error ?? 'Choose where you connect from, or type your address.';
  return { field: 'source', fault };
}

function readLength({ minutes = '' }: Fields): Read<number> {
  const value = readMinutes(minutes);
  if (value !== undefined) return { value };
  return { field: 'minutes', fault: 'Choose how long it should be open.' };
}

function readTicketOf({ ticket = '' }: Fields): Read<string | undefined> {
  if (!filled(ticket)) return { value: undefined };
  const value = readTicket(ticket.trim(), 'possible');
  if (value !== undefined) return { value };
  return { field: 'ticket', fault: 'Write a ticket such as INC-123, or leave it empty.' };
}
