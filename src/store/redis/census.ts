import { UNFINISHED } from '../../access/request.ts';
import type { Census } from '../../ports/store.ts';
import { censusOf, LOOKED_THROUGH } from '../census.ts';
import type { Command, Connection } from './connection.ts';
import { readable, rowsOf, type Unreadable } from './requests.ts';
import { storedFrom } from './rows.ts';

/** Redis keeps the counts itself; only what may be past its end is read. */
export async function census(connection: Connection, now: Date): Promise<Census> {
  const { keys, together } = connection;
  const due: Command = ['zrange', keys.dueRequests, '-inf', now.getTime(), 'BYSCORE'];
  const [cards, closing, longest, ...counts] = await together([
    ['zcard', keys.behind],
    // Their score is the instant of asking, negative: those asked first are the last.
    ['zrevrange', keys.requestsIn('closing'), 0, LOOKED_THROUGH - 1],
    [...due, 'LIMIT', 0, LOOKED_THROUGH],
    ...UNFINISHED.map((status): Command => ['zcard', keys.requestsIn(status)]),
  ]);
  const ids = [...new Set([...(closing as readonly string[]), ...(longest as readonly string[])])];
  const found = readable(ids, await rowsOf(connection, ids), storedFrom, told);
  const ends = found.map(({ request }) =>
    request.status === 'opening' || request.status === 'open' || request.status === 'closing'
      ? request.until
      : undefined,
  );
  return censusOf(counts.map(Number), ends, Number(cards), now);
}

/** The sweep tells of it. */
const told: Unreadable = () => undefined;
