import { DAY_MS } from '../../../access/unit-ms.ts';
import type { Card } from '../../../ports/card.ts';
import type { Place } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Store } from '../../../ports/store.ts';
import { factsOf } from '../../facts.ts';
import { CAPS } from '../../plain.ts';
import { harmless } from '../cards/harmless.ts';
import type { Sends } from '../send/sends.ts';
import { markOf } from './mark.ts';

type RequestCard = Extract<Card, { readonly request: unknown }>;

/** Tells in a card's thread what became of its request, once for every change that a reader would want to know of. */
export type History = (card: RequestCard, place: Place, ts: string) => Promise<void>;

export interface HistoryParts {
  readonly store: Pick<Store, 'remember' | 'recall'>;
  readonly clock: Clock;
  readonly sends: Pick<Sends, 'show'>;
  readonly log: Log;
}

/** What was told last is forgotten long after any request has ended. */
const KEPT_MS = 45 * DAY_MS;

/** The cards that many people read: a thread under a direct message would only say the same twice. */
const HAS_HISTORY: readonly Card['card'][] = ['request', 'approval', 'notice'];

/** To be called with every drawing of a card, the first included: that one is only remembered. */
export function createHistory({ store, clock, sends, log }: HistoryParts): History {
  const turns = new Map<string, Promise<void>>();

  async function tell(key: string, card: RequestCard, place: Place, ts: string): Promise<void> {
    const state = `${card.request.status} ${card.request.terms} ${card.request.approvals.length}`;
    const before = await store.recall(key, clock.now());
    if (before === state) return;
    // Remembered first: of a line that is missing and one that is told twice, the missing one misleads nobody.
    await store.remember(key, state, new Date(clock.now().getTime() + KEPT_MS));
    if (before === undefined) return;
    const line = lineOf(card);
    const block = { type: 'context', elements: [{ type: 'plain_text', text: line, emoji: false }] };
    const mark = markOf('history', key, state);
    const message = { text: harmless(line, CAPS.sentence), blocks: [block], mark };
    await sends.show(place.conversation, message, { thread: place.thread ?? ts });
  }

  return (card, place, ts) => {
    if (place.privateTo !== undefined || !HAS_HISTORY.includes(card.card)) return Promise.resolve();
    // Whoever is asked later is asked in the first card's thread: two cards of a request there tell it once.
    const key = `slack/told/${place.conversation}/${place.thread ?? ts}/${card.request.id}`;
    const turn = (turns.get(key) ?? Promise.resolve())
      .then(() => tell(key, card, place, ts))
      .catch((error: unknown) =>
        log.warn({ request: card.request.id, error }, 'A line of history could not be told'),
      )
      .finally(() => {
        if (turns.get(key) === turn) turns.delete(key);
      });
    turns.set(key, turn);
    return turn;
  };
}

function lineOf(card: RequestCard): string {
  const facts = factsOf(card);
  return 'line' in facts ? facts.line : facts.summary;
}
