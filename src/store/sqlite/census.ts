import { UNFINISHED } from '../../access/request.ts';
import type { Store } from '../../ports/store.ts';
import { CENSUS_MOST, censusOf, LOOKED_THROUGH } from '../census.ts';
import type { Connection } from './connection.ts';

/** By indexes alone, and never further than so many rows: whoever asks every few seconds must not hold the others up. */
export function createCensus({ db, read }: Connection): Pick<Store, 'census'> {
  const inStatus = read(() =>
    db.prepare(`SELECT count(*) AS count FROM (SELECT 1 FROM request WHERE status = ? LIMIT ${CENSUS_MOST})`),
  );
  const cards = read(() =>
    db.prepare(`SELECT count(*) AS count FROM (SELECT 1 FROM copy WHERE behind = 1 LIMIT ${CENSUS_MOST})`),
  );
  const ends = read(() =>
    db.prepare(
      `SELECT until FROM (SELECT until FROM request WHERE status = 'closing' ORDER BY asked_at LIMIT ${LOOKED_THROUGH})
       UNION ALL SELECT until FROM
         (SELECT status, until FROM request WHERE look_at <= ? ORDER BY look_at LIMIT ${LOOKED_THROUGH})
       WHERE status IN ('opening', 'open')`,
    ),
  );
  return {
    census: async (now) =>
      read(() =>
        censusOf(
          UNFINISHED.map((status) => Number(inStatus.get(status)?.count)),
          ends.all(now.getTime()).map(({ until }) => new Date(Number(until))),
          Number(cards.get()?.count),
          now,
        ),
      ),
  };
}
