import { formatRange, readRange } from '../access/range.ts';

/** Real milliseconds. */
const WITHIN_MS = 10 * 60_000;
/** Addresses that are counted; of more than that, the rest only count together. */
const KEPT = 10_000;

/** How many wrong tokens or codes are heard before nobody is asked any more. */
export interface WrongTries {
  /** Whether this address (a CIDR, where it is known) may try. */
  mayTry(source: string | undefined): boolean;
  wrong(source: string | undefined): void;
}

/** `most` of one address, and `ofAll` together where addresses are cheap and what is tried is short. */
export function createWrongTries(
  most: number,
  ofAll = Number.POSITIVE_INFINITY,
  realNow: () => number = () => performance.now(),
): WrongTries {
  let since = realNow();
  let all = 0;
  const each = new Map<string, number>();
  const begin = (): void => {
    if (realNow() - since < WITHIN_MS) return;
    since = realNow();
    all = 0;
    each.clear();
  };
  return {
    mayTry(source) {
      begin();
      return all < ofAll && (each.get(ownerOf(source)) ?? 0) < most;
    },
    wrong(source) {
      begin();
      const owner = ownerOf(source);
      all += 1;
      if (each.size < KEPT || each.has(owner)) each.set(owner, (each.get(owner) ?? 0) + 1);
    },
  };
}

/** Of IPv6 everybody has at least a /64 of addresses. */
function ownerOf(source = 'unknown'): string {
  const range = source.includes(':') ? readRange(`${source.split('/')[0]}/64`) : undefined;
  return range ? formatRange(range) : source;
}
