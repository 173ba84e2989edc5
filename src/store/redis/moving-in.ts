import { eventFromBytes } from '../../audit/event-bytes.ts';
import type { LogLine, StoredRecord } from '../../ports/store.ts';
import type { Amounts, Everything, StoredWithVms } from '../everything.ts';
import { answerWrites } from './answers.ts';
import { requestWrites } from './changes.ts';
import { copyState } from './copies.ts';
import { searchedBy } from './events.ts';
import type { Keys } from './keys.ts';
import { memoWrites } from './memo.ts';
import { call, placed } from './parts.ts';
import { recordWrites } from './records.ts';
import type { Write } from './script.ts';

/** All that another store kept, as writes; `amounts` is how much it was, once they were taken. */
export function everythingAsWrites(keys: Keys, all: Everything) {
  const counted = { requests: 0, records: 0, copies: 0, answers: 0, memo: 0, log: 0 };
  function* of<T>(
    what: keyof Amounts,
    each: Iterable<T>,
    writes: (one: T) => readonly Write[],
  ): Iterable<Write> {
    for (const one of each) {
      counted[what] += 1;
      yield* writes(one);
    }
  }
  function* writes(): Iterable<Write> {
    yield* of('requests', all.requests(), (each) => movedRequest(keys, each));
    yield* of('records', all.records(), (each) => movedRecord(keys, each, counted.records));
    yield* of('copies', all.copies(), ({ copy, behind }) => copyState(keys, copy, behind));
    yield* of('answers', all.answers(), (each) => answerWrites(keys, each, each.at));
    yield* of('memo', all.memo(), ({ key, value, until }) => memoWrites(keys, key, value, until));
    const dropped = String(all.dropped);
    // A bound that was never moved is not there: whoever moves it first compares with that.
    if (all.dropped > 0)
      yield call('HSET', keys.extent, 'dropped', dropped, 'cleared', dropped, 'bare', dropped);
    yield* of('log', all.log(), (line) => movedLine(keys, line));
  }
  return { writes: writes(), amounts: (): Amounts => ({ ...counted }) };
}

const movedRequest = (keys: Keys, { stored, vms }: StoredWithVms): readonly Write[] => [
  ...requestWrites(keys, undefined, stored),
  ...vms.map((vm) => placed(keys.requestsOn(vm), -stored.request.askedAt.getTime(), stored.request.id)),
];

/** There are never more records than events: what is made later has a higher number. */
const movedRecord = (keys: Keys, record: StoredRecord, number: number): readonly Write[] => [
  ...recordWrites(keys, record),
  placed(keys.records(record.kind), number, record.id),
  placed(keys.recordsIn(record.kind, record.body.status), number, record.id),
];

/** A line with its own number and seal. */
function movedLine(keys: Keys, { seq, bytes, seal, beside = {} }: LogLine): readonly Write[] {
  const event = eventFromBytes(bytes);
  const number = String(seq);
  return [
    call('HSET', keys.log, number, bytes),
    ...Object.entries(beside).map(([field, text]) => call('HSET', keys.beside, `${seq}:${field}`, text)),
    placed(keys.logAt, event.at.getTime(), number),
    ...searchedBy(keys, event).map((key) => placed(key, seq, number)),
    ...(seal === undefined
      ? []
      : [call('HSET', keys.seals, number, seal), call('HSET', keys.extent, 'sealed', number)]),
    call('HSET', keys.extent, 'last', number),
  ];
}
