/** The name of every key, all with one hash tag: so one script may write them all, on a cluster too. */
export type Keys = ReturnType<typeof createKeys>;

export function createKeys(prefix: string) {
  const key = (...parts: readonly string[]): string => [`{${prefix}}`, ...parts].join(':');
  return {
    /** Every key of this installation, as a pattern. */
    all: key('*'),
    /** Hash: of which shape everything here is, and a move into it that has not ended. */
    house: key('house'),
    /** Hash: a request or a record, so that none shares its id with another. */
    kept: (id: string) => key('kept', id),
    /** Sorted sets of requests, the newest first: their score is the instant of asking, negative. */
    requests: key('requests'),
    requestsBy: (requester: string) => key('requests', 'by', requester),
    requestsOn: (vm: string) => key('requests', 'on', vm.toLowerCase()),
    requestsIn: (status: string) => key('requests', 'in', status),
    /** Sorted sets of records by the order in which they were made. */
    records: (kind: string) => key('records', kind),
    recordsIn: (kind: string, status: string) => key('records', kind, 'in', status),
    /** The due indexes. */
    dueRequests: key('due', 'requests'),
    dueRecords: key('due', 'records'),
    /** Sorted sets of requests by target in the cloud: those that may hold it open, by their end, and those at work on it, by the end of their lease. */
    holders: (target: string) => key('holders', target),
    leases: (target: string) => key('leases', target),
    /** Hash of the copies of a request or record by slot; sorted set of those not given up, by when they may be tried. */
    copies: (id: string) => key('copies', id),
    shown: (id: string) => key('shown', id),
    /** Sorted set of copies that lag behind, by when they may be tried. */
    behind: key('behind'),
    /** Hashes of the log by number; hash of how far it goes and is sealed; sorted sets of numbers. */
    log: key('log'),
    seals: key('log', 'seals'),
    /** Hash of what stands beside the lines, by number and field. */
    beside: key('log', 'beside'),
    extent: key('log', 'extent'),
    logAt: key('log', 'at'),
    logOf: (request: string) => key('log', 'of', request),
    logOn: (vm: string) => key('log', 'on', vm.toLowerCase()),
    /** Hashes by key, each with a sorted set of when they end. */
    answers: key('answers'),
    answersAt: key('answers', 'at'),
    memo: key('memo'),
    memoUntil: key('memo', 'until'),
  };
}
