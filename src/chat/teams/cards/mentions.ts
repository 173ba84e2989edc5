import type { Person } from '../../../access/person.ts';
import type { Card } from '../../../ports/card.ts';
import type { Mention } from '../../../ports/user-groups.ts';
import type { Slots } from '../../fill.ts';
import { CAPS, counted, listed, plain } from '../../plain.ts';
import { harmless } from './harmless.ts';

/** Mentions notify, so only a few people are; the rest is counted. */
const MOST = 8;

const ENTRA_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Who may approve: those who are to be notified as mentions (the only text of a card that is markdown, so the names are
 * reduced to letters), everybody else by plain name. A card names a mention's person by Entra object id:
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#mention-support-within-adaptive-cards
 */
export function mentionsOf({ request, facts }: Extract<Card, { card: 'approval' }>, mention: boolean): Slots {
  if (request.status !== 'pending') return { mentions: '', entities: [], approverNames: '' };
  const shown = facts.approvers.slice(0, MOST);
  const left = facts.approvers.length - shown.length + facts.moreApprovers;
  const others = left > 0 ? [counted(left, 'other')] : [];
  const told = (names: readonly string[]): string => listed([...names, ...others], MOST + 1);
  const pinged = new Set(mention ? facts.ping.map(({ id }) => id).filter((id) => ENTRA_ID.test(id)) : []);
  if (!shown.some(({ id }) => pinged.has(id))) {
    const names = shown.map(({ name }) => harmless(plain(name, CAPS.name)));
    return { mentions: '', entities: [], approverNames: told(names) };
  }
  const named = distinctNames(shown);
  const texts = named.map(({ person, name }) => (pinged.has(person) ? `<at>${name}</at>` : name));
  const entities = named.filter(({ person }) => pinged.has(person));
  return { mentions: told(texts), entities, approverNames: '' };
}

/** People who are told of a card, each as what stands in a TextBlock and the entity that it stands for. */
export function peopleNamed(mentions: readonly Mention[]) {
  const people = mentions.flatMap(({ name, person: id = '' }) => (ENTRA_ID.test(id) ? [{ id, name }] : []));
  const named = distinctNames(people.slice(0, MOST)).map(({ person, name }) => ({
    ...{ type: 'mention', text: `<at>${name}</at>`, mentioned: { id: person, name } },
  }));
  return { texts: named.map(({ text }) => text), entities: named };
}

/** Teams finds a mention's person by its text, so no two may read the same. */
function distinctNames(people: readonly Person[]): readonly { person: string; name: string }[] {
  const taken = new Set<string>();
  return people.map(({ id, name }) => {
    const letters = lettersOf(name);
    const own = taken.has(letters) ? `${letters} ${id.slice(0, 8)}` : letters;
    taken.add(own);
    return { person: id, name: own };
  });
}

const lettersOf = (name: string): string =>
  plain(name.replace(/[^\p{L}\p{M}\p{N}.' -]/gu, ' '), CAPS.name) || 'Somebody without a name';
