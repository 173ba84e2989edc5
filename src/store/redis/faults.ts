import { eventFromBytes } from '../../audit/event-bytes.ts';
import type { LogLine } from '../../ports/store.ts';
import type { Command, Connection } from './connection.ts';
import { readLog, searchedBy } from './events.ts';

const PAGE = 200;

/** Where what `events` searches by misses an event, or places it otherwise, and where the log is longer than it says. */
export async function faultsOf(connection: Connection): Promise<readonly string[]> {
  const told = [...(await lengthFaults(connection))];
  let page: LogLine[] = [];
  for await (const line of readLog(connection, 0)) {
    page.push(line);
    if (page.length < PAGE) continue;
    told.push(...(await searchFaults(connection, page)));
    page = [];
  }
  told.push(...(await searchFaults(connection, page)));
  return told.slice(0, MOST);
}

/** So many are said: one is enough for an inquiry, and a lost index has them all. */
const MOST = 10;

/** Nothing is behind the last, and nothing is missing before it. */
async function lengthFaults({ together, keys }: Connection): Promise<readonly string[]> {
  // As of one moment: others write meanwhile.
  const [found, lines, seals] = (await together([
    ['hmget', keys.extent, 'last', 'sealed', 'cleared'],
    ['hlen', keys.log],
    ['hlen', keys.seals],
  ])) as readonly [readonly (string | null)[], number, number];
  const [last = 0, sealed = 0, cleared = 0] = found.map(Number);
  return [
    ...(lines === last - cleared
      ? []
      : [`The audit log says that it has ${last - cleared} events, and holds ${lines}. ${INQUIRE}`]),
    ...(seals === sealed - cleared
      ? []
      : [
          `The audit log says that ${sealed - cleared} events are sealed, and holds ${seals} seals. ${INQUIRE}`,
        ]),
  ];
}

/** Each event is looked for in every set that it has to be in. */
async function searchFaults(
  { together, keys }: Connection,
  lines: readonly LogLine[],
): Promise<readonly string[]> {
  const sought = lines.flatMap(({ seq, bytes }) => {
    const event = eventFromBytes(bytes);
    return [
      { seq, key: keys.logAt, score: event.at.getTime() },
      ...searchedBy(keys, event).map((key) => ({ seq, key, score: seq })),
    ];
  });
  const scores = await together(sought.map(({ key, seq }): Command => ['zscore', key, seq]));
  return sought
    .filter(({ score }, n) => Number(scores[n] ?? Number.NaN) !== score)
    .map(
      ({ seq, key }) => `${key} does not have audit event ${seq} in its place: chat may miss it. ${INQUIRE}`,
    );
}

const INQUIRE =
  'Keep a copy of the data of Redis for inquiry, and read the log with "ajar audit export", which searches by nothing.';
