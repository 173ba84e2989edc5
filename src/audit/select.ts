import type { AuditEvent } from '../access/audit-event.ts';
import type { LogLine } from '../ports/store.ts';
import { eventFromBytes } from './event-bytes.ts';

/** Which events an export holds; everything, where nothing is said. */
export interface Selection {
  readonly since?: Date;
  readonly request?: string;
  /** A VM's resource id, or its name alone (then every VM of that name). */
  readonly vm?: string;
}

/** A line of the log with what it says. */
export interface ReadLine {
  readonly line: LogLine;
  readonly event: AuditEvent;
}

/** The chosen lines, oldest first, one at a time. Throws `NotAnEvent`. */
export async function* select(lines: AsyncIterable<LogLine>, selection: Selection): AsyncGenerator<ReadLine> {
  const wanted = chooser(selection);
  for await (const line of lines) {
    const event = eventFromBytes(line.bytes, line.beside);
    if (wanted(event)) yield { line, event };
  }
}

function chooser({ since, request, vm }: Selection): (event: AuditEvent) => boolean {
  const name = vm?.toLowerCase();
  const isVm = (id: string): boolean => id.toLowerCase() === name || id.toLowerCase().endsWith(`/${name}`);
  return (event) =>
    (since === undefined || event.at >= since) &&
    (request === undefined || event.request === request) &&
    (name === undefined || event.vms.some(isVm));
}
