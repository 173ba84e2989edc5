import type { Grant } from '../access/grant.ts';
import type { AccessRequest } from '../access/request.ts';
import type { RecordKind, StoredRecord } from '../ports/store.ts';

type FieldsOf<T> = T extends unknown ? keyof T : never;
type BodyOf<K extends RecordKind> = StoredRecord<K>['body'];
type Known<T> = Readonly<Record<FieldsOf<T>, true>>;

/*
 * What this program knows. A step makes a request anew from the fields that it knows, so what a newer Ajar has added would be lost
 * where an older one beside it takes a step: everything else is handed on as it was read.
 */

const REQUEST: Known<AccessRequest> = {
  ...{ id: true, requester: true, askedAt: true, terms: true, durationMs: true, notAfter: true },
  ...{ durationDefaulted: true, grants: true, justification: true, ticket: true, verdict: true },
  ...{ approvals: true, continues: true, shortened: true, proven: true, replaces: true, dropped: true },
  ...{ origin: true, askedBy: true, byAddress: true, startsAt: true, breakGlass: true, climbed: true },
  ...{ status: true, lapsesAt: true, approvedAt: true, until: true, openedAt: true, warnedAt: true },
  ...{ ending: true, since: true, trouble: true, endedAt: true, by: true, why: true },
};

const GRANT: Known<Grant> = {
  ...{ key: true, vm: true, port: true, opens: true, source: true, provider: true, cloud: true },
  ...{ target: true, state: true, sentAt: true, note: true, obstacle: true, flushes: true },
  ...{ connect: true, traces: true },
};

const BODIES: { readonly [K in RecordKind]: Known<BodyOf<K>> } = {
  bulletin: {
    ...{ status: true, at: true, loud: true, pages: true, title: true, sentences: true, again: true },
  },
  setup: {
    ...{ id: true, requester: true, askedAt: true, terms: true, vm: true, policyId: true, rules: true },
    ...{ before: true, shown: true, approval: true, approvals: true, routes: true, justification: true },
    ...{ ticket: true, wish: true, home: true, status: true, lapsesAt: true, since: true, appliedAt: true },
    ...{ note: true, endedAt: true, continued: true, why: true, by: true },
  },
  review: {
    ...{ request: true, requester: true, group: true, rule: true, withinMs: true, since: true },
    ...{ status: true, dueAt: true, reported: true, by: true, found: true, endedAt: true, away: true },
  },
};

/** The next request with what was read of the one before and is not known here, in its grants too. */
export const keepUnknown = <T extends AccessRequest>(before: AccessRequest, next: T): T => ({
  ...handedOn(before, next, REQUEST),
  grants: next.grants.map((grant) => {
    const read = before.grants.find(({ key }) => key === grant.key);
    return read ? handedOn(read, grant, GRANT) : grant;
  }),
});

/** Likewise for a record. */
export const keepUnknownOfRecord = <K extends RecordKind>(
  before: StoredRecord<K>,
  next: StoredRecord<K>,
): StoredRecord<K> => ({ ...next, body: handedOn(before.body, next.body, BODIES[next.kind]) });

function handedOn<T extends object>(before: object, next: T, known: Readonly<Record<string, true>>): T {
  const unknown = Object.entries(before).filter(([field]) => !Object.hasOwn(known, field));
  return { ...Object.fromEntries(unknown), ...next };
}
