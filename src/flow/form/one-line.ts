import { saySource } from '../../access/address.ts';
import { isoDuration } from '../../access/duration.ts';
import { formatPort } from '../../access/port.ts';
import { readSentence } from '../../access/sentence.ts';
import { ticketIn } from '../../access/ticket.ts';
import type { FullWish } from '../say/wish.ts';

/** The same wish as a sentence that can be written the next time; undefined where it would not be read as the same one. */
export function oneLine(wish: FullWish, now: Date): string | undefined {
  const { vms, ports, sources, durationMs, justification, ticket } = wish;
  const told = ticket === undefined || ticketIn(justification ?? '') === ticket;
  const why = [told ? undefined : ticket, justification].filter((part) => part !== undefined).join(' ');
  const line = [
    `open ${ports.map(formatPort).join(' ')}`,
    `on ${vms.map((vm) => vm.name).join(', ')}`,
    `for ${isoDuration(durationMs).slice(2).toLowerCase()}`,
    `from ${sources.map(saySource).join(', ')}`,
    ...(why === '' ? [] : [`because ${why}`]),
  ].join(' ');
  return readsAs(wish, line, now) ? line : undefined;
}

/** A VM may be called like a word of the grammar, and a ticket may be typed in a way that only its field takes. */
function readsAs({ vms, ports, sources, durationMs, ticket }: FullWish, line: string, now: Date): boolean {
  const read = readSentence(line, { now, zone: 'UTC' });
  if (read.verb !== 'open') return false;
  const meant = [vms.map(({ name }) => name), ports.map(formatPort), sources, [], durationMs, ticket];
  const said = [
    read.vms,
    read.ports.map(formatPort),
    read.sources,
    read.networks,
    read.durationMs,
    read.ticket,
  ];
  return JSON.stringify(said) === JSON.stringify(meant);
}
