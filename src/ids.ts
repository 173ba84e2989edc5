import { randomInt } from 'node:crypto';
import { isEmergency } from './access/emergency.ts';
import { ID_ALPHABET } from './access/request-id.ts';

/** An id that people type: `aj-` and six characters, a thousand million of them; not a secret, and no right comes with it. */
export function newRequestId(): string {
  const id = `aj-${Array.from({ length: 6 }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('')}`;
  return isEmergency(id) ? newRequestId() : id;
}
