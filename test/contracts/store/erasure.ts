import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLAKE } from '../../../sandbox/demo/people.ts';
import type { Person } from '../../../src/access/person.ts';
import { erase, planErase } from '../../../src/audit/erase.ts';
import { makeKeys, signerOf, verifiersOf } from '../../../src/audit/keys.ts';
import { verifyLog } from '../../../src/audit/verify.ts';
import type { LogLine, Store } from '../../../src/ports/store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { along, cancelled, copy, event, fresh, grant, minute, NOW, pending } from '../../store/samples.ts';
import type { Here } from './opened.ts';

const KEYS = makeKeys();
const DAYS = 60 * 24;
const LATER = { now: () => minute(60 * DAYS) };

async function linesOf(store: Store): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of store.log()) lines.push(line);
  return lines;
}

const told = (detail: string) => event('refused', { detail });

export function erasureContract(here: Here): void {
  describe('erasing', () => {
    it('takes the values of some lines with the event that says so, and leaves the lines as they were sealed', async () => {
      const { store, again } = here();
      for (const detail of ['one', 'two', 'three']) await store.record(told(detail));
      await store.seal();
      const before = await linesOf(store);
      await store.erase(
        {
          lines: [
            { seq: 1, fields: ['detail'] },
            { seq: 3, fields: ['actor', 'sources', 'detail'] },
          ],
          mentions: [],
        },
        event('erased'),
      );
      const after = await linesOf(await again());
      expect(after.map(({ bytes, seal }) => ({ bytes, seal })).slice(0, 3)).toEqual(
        before.map(({ bytes, seal }) => ({ bytes, seal })),
      );
      expect(after.map(({ beside }) => Object.keys(beside ?? {}))).toEqual([
        ['actor', 'sources'],
        ['actor', 'sources', 'detail'],
        [],
        ['actor', 'sources'],
      ]);
      const shown = (await store.events({ limit: 9 })).map(({ actor, detail }) => [actor.name, detail]);
      expect(shown.slice(1)).toEqual([
        ['(erased)', '(erased)'],
        ['Ada Auditor', 'two'],
        ['Ada Auditor', '(erased)'],
      ]);
      expect((await store.faults?.()) ?? []).toEqual([]);
    });

    it('takes what is remembered and was answered with a mention, by key or by value, and counts it before', async () => {
      const { store } = here();
      await store.remember(`addresses/${BLAKE.id}`, ['203.0.113.9/32'], minute(99));
      await store.remember('account/slack/T1/U1', { person: BLAKE, at: NOW });
      await store.remember('route/web', 'C1');
      const once = (key: string, sentence: string) => ({ key, answer: { sentence, refused: false } });
      await store.record(told('x'), once('click 1', `${BLAKE.id} may not.`));
      await store.record(told('y'), once('click 2', 'You may not.'));
      expect(await store.mentioned([BLAKE.id, 'nowhere'])).toBe(3);
      await store.erase({ lines: [], mentions: [BLAKE.id, 'nowhere'] }, event('erased'));
      expect(await store.mentioned([BLAKE.id])).toBe(0);
      expect(await store.recall(`addresses/${BLAKE.id}`, NOW)).toBeUndefined();
      expect(await store.recall('account/slack/T1/U1', NOW)).toBeUndefined();
      expect(await store.recall('route/web', NOW)).toBe('C1');
      expect(await store.answered('click 1')).toBeUndefined();
      expect(await store.answered('click 2')).toBeDefined();
    });

    it('refuses a mention that could be of anybody, and then erases nothing', async () => {
      const { store } = here();
      await store.record(told('one'));
      await store.remember('route/web', 'C1');
      const all = { lines: [{ seq: 1, fields: ['detail' as const] }], mentions: [''] };
      await expect(store.erase(all, event('erased'))).rejects.toThrow(StoreError);
      expect((await linesOf(store))[0]?.beside?.detail).toContain('one');
      expect(await store.recall('route/web', NOW)).toBe('C1');
    });

    it('keeps the order of what it lists when the disk is wiped', async () => {
      const { store } = here();
      const body = { status: 'told', at: NOW, loud: false, title: 'T', sentences: [] } as const;
      for (const n of [3, 1, 2])
        await store.createRecord(
          { kind: 'bulletin', id: `drift/${n}`, body, work: { attempt: 0 } },
          { event: event('drift') },
        );
      await store.drop('drift/1');
      expect(await store.wipe()).toBeUndefined();
      const listed = await store.listRecords({ kind: 'bulletin', limit: 9 });
      expect(listed.map(({ id }) => id)).toEqual(['drift/2', 'drift/3']);
    });

    it('of any people in any order leaves a chain that verifies, no byte of theirs, and all of everybody else’s', async () => {
      const { store, bytes } = here();
      let run = 0;
      await fc.assert(
        fc.asyncProperty(DEEDS, fc.shuffledSubarray([0, 1, 2, 3]), async (deeds, order) => {
          run += 1;
          const people = [0, 1, 2, 3].map((n) => createPerson(run, n));
          for (const [n, deed] of deeds.entries()) await act(store, people, deed, run * 100 + n);
          await store.seal();
          for (const n of order) {
            await erased(store, people[n]!);
            const all = await bytes();
            for (const word of people[n]!.words) expect(all).not.toContain(word);
          }
          const left = people.filter((_, n) => !order.includes(n));
          const all = await bytes();
          for (const word of left.flatMap(({ words }) => [...words])) expect(all).toContain(word);
          const keys = verifiersOf(KEYS.public);
          expect(await verifyLog(store.log(), { keys })).toMatchObject({ ok: true, unsealed: 0 });
          expect((await store.faults?.()) ?? []).toEqual([]);
        }),
        { numRuns: 6 },
      );
    });
  });
}

/** Somebody of whom every word is remembered that may not be found once they are erased. */
interface Subject extends Person {
  readonly words: Set<string>;
}

const createPerson = (run: number, n: number): Subject => {
  const id = `${String(run).padStart(8, '0')}-0000-4000-8000-00000000000${n}`;
  return { id, name: `Name${run}x${n} Lastname`, words: new Set() };
};

const WAYS = ['refused', 'asked', 'remembered', 'told of'] as const;
const DEEDS = fc.array(
  fc.record({
    way: fc.constantFrom(...WAYS),
    who: fc.nat(3),
    by: fc.nat(3),
    noise: fc.string({ maxLength: 300 }),
  }),
  { minLength: 1, maxLength: 14 },
);
type Deed = typeof DEEDS extends fc.Arbitrary<readonly (infer D)[]> ? D : never;

/** Somebody does something; what is to go with them is noted with them. */
async function act(store: Store, people: readonly Subject[], { way, who, by, noise }: Deed, n: number) {
  const [whose, other] = [people[who]!, people[by]!];
  const word = `word${n}w`;
  const source = `10.${n >> 8}.${n & 255}.7/32`;
  const note = (person: Subject, ...words: string[]): void => {
    for (const each of words) person.words.add(each);
  };
  const said = { actor: other, detail: `${word} ${noise}`, sources: [source] };
  switch (way) {
    case 'refused':
      note(other, other.id, other.name, word, source);
      return store.record(event('refused', said));
    case 'told of':
      note(other, other.id, other.name);
      return store.record(
        event('drift', { ...said, sources: [], detail: `Opened by ${whose.name}, not by Ajar.` }),
      );
    case 'remembered':
      note(whose, whose.id, word);
      return store.remember(`addresses/${whose.id}/${n}`, [word]);
    case 'asked': {
      const id = `aj-${String(n).padStart(6, '0')}`;
      note(whose, whose.id, whose.name, `${word} asked`, source);
      note(other, other.id, other.name);
      const asked = {
        ...pending(id),
        requester: { id: whose.id, name: whose.name },
        justification: `${word} asked`,
      };
      const request = { ...asked, grants: [{ ...grant(), source }] };
      const first = { ...along(request, 'asked').event, ...said, actor: whose, detail: `${word} asked` };
      const privately = { ...copy('approval'), place: { ...copy('').place, privateTo: whose.id } };
      const stored = await store.create(fresh(request), { event: first, copies: [privately] });
      const ended = {
        ...cancelled(stored.request),
        by: { id: other.id, name: other.name },
      } as typeof stored.request;
      const last = { ...along(ended, 'cancel').event, actor: other, detail: '', sources: [source] };
      await store.save({ ...stored, request: ended }, { event: last });
      return undefined;
    }
    default:
      return way satisfies never;
  }
}

/** As an admin has it done, sixty days later; somebody of whom nothing is there is left alone. */
async function erased(store: Store, { id }: Person): Promise<void> {
  const planned = await planErase({ store, clock: LATER }, id);
  if ('refused' in planned) throw new Error(planned.refused);
  const deps = { store, clock: LATER, signer: signerOf(KEYS.private), policy: () => 'p' };
  // Redis writes its file anew one time after the other.
  await erase(deps, planned.plan, BLAKE);
}
