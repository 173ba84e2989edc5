import type { DatabaseSync } from 'node:sqlite';

/** The transaction that reads share. */
export interface Reading {
  begin(): void;
  /** Whatever comes next begins anew. */
  end(): void;
}

/**
 * One transaction for all reads until the event loop goes on: each by itself would lock the file, look whether it has changed and
 * unlock it, which is three quarters of what finding a row costs. It ends before anything new is heard of, so that whoever was
 * told of a change, by anybody, reads that too.
 */
export function createReading(db: DatabaseSync): Reading {
  const begin = db.prepare('BEGIN');
  const commit = db.prepare('COMMIT');
  let isOurs = false;
  const end = (): void => {
    if (isOurs && db.isOpen && db.isTransaction) commit.run();
    isOurs = false;
  };
  return {
    begin: () => {
      if (db.isTransaction) return;
      begin.run();
      isOurs = true;
      // Node does this when every promise that is settled by now was gone on with.
      process.nextTick(end);
    },
    end,
  };
}
