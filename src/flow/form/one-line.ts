import { saySource } from '../../access/address.ts';
import { isoDuration } from '../../access/duration.ts';
import { formatPort } from '../../access/port.ts';
import { type Context, readSentence } from '../../access/sentence.ts';
import { asSaid } from '../../access/start-phrase.ts';
import { ticketIn } from '../../access/ticket.ts';
import type { FilledForm } from '../../ports/form.ts';
import type { FullWish } from '../say/wish.ts';
import { filled } from './faults.ts';

/** The same wish as a sentence that can be written the next time; undefined where it would not be read as the same one. */
export function oneLine(
  wish: FullWish,
  { start = '', whom = '' }: Pick<FilledForm['fields'], 'start' | 'whom'>,
  context: Context,
): string | undefined {
  const { vms, ports, sources, durationMs, justification, ticket } = wish;
  const told = ticket === undefined || ticketIn(justification ?? '') === ticket;
  const why = [told ? undefined : ticket, justification].filter((part) => part !== undefined).join(' ');
  const line = [
    `open ${ports.map(formatPort).join(' ')}`,
    `on ${vms.map((vm) => vm.name).join(', ')}`,
    `for ${isoDuration(durationMs).slice(2).toLowerCase()}`,
    `from ${sources.map(saySource).join(', ')}`,
    ...(filled(start) ? [asSaid(start)] : []),
    ...(filled(whom) ? [`on behalf of ${whom.trim().replace(/^@/, '')}`] : []),
    ...(why === '' ? [] : [`because ${why}`]),
  ].join(' ');
  return readsAs(wish, whom, line, context) ? line : undefined;
}

/** A VM may be called like a word of the grammar, and a ticket may be typed in a way that only its field takes. */
function readsAs(
  { vms, ports, sources, durationMs, startsAt, ticket }: FullWish,
  whom: string,
  line: string,
  context: Context,
): boolean {
  const read = readSentence(line, context);
  if (read.verb !== 'open') return false;
  const meant = [
    vms.map(({ name }) => name),
    ports.map(formatPort),
    sources,
    [],
    durationMs,
    startsAt,
    ticket,
  ];
  const said = [
    read.vms,
    read.ports.map(formatPort),
    read.sources,
    read.networks,
    read.durationMs,
    read.startsAt,
    read.ticket,
  ];
  const isTheirs = (read.onBehalf?.person ?? '') === whom.trim().replace(/^@/, '');
  return isTheirs && JSON.stringify(said) === JSON.stringify(meant);
}
