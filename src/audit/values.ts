import { PERSONAL_FIELDS, type PersonalField } from '../access/audit-event.ts';
import type { LogLine } from '../ports/store.ts';
import { fits } from './beside.ts';
import { type Broken, broken } from './broken.ts';
import { readErasure } from './erasure-statement.ts';
import { digestsOf, NotAnEvent } from './event-bytes.ts';
import type { Verifier } from './keys.ts';
import { doubtOf } from './proofs.ts';

/** What stands beside the lines of a log, held against the lines. */
export interface Values {
  see(line: LogLine): void;
  /** The first value that is another, or an erasure that is not to be believed. */
  fault(): Broken | undefined;
  /** The first value that is missing although no event says that it was erased. */
  unsaid(): Broken | undefined;
  /** How many were erased, as events say. */
  erased(): number;
}

/** With keys an erasure has to be signed by one of them: whoever can write the log could hide who did what. */
export function createValues(keys: readonly Verifier[]): Values {
  const missing = new Map<number, readonly PersonalField[]>();
  let erased = 0;
  let fault: Broken | undefined;
  const take = (line: LogLine): Broken | undefined => {
    const statement = readErasure(line.bytes);
    if (statement === undefined) return broken(line.seq, 'is an erasure that cannot be read.');
    const doubt = keys.length > 0 ? doubtOf(statement, keys) : undefined;
    if (doubt !== undefined) return broken(line.seq, `erases personal values by a statement ${doubt}`);
    for (const [seq, fields] of missing) {
      const left = fields.filter((field) => !statement.has(seq, field));
      erased += fields.length - left.length;
      if (left.length > 0) missing.set(seq, left);
      else missing.delete(seq);
    }
    return undefined;
  };
  return {
    see: (line) => {
      const { other, lacks } = compared(line);
      if (lacks.length > 0) missing.set(line.seq, lacks);
      if (other !== undefined)
        fault ??= broken(line.seq, `has another ${other} beside it than it was written with.`);
      if (line.bytes.includes('"kind":"erased"')) fault ??= take(line);
    },
    fault: () => fault,
    unsaid: () => {
      const [first] = missing;
      return (
        first && broken(first[0], `lost its ${first[1].join(' and ')}, and no event says that it was erased.`)
      );
    },
    erased: () => erased,
  };
}

interface Compared {
  readonly other: PersonalField | undefined;
  readonly lacks: readonly PersonalField[];
}

function compared({ bytes, beside = {} }: LogLine): Compared {
  const digests = new Map(digestsAt(bytes));
  const other = PERSONAL_FIELDS.find((field) => {
    const text = beside[field];
    return text !== undefined && !fits(digests.get(field) ?? '', text);
  });
  return { other, lacks: [...digests.keys()].filter((field) => beside[field] === undefined) };
}

/** Of a text that is no event the chain tells. */
function digestsAt(bytes: string): ReturnType<typeof digestsOf> {
  try {
    return digestsOf(bytes);
  } catch (error) {
    if (error instanceof NotAnEvent) return [];
    throw error;
  }
}
