import { eventBytes } from '../../src/audit/event-bytes.ts';
import { GENESIS, sealOf } from '../../src/audit/seal.ts';
import type { SealedLine } from '../../src/ports/audit-sink.ts';
import { event, minute } from '../store/samples.ts';

/** So many sealed lines of a log, as a sink gets them. */
export function sealedLines(count: number, detail = 'event'): readonly SealedLine[] {
  let seal = GENESIS;
  return Array.from({ length: count }, (_, n) => {
    const bytes = eventBytes(event('refused', { detail: `${detail} ${n + 1}`, at: minute(n) }));
    seal = sealOf(seal, bytes);
    return { seq: n + 1, bytes, seal };
  });
}
