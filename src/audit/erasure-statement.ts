import { PERSONAL_FIELDS, type PersonalField } from '../access/audit-event.ts';
import type { Signer } from './keys.ts';
import { SIGNED, type Statement, signedBy, withSignature } from './statement.ts';

/** Of which lines which personal values were erased. */
export type ErasedValues = { readonly [F in PersonalField]?: readonly number[] };

/** What an event says that was erased, and who vouches for it. */
export interface ErasureStatement extends Pick<Statement, 'text' | 'signed'> {
  has(seq: number, field: PersonalField): boolean;
}

interface Facts {
  readonly installation: string;
  readonly at: Date;
  /** Numbers in their order. */
  readonly values: ErasedValues;
}

const RANGES = '\\d{1,15}(?:-\\d{1,15})?(?:,\\d{1,15}(?:-\\d{1,15})?)*';
const LIST = PERSONAL_FIELDS.map((field) => `(?:${field} (${RANGES}))?`).join('(?:; )?');
const ONE = new RegExp(
  `(erasure of [0-9a-f]{16} at \\d{4}-\\d\\d-\\d\\dT[0-9:.]{8,12}Z: (?:nothing|${LIST}))${SIGNED}`,
);

/** On one line: `erasure of 5e1f… at 2026-01-31T10:00:00.000Z: actor 3,9-12; detail 9-12, key 77ab…, signed …`. */
export function writeErasure({ installation, at, values }: Facts, signer: Signer | undefined): string {
  const list = PERSONAL_FIELDS.flatMap((field) => {
    const seqs = values[field] ?? [];
    return seqs.length > 0 ? [`${field} ${rangesOf(seqs)}`] : [];
  });
  return withSignature(
    `erasure of ${installation} at ${at.toISOString()}: ${list.join('; ') || 'nothing'}`,
    signer,
  );
}

/** The statement in an event's text; undefined where there is none that can be read. */
export function readErasure(text: string): ErasureStatement | undefined {
  const found = ONE.exec(text);
  if (found === null) return undefined;
  const [, said = '', ...rest] = found;
  const ranges = PERSONAL_FIELDS.map((field, n) => [field, rangesIn(rest[n] ?? '')] as const);
  const lists = new Map<PersonalField, readonly Range[]>(ranges);
  const [key, signature] = rest.slice(PERSONAL_FIELDS.length);
  return {
    ...{ text: said, ...signedBy(key, signature) },
    has: (seq, field) => lists.get(field)?.some(([from, to]) => seq >= from && seq <= to) ?? false,
  };
}

type Range = readonly [from: number, to: number];

function rangesOf(seqs: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const seq of seqs) {
    const last = ranges.at(-1);
    if (last?.[1] === seq - 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

const rangesIn = (text: string): readonly Range[] =>
  text === ''
    ? []
    : text.split(',').map((range) => {
        const [from, to = from] = range.split('-').map(Number);
        return [from ?? 0, to ?? 0] as const;
      });
