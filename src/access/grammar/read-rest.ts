import { readLinkWords, readUnlinkWords } from './read-account.ts';
import { readCloseAll } from './read-close-all.ts';
import { readPhrases } from './read-phrase.ts';
import { readPrefer } from './read-prefer.ts';
import { readRoute } from './read-route.ts';
import { readVmList } from './read-vm-list.ts';
import type { Reading, Refusal } from './reading.ts';
import type { Verb } from './words.ts';

/** Reads everything after the verb: most verbs share their phrases, in any order; a few have words of their own. */
export const readRest = (reading: Reading): Refusal | undefined =>
  (OWN[reading.verb] ?? readPhrases)(reading);

const OWN: Readonly<Partial<Record<Verb, (reading: Reading) => Refusal | undefined>>> = {
  closeAll: readCloseAll,
  route: readRoute,
  vms: readVmList,
  link: readLinkWords,
  unlink: readUnlinkWords,
  prefer: readPrefer,
};
