import { readSource } from '../../access/address.ts';
import { readMinutes } from '../../access/duration.ts';
import type { Person } from '../../access/person.ts';
import { type Port, readPort } from '../../access/port.ts';
import type { Context } from '../../access/sentence.ts';
import { readStartPhrase } from '../../access/start-phrase.ts';
import { readTicket } from '../../access/ticket.ts';
import type { Vm } from '../../access/vm.ts';
import { type FilledForm, type FormField, OWN_SOURCE } from '../../ports/form.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { NOT_THEIRS } from '../say/complete-ask.ts';
import type { visibleVms } from '../say/visible-vms.ts';
import { filled } from './faults.ts';
import { whomOf } from './form-people.ts';
import type { KeptForm } from './kept-form.ts';
import { vmByKey, vmKey } from './pick-vms.ts';

type Fields = FilledForm['fields'];

/** What a field says, or what is wrong at which field. */
export type Read<T> = { readonly value: T } | { readonly field: FormField; readonly fault: string };

/** What was picked last, in this very sending or before. */
export function readVm(
  visible: Awaited<ReturnType<typeof visibleVms>>,
  kept: KeptForm,
  fields: Fields,
): Read<Vm> {
  if ('refused' in visible) return { field: 'vm', fault: visible.refused };
  const wanted = filled(fields.vm) ? fields.vm : kept.vm && vmKey(kept.vm);
  const vm = wanted === undefined ? undefined : vmByKey(visible.vms, wanted);
  if (vm) return { value: vm };
  const fault = wanted ? 'This VM is not there any more, or no rule lets you ask for it.' : 'Pick a VM.';
  return { field: 'vm', fault };
}

export function readPorts({ ports = '', otherPort = '' }: Fields): Read<readonly Port[]> {
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
export function readSources(
  deps: Deps,
  { source = '', otherSource = '', whom }: Fields,
): Read<readonly string[] | typeof OWN_SOURCE> {
  if (filled(otherSource)) {
    const read = readSource(otherSource.trim());
    return typeof read === 'string' ? { value: [read] } : { field: 'otherSource', fault: read.error };
  }
  if (source === OWN_SOURCE)
    return filled(whom) ? { field: 'source', fault: NOT_THEIRS } : { value: OWN_SOURCE };
  const { networks } = deps.policy();
  const network = Object.hasOwn(networks, source) ? networks[source] : undefined;
  if (network) return { value: network.cidrs };
  const read = filled(source) ? readSource(source) : undefined;
  if (typeof read === 'string') return { value: [read] };
  const fault = read?.error ?? 'Choose where you connect from, or type your address.';
  return { field: 'source', fault };
}

export async function readWhom(deps: Deps, form: FilledForm): Promise<Read<Person>> {
  const found = await whomOf(deps, form, form.fields.whom);
  return 'refused' in found ? { field: 'whom', fault: found.refused } : { value: found.person };
}

/** As a sentence of theirs is read, in their own zone. */
export const startContext = async (
  deps: Deps,
  { person, place }: Pick<FilledForm, 'person' | 'place'>,
): Promise<Context> => ({
  now: deps.clock.now(),
  zone: await zoneOf(deps, { ...place, privateTo: person.id }),
});

export function readStart({ start = '' }: Fields, context: Context): Read<Date | undefined> {
  if (!filled(start)) return { value: undefined };
  const read = readStartPhrase(start, context);
  return 'error' in read ? { field: 'start', fault: read.error } : { value: read };
}

export function readLength({ minutes = '' }: Fields): Read<number> {
  const value = readMinutes(minutes);
  if (value !== undefined) return { value };
  return { field: 'minutes', fault: 'Choose how long it should be open.' };
}

export function readTicketOf({ ticket = '' }: Fields): Read<string | undefined> {
  if (!filled(ticket)) return { value: undefined };
  const value = readTicket(ticket.trim(), 'possible');
  if (value !== undefined) return { value };
  return { field: 'ticket', fault: 'Write a ticket such as INC-123, or leave it empty.' };
}
