import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { Store } from '../../../ports/store.ts';

/** By what ids Teams knows people towards this bot (`29:…`): a card's own view is for those alone. They decide nothing. */
export interface KnownIds {
  /** Only for a sender whose Entra id was believed. */
  learn(person: string, teamsId: string): Promise<void>;
  /** Of these people, by Entra id, those who are known. */
  of(people: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const KEY = 'teams/id/';
const Kept = z.string().startsWith('29:').max(1024);
const MOST_FRESH = 5_000;

export function createKnownIds(store: Pick<Store, 'remember' | 'recall'>, clock: Clock): KnownIds {
  const fresh = new Map<string, string>();

  const note = (person: string, teamsId: string): void => {
    if (fresh.size >= MOST_FRESH) fresh.clear();
    fresh.set(person, teamsId);
  };

  async function find(person: string): Promise<string | undefined> {
    const known = fresh.get(person);
    if (known !== undefined) return known;
    const kept = Kept.safeParse(await store.recall(KEY + person, clock.now())).data;
    if (kept !== undefined) note(person, kept);
    return kept;
  }

  return {
    async learn(person, teamsId) {
      if (!Kept.safeParse(teamsId).success || (await find(person)) === teamsId) return;
      await store.remember(KEY + person, teamsId);
      note(person, teamsId);
    },
    async of(people) {
      const found = await Promise.all(people.map(async (person) => [person, await find(person)] as const));
      return new Map(found.flatMap(([person, id]) => (id === undefined ? [] : [[person, id]])));
    },
  };
}
