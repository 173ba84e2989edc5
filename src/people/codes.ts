import { createHash, randomInt } from 'node:crypto';
import { LINK_CODE_LENGTH } from '../access/linking.ts';
import type { Person } from '../access/person.ts';
import { ID_ALPHABET } from '../access/request-id.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

/** Real milliseconds: people read and type no faster where the demo's time runs faster. */
const GOOD_FOR_MS = 10 * 60_000;

const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');
const codeKey = (hash: string): string => `link-code/${hash}`;
const newestKey = (person: string): string => `link-code-of/${person}`;

/** Codes that say "this account is mine". Only their sha256 is kept, and of each person only the newest is good. */
export function createCodes(
  store: Pick<Store, 'remember' | 'recall' | 'forget'>,
  clock: Clock,
  random: (below: number) => number = randomInt,
) {
  return {
    async make({ id, name }: Person): Promise<string> {
      const code = Array.from(
        { length: LINK_CODE_LENGTH },
        () => ID_ALPHABET[random(ID_ALPHABET.length)],
      ).join('');
      const end = new Date(clock.now().getTime() + clock.spanOf(GOOD_FOR_MS));
      await store.remember(codeKey(hashOf(code)), { id, name }, end);
      await store.remember(newestKey(id), hashOf(code), end);
      return code;
    },
    /** Whose code it is, while it is good. */
    async ownerOf(code: string): Promise<Person | undefined> {
      const owner = (await store.recall(codeKey(hashOf(code)), clock.now())) as Person | undefined;
      if (owner === undefined) return undefined;
      const newest = await store.recall(newestKey(owner.id), clock.now());
      return newest === hashOf(code) ? owner : undefined;
    },
    /** Answers whether it was there to be used: of two at once, one is told so. */
    use: (code: string): Promise<boolean> => store.forget(codeKey(hashOf(code))),
    async voidOf(person: string): Promise<void> {
      await store.forget(newestKey(person));
    },
  };
}
