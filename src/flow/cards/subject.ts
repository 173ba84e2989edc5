import type { Bulletin } from '../../access/bulletin.ts';
import { sayDuration } from '../../access/duration.ts';
import type { Person } from '../../access/person.ts';
import type { AccessRequest } from '../../access/request.ts';
import { MINUTE_MS } from '../../access/unit-ms.ts';
import type { Card } from '../../ports/card.ts';
import type { Place } from '../../ports/chat.ts';
import type { Copy, RecordKind, Stored, StoredRecord } from '../../ports/store.ts';
import type { Mention } from '../../ports/user-groups.ts';
import type { Deps } from '../deps.ts';
import { reviewCard } from '../review/card-review.ts';
import { peopleOfReview, reviewMentions } from '../review/copies-review.ts';
import { setupCard } from '../setup/card-setup.ts';
import { askOtherAdmins } from '../setup/lost-setup.ts';
import { adminsOnceNamed, isAllClear, isPast } from './alarms.ts';
import { askingOf } from './askings.ts';
import { cardOf, peopleOfCopy } from './copies.ts';
import { dutyMentions, mentionsOf } from './mentions.ts';
import { holdersBeside } from './remarks.ts';
import { factsFor } from './request-facts.ts';
import { zoneOf } from './zone.ts';

/** What a copy shows: a request, or a record beside them. */
export interface Subject {
  readonly version: number;
  /** Whose it is, by id. */
  readonly owner: string | undefined;
  /** Set where it is a request. */
  readonly stored?: Stored;
  /** Whether a copy of it must reach somebody: one that cannot be shown goes to the admins. */
  isAlarm(copy: Copy): boolean;
  /** Whether a copy that was never shown need not be shown any more. */
  isPast?(copy: Copy): boolean;
  cardAt(copy: Copy, place: Place): Promise<Card>;
  /** Which groups its first message in a place mentions. */
  mentionsAt?(copy: Copy, place: Place): Promise<readonly Mention[]>;
  /** For whom a copy is that the directory could not say it of; undefined while it still cannot. */
  peopleOf?(copy: Copy): Promise<readonly Person[] | undefined>;
  /** Who else may have its ports open now, as a text to compare: such a change makes its cards due, as one of its own does. */
  beside?(): Promise<string>;
  /** What else is to be done where a copy was given up. */
  readonly lost?: (copy: Copy) => Promise<void>;
}

export async function subjectOf(deps: Deps, id: string): Promise<Subject | undefined> {
  const stored = await deps.store.find(id);
  if (stored) {
    const { version, request } = stored;
    const cardAt = (copy: Copy, place: Place) => requestCard(deps, copy, stored, place);
    const isAlarm = (copy: Copy) => copy.card === 'alert' && !isAllClear(copy);
    const mentionsAt = (copy: Copy, place: Place) => mentionsOf(deps, request, copy, place);
    const peopleOf = (copy: Copy) => peopleOfCopy(deps, request, copy);
    const more = { isAlarm, isPast: (copy: Copy) => isPast(request, copy), cardAt, mentionsAt, peopleOf };
    const beside = () => holdersBeside(deps, request);
    return { version, owner: request.requester.id, stored, ...more, beside };
  }
  const record = await deps.store.findRecord(id);
  return record && (RECORDS[record.kind] as SubjectOf)(deps, record);
}

type SubjectOf<K extends RecordKind = RecordKind> = (deps: Deps, record: StoredRecord<K>) => Subject;

/** How each kind of record is shown. */
const RECORDS: { readonly [K in RecordKind]: SubjectOf<K> } = {
  setup: (deps, record) => ({
    ...{ version: record.version, owner: record.body.requester.id, isAlarm: () => false },
    cardAt: (copy, place) => setupCard(deps, record, copy, place),
    lost: (copy) => askOtherAdmins(deps, copy, record),
  }),
  // A break-glass is told loudly: what cannot be shown to somebody goes to the admins.
  review: (deps, record) => ({
    ...{ version: record.version, owner: record.body.requester.id, isAlarm: () => true },
    cardAt: (_copy, place) => reviewCard(deps, record, place),
    mentionsAt: (copy) => reviewMentions(deps, record, copy),
    peopleOf: () => peopleOfReview(deps, record),
  }),
  bulletin: (deps, { version, body: bulletin }) => ({
    ...{ version, owner: undefined, isAlarm: () => bulletin.loud, peopleOf: () => adminsOnceNamed(deps) },
    mentionsAt: async (_copy, place) => (bulletin.pages ? dutyMentions(deps, place) : []),
    cardAt: async (_copy, place) => ({
      ...{ card: 'bulletin', zone: await zoneOf(deps, place) },
      bulletin: await forReader(deps, bulletin, place),
    }),
  }),
};

/** Asking again is its requester's, where they read alone. */
async function forReader(deps: Deps, bulletin: Bulletin, place: Place): Promise<Bulletin> {
  const { again, ...rest } = bulletin;
  const stored = again === undefined ? undefined : await deps.store.find(again);
  return stored && stored.request.requester.id === place.privateTo ? bulletin : rest;
}

async function requestCard(deps: Deps, copy: Copy, stored: Stored, place: Place): Promise<Card> {
  const { request, home } = stored;
  const asking = copy.card === 'approval' ? askingOf(request, copy.slot) : undefined;
  const facts = await factsFor(deps, request, home, place, asking?.groups);
  const card = cardOf(copy);
  if (card === 'approval' && asking && asking.slots !== card)
    return { card, request, facts, asking: asking.slots };
  if (card) return { card, request, facts };
  const sentence = isAllClear(copy) ? allClearOf(request) : alarmOf(request);
  return { card: 'alert', request, facts, sentence, telling: copy.slot };
}

/** Its last reason may be of yesterday: only that it failed is said. */
function allClearOf(request: AccessRequest): string {
  const { trouble } = request.status === 'closed' ? request : {};
  const forMs =
    trouble && request.status === 'closed' ? request.endedAt.getTime() - trouble.first.getTime() : 0;
  return `${request.id} is closed after all, ${sayDuration(atLeastAMinute(forMs))} after it first could not be closed. Nothing is left to do.`;
}

const atLeastAMinute = (ms: number): number => Math.max(1, Math.round(ms / MINUTE_MS)) * MINUTE_MS;

/** Why it was loud, or that it is over. */
function alarmOf(request: AccessRequest): string {
  if (request.status === 'closing' && request.trouble)
    return `${request.id} could not be closed: ${request.trouble.why} It is tried again and again; please look at it yourself.`;
  const gone = 'ending' in request && request.ending.kind === 'gone' ? request.ending.why : undefined;
  return gone ?? `${request.id} is closed now.`;
}
