import { GENESIS, sealOf } from '../../audit/seal.ts';
import { BrokenLog } from '../../ports/store.ts';
import type { Connection } from './connection.ts';
import { bytesOf, extentOf, numbers } from './events.ts';
import { call, same } from './parts.ts';

// Lines sealed at a time.
const PAGE = 500;

/** Adds the seals that are missing; answers how many this call added. */
export async function sealAll(connection: Connection): Promise<number> {
  for (let total = 0; ; ) {
    const sealed = await sealPage(connection);
    if (sealed === 0) return total;
    total += sealed ?? 0;
  }
}

/** Some seals, over the one that was read; undefined when another sealer was there first. */
async function sealPage(connection: Connection): Promise<number | undefined> {
  const { keys, tried, call: ask } = connection;
  const { last, sealed } = await extentOf(connection);
  const seqs = numbers(sealed + 1, Math.min(sealed + PAGE, last));
  if (seqs.length === 0) return 0;
  const over = sealed === 0 ? GENESIS : await ask('HGET', keys.seals, sealed);
  const seals = sealsOver(over, seqs, await bytesOf(connection, seqs));
  const first = await tried(
    [same(keys.extent, 'sealed', sealed === 0 ? undefined : String(sealed))],
    [call('HSET', keys.seals, ...seals), call('HSET', keys.extent, 'sealed', String(seqs.at(-1)))],
  );
  return first ? seqs.length : undefined;
}

/** Numbers and seals in turn. Sealing over a gap would hide it. */
function sealsOver(
  over: unknown,
  seqs: readonly number[],
  lines: readonly (string | null)[],
): readonly string[] {
  let seal = over;
  return seqs.flatMap((seq, n) => {
    const bytes = lines[n];
    if (typeof seal !== 'string') throw missing(seq - 1);
    if (typeof bytes !== 'string') throw missing(seq);
    const next = sealOf(seal, bytes);
    seal = next;
    return [String(seq), next];
  });
}

const missing = (seq: number): BrokenLog =>
  new BrokenLog(`Audit event ${seq} is missing: nothing after it is sealed. Run "ajar audit verify".`);
