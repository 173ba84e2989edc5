import type { AuditSink, SealedLine } from '../../ports/audit-sink.ts';
import type { LogLine, Store } from '../../ports/store.ts';
import { textOf } from '../json-lines.ts';

/** The next sealed lines after `seq`, as many as the sink takes at once; none where the next is not sealed yet. */
export async function nextBatch(
  store: Pick<Store, 'log'>,
  seq: number,
  { most }: Pick<AuditSink, 'most'>,
): Promise<readonly SealedLine[]> {
  const lines: SealedLine[] = [];
  let bytes = 0;
  for await (const line of store.log(seq)) {
    if (!isSealed(line)) break;
    bytes += Buffer.byteLength(textOf(line));
    if (lines.length > 0 && bytes > most.bytes) break;
    lines.push(line);
    if (lines.length === most.lines) break;
  }
  return lines;
}

const isSealed = (line: LogLine): line is SealedLine => line.seal !== undefined;
