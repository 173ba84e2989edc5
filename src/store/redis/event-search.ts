import type { AuditEvent } from '../../access/audit-event.ts';
import type { AuditFilter } from '../../ports/store.ts';
import type { Connection } from './connection.ts';
import { eventsAt, extentOf } from './events.ts';

const PAGE = 200;

/**
 * Events newest first. The sets of numbers only say where to look: what is answered was read from the sealed bytes, and chosen by
 * them. Throws `NotAnEvent`.
 */
export async function searchEvents(
  connection: Connection,
  filter: AuditFilter,
): Promise<readonly AuditEvent[]> {
  const { last, dropped } = await extentOf(connection);
  const found: AuditEvent[] = [];
  for await (const listed of numbersFor(connection, filter, last)) {
    const seqs = listed.filter((seq) => seq > dropped);
    const events = await eventsAt(connection, seqs);
    found.push(...events.filter((event) => isChosen(event, filter)));
    if (found.length >= filter.limit) break;
  }
  return found.slice(0, filter.limit);
}

function isChosen(event: AuditEvent, { request, vm, since }: AuditFilter): boolean {
  const sought = vm?.toLowerCase();
  return (
    (request === undefined || event.request === request) &&
    (sought === undefined || event.vms.some((id) => id.toLowerCase() === sought)) &&
    (since === undefined || event.at >= since)
  );
}

/** The numbers to look at, the highest first, page by page. */
function numbersFor(
  connection: Connection,
  { request, vm, since }: AuditFilter,
  last: number,
): AsyncIterable<readonly number[]> {
  const { keys } = connection;
  if (request !== undefined) return pagesOf(connection, keys.logOf(request));
  if (vm !== undefined) return pagesOf(connection, keys.logOn(vm));
  return since === undefined ? lastFirst(last) : sinceThen(connection, since);
}

/** By number, so that events written meanwhile move no page. */
async function* pagesOf({ call }: Connection, key: string): AsyncGenerator<readonly number[]> {
  for (let below = '+inf'; ; ) {
    const page = (await call(
      ...(['ZRANGE', key, below, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, PAGE] as const),
    )) as readonly string[];
    yield page.map(Number);
    if (page.length < PAGE) return;
    below = `(${page.at(-1)}`;
  }
}

async function* lastFirst(last: number): AsyncGenerator<readonly number[]> {
  for (let seq = last; seq > 0; seq -= PAGE)
    yield Array.from({ length: Math.min(PAGE, seq) }, (_, n) => seq - n);
}

/** Clocks go backwards at times: all that are new enough, then by number. */
async function* sinceThen({ call, keys }: Connection, since: Date): AsyncGenerator<readonly number[]> {
  const found = (await call('ZRANGE', keys.logAt, since.getTime(), '+inf', 'BYSCORE')) as readonly string[];
  const seqs = found.map(Number).sort((one, other) => other - one);
  for (let from = 0; from < seqs.length; from += PAGE) yield seqs.slice(from, from + PAGE);
}
