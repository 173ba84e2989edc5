import type { Connection } from './connection.ts';

/** Writes that come together share one transaction, and its one wait for the disk. */
export interface Group {
  /** Resolves once it is on disk; where `work` throws, nothing of it ever happened. It may be run twice, and then the first time counts for nothing. */
  write<T>(work: () => T): Promise<T>;
  /** Writes at once what has come by now. */
  flush(): void;
}

/** So many share a transaction: others of this process wait as long as it takes. */
const TOGETHER = 100;

interface Turn {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Everything that was asked for in one turn of the event loop is written in one go, in its order. One that is refused takes
 * nothing from the others (HOLES H8): then all of it is written again, each with a savepoint of its own. With savepoints from the
 * start SQLite would copy every page that it changes, for hardly anybody.
 */
export function createGroup(connection: Connection): Group {
  const waiting: Turn[] = [];
  const flush = (): void => {
    while (waiting.length > 0) writeTogether(connection, waiting.splice(0, TOGETHER));
  };
  return {
    write: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (waiting.length === 0) setImmediate(next);
        waiting.push({ work, resolve: resolve as Turn['resolve'], reject });
      }),
    flush,
  };

  function next(): void {
    writeTogether(connection, waiting.splice(0, TOGETHER));
    if (waiting.length > 0) setImmediate(next);
  }
}

/** Nobody hears anything before all of it is on disk. */
function writeTogether(connection: Connection, turns: readonly Turn[]): void {
  if (turns.length === 0) return;
  try {
    const ends =
      allOrNone(connection, turns) ??
      connection.write(() => turns.map((turn) => inSavepoint(connection, turn)));
    for (const end of ends) end();
  } catch (error) {
    for (const { reject } of turns) reject(error);
  }
}

/** Undefined where one of several was refused: then none of it ever happened. */
function allOrNone(connection: Connection, turns: readonly Turn[]): readonly (() => void)[] | undefined {
  let begun = 0;
  try {
    return connection.write(() =>
      turns.map(({ work, resolve }) => {
        begun += 1;
        const result = work();
        return () => resolve(result);
      }),
    );
  } catch (error) {
    // While another process holds the file there is nothing to try again: that has waited long enough.
    if (begun === 0 || turns.length === 1) throw error;
    return undefined;
  }
}

function inSavepoint({ db, read }: Connection, { work, resolve, reject }: Turn): () => void {
  db.exec('SAVEPOINT one');
  try {
    const result = read(work);
    db.exec('RELEASE one');
    return () => resolve(result);
  } catch (error) {
    // A full disk has already rolled everything back: then nobody's is written.
    if (!db.isTransaction) throw error;
    db.exec('ROLLBACK TO one; RELEASE one');
    return () => reject(error);
  }
}
