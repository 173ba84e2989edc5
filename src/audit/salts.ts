import { randomFillSync } from 'node:crypto';

/** So much is asked of the system at a time: each call costs as much as all hashes of an event together. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** So many random bytes as hexadecimal digits; none of them is ever given twice. At most 4,096. */
export function freshHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const given = pool.toString('hex', used, used + bytes);
  pool.fill(0, used, used + bytes);
  used += bytes;
  return given;
}
