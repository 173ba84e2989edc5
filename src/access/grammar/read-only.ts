import { portAhead, readPorts } from './read-ports.ts';
import { nameAhead, readVms } from './read-vms.ts';
import type { Reading, Refusal } from './reading.ts';
import type { Introducer } from './words.ts';

/** "only port 22", "only on web-01": a phrase of its own follows. */
const ITS_OWN: readonly Introducer[] = ['port', 'where', 'vm'];

/** "approve aj-7k2m9q only 22 on web-01": what follows is all that is approved. `none` where nothing of the kind stands here. */
export function readOnly(reading: Reading): Refusal | 'none' | undefined {
  const { cursor, slots, vocabulary, verb } = reading;
  const found = verb === 'approve' ? vocabulary.only.find(cursor) : undefined;
  if (!found) return 'none';
  const ahead = found.length;
  const noun = vocabulary.introducers.find(cursor, ahead)?.meaning;
  const isPort = portAhead(reading, ahead);
  const isNoun = noun !== undefined && ITS_OWN.includes(noun);
  const isName = noun === undefined && nameAhead(reading, ahead);
  // "for 1h only because …" ends what was said before it.
  if (!isPort && !isNoun && !isName && slots.last !== 'length') return 'none';
  cursor.skip(ahead);
  if (!isPort && !isNoun && !isName) return undefined;
  slots.only = true;
  return isPort ? readPorts(reading) : isName ? readVms(reading) : undefined;
}
