import { eventFromBytes } from '../../audit/event-bytes.ts';
import type { LogLine } from '../../ports/store.ts';
import type { Command, Connection } from './connection.ts';
import { extentOf, readLog, searchedBy } from './events.ts';

const PAGE = 200;

/** Where what `events` searches by misses an event, or places it otherwise, and where the log is longer than it says. */
export async function faultsOf(connection: Connection): Promise<readonly string[]> {
  const told: string[] = [];
  let page: LogLine[] = [];
  let { dropped: before } = await extentOf(connection);
  let leftOut = 0;
  for await (const line of readLog(connection, before)) {
    page.push(line);
    if (isRestored(line)) leftOut += line.seq - before - 1;
    before = line.seq;
    if (page.length < PAGE) continue;
    told.push(...(await searchFaults(connection, page)));
    page = [];
  }
  told.push(...(await searchFaults(connection, page)));
  return [...(await lengthFaults(connection, leftOut)), ...told].slice(0, MOST);
}

/** Its event leaves numbers out before it; whether it may, the chain tells. */
const isRestored = ({ bytes }: LogLine): boolean => bytes.includes('"kind":"restored"');

/** So many are said: one is enough for an inquiry, and a lost index has them all. */
const MOST = 10;

/** Nothing is behind the last, and nothing is missing before it but numbers that a restore has left out. */
async function lengthFaults({ together, keys }: Connection, leftOut: number): Promise<readonly string[]> {
  // As of one moment: others write meanwhile.
  const [found, lines, seals] = (await together([
    ['hmget', keys.extent, 'last', 'sealed', 'cleared'],
    ['hlen', keys.log],
    ['hlen', keys.seals],
  ])) as readonly [readonly (string | null)[], number, number];
  const [last = 0, sealed = 0, cleared = 0] = found.map(Number);
  const [saidLines, saidSeals] = [last - cleared - leftOut, sealed - cleared - leftOut];
  return [
    ...(lines === saidLines
      ? []
      : [`The audit log says that it has ${saidLines} events, and holds ${lines}. ${INQUIRE}`]),
    ...(seals === saidSeals
      ? []
      : [`The audit log says that ${saidSeals} events are sealed, and holds ${seals} seals. ${INQUIRE}`]),
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
