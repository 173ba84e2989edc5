import type { LogLine } from '../ports/store.ts';
import { GENESIS, sealOf } from './seal.ts';

/** What a log's chain of seals shows; `seq` is the first event that does not fit, `why` a sentence. */
export type Verification =
  | { readonly ok: true; readonly sealed: number; readonly unsealed: number }
  | { readonly ok: false; readonly seq: number; readonly why: string };

type Lines = AsyncIterable<LogLine> | Iterable<LogLine>;

/**
 * Follows the chain from the first event to the last, one line at a time. Events without a seal are fine at the end, where
 * the sealer has not been yet. What it cannot show: events cut off at the end, or a log rewritten as a whole. For that,
 * keep the last seal of an export somewhere that Ajar cannot write, and compare.
 */
export async function verifyLog(lines: Lines): Promise<Verification> {
  let previous = GENESIS;
  let [sealed, unsealed] = [0, 0];
  let doubt: LogLine | undefined;
  for await (const line of lines) {
    if (doubt !== undefined) return broken(doubt.seq, mismatch(previous, doubt, line));
    const expected = sealed + unsealed + 1;
    if (line.seq !== expected) return broken(expected, numbering(expected, line.seq));
    if (line.seal === undefined) {
      unsealed += 1;
      continue;
    }
    if (unsealed > 0) return broken(sealed + 1, `has no seal, though event ${line.seq} after it has one.`);
    if (line.seal === sealOf(previous, line.bytes)) {
      sealed += 1;
      previous = line.seal;
    } else doubt = line;
  }
  if (doubt !== undefined) return broken(doubt.seq, mismatch(previous, doubt, undefined));
  return { ok: true, sealed, unsealed };
}

const broken = (seq: number, why: string): Verification => ({ ok: false, seq, why });

const numbering = (expected: number, found: number): string =>
  found > expected
    ? `is missing: event ${found} stands in its place.`
    : `is not in its place: event ${found} stands there, out of order or twice.`;

/** The line after a broken one tells which of the two was changed: it was sealed over the true seal. */
function mismatch(previous: string, line: LogLine, next: LogLine | undefined): string {
  if (next?.seal !== undefined && line.seal !== undefined) {
    if (next.seal === sealOf(line.seal, next.bytes))
      return 'was changed after it was sealed, or one before it was taken out.';
    if (next.seal === sealOf(sealOf(previous, line.bytes), next.bytes))
      return 'has a seal that was changed; its text is whole.';
  }
  return 'does not match its seal: the text or the seal was changed.';
}
