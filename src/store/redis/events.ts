import { type AuditEvent, PERSONAL_FIELDS } from '../../access/audit-event.ts';
import { DAY_MS } from '../../access/unit-ms.ts';
import { eventFromBytes, newLine } from '../../audit/event-bytes.ts';
import type { Beside, LogLine, Once } from '../../ports/store.ts';
import { checkWhole } from '../rules.ts';
import { StoreError } from '../store-error.ts';
import { answerChecks, answerWrites } from './answers.ts';
import type { Connection } from './connection.ts';
import type { Keys } from './keys.ts';
import type { Check, Write } from './script.ts';

/** Answers are kept at least this long, and so is anything remembered, past its own end. */
const KEPT_MS = DAY_MS;
// Lines read at a time.
const PAGE = 500;

/** The next number is free, and the delivery was not answered before. */
export const eventChecks = (keys: Keys, once?: Once): readonly Check[] => [
  {
    ...{ name: 'next', keys: [keys.extent, keys.log], values: [] },
    refusal: () =>
      new StoreError(
        'The audit log goes further than Redis was told: somebody changed it. Run "ajar audit verify" before anything else.',
      ),
  },
  ...(once ? answerChecks(keys, once) : []),
];

/** The event, and the delivery that caused it; old answers and memos are cleared on the way. */
export function eventWrites(keys: Keys, event: AuditEvent, once?: Once): readonly Write[] {
  const cut = String(event.at.getTime() - KEPT_MS);
  return [
    logged(keys, event),
    ...(once ? answerWrites(keys, once, event.at) : []),
    { name: 'prune', keys: [keys.answersAt, keys.answers], values: [cut] },
    { name: 'prune', keys: [keys.memoUntil, keys.memo], values: [cut] },
  ];
}

/** The line of an event; Redis gives it its number, and enters that where it is searched by. */
export function logged(keys: Keys, event: AuditEvent): Write {
  const { bytes, beside } = newLine(event);
  return {
    name: 'event',
    keys: [keys.extent, keys.log, keys.logAt, keys.beside, ...searchedBy(keys, event)],
    values: [bytes, String(event.at.getTime()), ...Object.entries(beside).flat()],
  };
}

/** The sets of numbers in which an event is found, apart from that by time. */
export const searchedBy = (keys: Keys, { request, vms }: AuditEvent): readonly string[] => [
  ...(request === undefined ? [] : [keys.logOf(request)]),
  ...new Set(vms.map((vm) => keys.logOn(vm))),
];

/** How far the log goes, how far it is sealed, and up to where it was dropped: the bounds of one reading. */
export interface Extent {
  readonly last: number;
  readonly sealed: number;
  readonly dropped: number;
  /** Up to where what was dropped is cleared away, too, and what stood beside it. */
  readonly cleared: number;
  readonly bare: number;
}

const BOUNDS = ['last', 'sealed', 'dropped', 'cleared', 'bare'] as const;

export async function extentOf({ call: ask, keys }: Connection): Promise<Extent> {
  const found = (await ask('HMGET', keys.extent, ...BOUNDS)) as readonly (string | null)[];
  const bounds = BOUNDS.map((name, n) => [name, Number(found[n] ?? 0)] as const);
  return Object.fromEntries(bounds) as Record<(typeof BOUNDS)[number], number>;
}

/** The bytes of these numbers, as far as they are there. */
export async function bytesOf({ call: ask, keys }: Connection, seqs: readonly number[]) {
  if (seqs.length === 0) return [];
  return (await ask('HMGET', keys.log, ...seqs)) as readonly (string | null)[];
}

/** Where what stands beside a line is kept, field by field. */
export const besideFields = (seq: number): readonly string[] =>
  PERSONAL_FIELDS.map((field) => `${seq}:${field}`);

/** What stands beside the `n`th of the lines whose fields were asked for. */
function besideIn(values: readonly (string | null)[], n: number): Pick<LogLine, 'beside'> {
  const there = PERSONAL_FIELDS.flatMap((field, nth) => {
    const text = values[n * PERSONAL_FIELDS.length + nth];
    return typeof text === 'string' ? [[field, text] as const] : [];
  });
  return there.length > 0 ? { beside: Object.fromEntries(there) as Beside } : {};
}

/** The events of these numbers, as far as they are there. Throws `NotAnEvent`. */
export async function eventsAt(
  { together, keys }: Connection,
  seqs: readonly number[],
): Promise<readonly AuditEvent[]> {
  if (seqs.length === 0) return [];
  const [lines, besides = []] = (await together([
    ['hmget', keys.log, ...seqs],
    ['hmget', keys.beside, ...seqs.flatMap(besideFields)],
  ])) as readonly (readonly (string | null)[])[];
  return (lines ?? []).flatMap((bytes, n) =>
    bytes === null ? [] : [eventFromBytes(bytes, besideIn(besides, n).beside)],
  );
}

/** The log as it is when this begins, after this event. */
export async function* readLog(connection: Connection, after: number): AsyncGenerator<LogLine> {
  const { together, keys } = connection;
  const { last, sealed, dropped } = await extentOf(connection);
  for (let seq = Math.max(after, dropped); seq < last; seq += PAGE) {
    const seqs = numbers(seq + 1, Math.min(seq + PAGE, last));
    const [lines, seals, besides] = (await together([
      ['hmget', keys.log, ...seqs],
      ['hmget', keys.seals, ...seqs],
      ['hmget', keys.beside, ...seqs.flatMap(besideFields)],
    ])) as readonly (readonly (string | null)[])[];
    if (lines?.includes(null)) checkWhole(seq, await extentOf(connection));
    for (const [n, each] of seqs.entries()) {
      const bytes = lines?.[n];
      // A seal past the bound was made while this reading was under way, and would stand behind lines read without.
      const seal = each <= sealed ? seals?.[n] : undefined;
      if (typeof bytes === 'string')
        yield {
          ...{ seq: each, bytes },
          ...(typeof seal === 'string' ? { seal } : {}),
          ...besideIn(besides ?? [], n),
        };
    }
  }
}

/** From the first to the last, both with them. */
export const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
