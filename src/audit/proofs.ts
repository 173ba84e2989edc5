import type { LogLine } from '../ports/store.ts';
import { type Broken, broken } from './broken.ts';
import type { Verifier } from './keys.ts';
import { readStatements, type Statement } from './statement.ts';

/** The checkpoints in a log, held against the log itself and the keys of whoever verifies. */
export interface Proofs {
  see(line: LogLine): Broken | undefined;
  /** The last checkpoint whose signature fits and whose seal the log has; undefined where there is none. */
  last(): Statement | undefined;
}

/** A checkpoint is written at once: the event that it is about is never further back than this. */
const WINDOW = 5_000;

/** Without keys nothing is looked at: whoever can write the log can write what is not signed. */
export function createProofs(keys: readonly Verifier[]): Proofs {
  const seals = new Map<number, string>();
  let last: Statement | undefined;
  const judge = (line: LogLine): Broken | undefined => {
    const [statement] = readStatements(line.bytes);
    if (statement?.what !== 'checkpoint') return broken(line.seq, 'is a checkpoint that cannot be read.');
    const why = doubtOf(statement, keys) ?? (last && otherLog(last, statement));
    if (why !== undefined) return broken(line.seq, `is a checkpoint ${why}`);
    const seal = seals.get(statement.seq);
    // Of the first lines after a cut it may be of one that was dropped.
    if (seal === undefined && statement.seq < (seals.keys().next().value ?? 0) && seals.size < WINDOW)
      return undefined;
    if (seal !== statement.seal) return broken(statement.seq, REWRITTEN);
    last = statement;
    return undefined;
  };
  return {
    see: (line) => {
      const fault =
        keys.length === 0 ? undefined : isCheckpoint(line) ? judge(line) : unsignedLeap(line, keys);
      if (line.seal !== undefined) seals.set(line.seq, line.seal);
      const [oldest] = seals.keys();
      if (seals.size > WINDOW && oldest !== undefined) seals.delete(oldest);
      return fault;
    },
    last: () => last,
  };
}

/** After a restore numbers are left out, which only the key may say: whoever can write the log could hide a tail so. */
function unsignedLeap({ seq, bytes }: LogLine, keys: readonly Verifier[]): Broken | undefined {
  const statement = readStatements(bytes).find(({ what }) => what === 'restored');
  const why = statement && bytes.includes('"kind":"restored"') ? doubtOf(statement, keys) : undefined;
  return why === undefined ? undefined : broken(seq, `goes on after a restore by a statement ${why}`);
}

/** Why a statement is not believed, to go on after "a checkpoint"; undefined when one of the keys signed it. */
export function doubtOf(
  { text, signed }: Pick<Statement, 'text' | 'signed'>,
  keys: readonly Verifier[],
): string | undefined {
  if (signed === undefined) return 'that is not signed.';
  const key = keys.find(({ id }) => id === signed.key);
  if (key === undefined)
    return `signed by the key ${signed.key}, which was not given: name its public half with --key as well, if it is yours.`;
  return key.fits(text, signed.signature) ? undefined : `whose signature does not fit the key ${signed.key}.`;
}

const otherLog = (before: Statement, now: Statement): string | undefined =>
  before.installation === now.installation ? undefined : 'of another installation.';

const isCheckpoint = ({ bytes }: LogLine): boolean => bytes.includes('"kind":"checkpoint"');

const REWRITTEN =
  'has another seal than a signed checkpoint says: it or an event before it was changed, and the seals were made anew.';
