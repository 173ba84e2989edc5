import { saySource } from '../../access/address.ts';
import { isoDuration } from '../../access/duration.ts';
import { formatPort } from '../../access/port.ts';
import type { FullWish } from '../say/wish.ts';

/** The same wish as a sentence that can be written the next time. */
export function oneLine({ vms, ports, sources, durationMs, justification, ticket }: FullWish): string {
  const told = ticket !== undefined && justification?.includes(ticket);
  const why = [...(told ? [] : [ticket]), justification].filter((part) => part !== undefined).join(' ');
  return [
    `open ${ports.map(formatPort).join(' ')}`,
    `on ${vms.map((vm) => vm.name).join(' ')}`,
    `for ${isoDuration(durationMs).slice(2).toLowerCase()}`,
    `from ${sources.map(saySource).join(' ')}`,
    ...(why === '' ? [] : [`because ${why}`]),
  ].join(' ');
}
