import { type AuditEvent, PERSONAL_FIELDS, type PersonalField } from '../access/audit-event.ts';
import type { Person } from '../access/person.ts';
import { DAY_MS } from '../access/unit-ms.ts';
import type { Clock } from '../ports/clock.ts';
import type { Erasure, LogLine, Store } from '../ports/store.ts';
import { bare, installationOf } from './checkpoints.ts';
import { type ErasedValues, writeErasure } from './erasure-statement.ts';
import { eventFromBytes } from './event-bytes.ts';
import type { Signer } from './keys.ts';
import { type Kept, keptIn } from './standing-in.ts';
import { conversationsIn, namesIn, teller, textsIn } from './traces-of.ts';

export interface EraseDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly signer?: Signer | undefined;
  /** The hash of the policy in force. */
  readonly policy: () => string;
}

/** What would go of somebody, or why it cannot. */
export type Planned = { readonly plan: ErasePlan } | { readonly refused: string };

export interface ErasePlan extends Erasure {
  /** Ended requests and records in which they stand, and messages of before. */
  readonly ids: readonly string[];
  /** Lines about them that were written before values stood beside them: those keep theirs. */
  readonly older: number;
  /** How much else is kept that mentions them. */
  readonly remembered: number;
}

/** The least that is kept of everything: who looks into an incident needs the weeks before it. */
export const LEAST_DAYS = 30;

/** Looks through all that is kept for somebody; `places` are conversations that are known to be theirs alone. */
export async function planErase(
  { store, clock }: Pick<EraseDeps, 'store' | 'clock'>,
  id: string,
  places: readonly string[] = [],
): Promise<Planned> {
  const kept = await keptIn(store);
  const theirs = await lookedThrough(store, kept, id);
  const tells = teller({ id, names: theirs.names });
  const standing = kept.filter(({ value }) => textsIn(value).some(tells));
  const open = standing.filter(
    ({ isOpen, value }) => isOpen && textsIn(value).some((text) => text.includes(id)),
  );
  if (open.length > 0) return { refused: sayOpen(open) };
  const { lines, older, newest } = await linesOf(store, { ...theirs, id, tells });
  const from = newest && new Date(newest.getTime() + LEAST_DAYS * DAY_MS);
  if (from && from > clock.now()) return { refused: sayYoung(from) };
  const own = kept.flatMap(({ value }) => conversationsIn(value, id));
  const mentions = [id, ...new Set([...own, ...places].filter((place) => place.length >= SHORTEST))];
  const ids = standing.filter(({ isOpen }) => !isOpen).map((each) => each.id);
  return { plan: { lines, mentions, ids, older, remembered: await store.mentioned(mentions) } };
}

const SHORTEST = 6;

const sayOpen = (open: readonly Kept[]): string =>
  `They have a part in what has not ended: ${open.map(({ id }) => id).join(', ')}. End that first, or wait for its end.`;

const sayYoung = (from: Date): string =>
  `The last ${LEAST_DAYS} days are kept, for whoever looks into an incident, and they are in them: erase from ${from.toISOString()} on.`;

interface Theirs {
  readonly names: ReadonlySet<string>;
  /** Requests and setups that were for them. */
  readonly own: ReadonlySet<string>;
}

const ASKING: readonly AuditEvent['kind'][] = ['asked', 'brokeGlass', 'setupAsked'];

/** By the log and by what is kept: who asks for somebody else stands in the log alone. */
async function lookedThrough(store: Store, kept: readonly Kept[], id: string): Promise<Theirs> {
  const names = new Set(kept.flatMap(({ value }) => namesIn(value, id)));
  const own = new Set<string>();
  for await (const { event } of readLog(store)) {
    if (event.actor.id !== id) continue;
    names.add(event.actor.name);
    if (event.request !== undefined && ASKING.includes(event.kind)) own.add(event.request);
  }
  for (const { id: request, requester } of kept) {
    if (requester === id) own.add(request);
    else if (requester !== undefined) own.delete(request);
  }
  return { names, own };
}

async function* readLog(
  store: Store,
): AsyncGenerator<{ readonly line: LogLine; readonly event: AuditEvent }> {
  for await (const line of store.log()) yield { line, event: eventFromBytes(line.bytes, line.beside) };
}

interface Found {
  readonly lines: Erasure['lines'];
  readonly older: number;
  /** When the last of what goes happened. */
  readonly newest: Date | undefined;
}

async function linesOf(
  store: Store,
  { id, own, tells }: Theirs & { readonly id: string; readonly tells: (text: string) => boolean },
): Promise<Found> {
  const lines: { readonly seq: number; readonly fields: readonly PersonalField[] }[] = [];
  let older = 0;
  let newest: Date | undefined;
  for await (const { line, event } of readLog(store)) {
    const theirs = fieldsOf(event, id, own, tells);
    const fields = theirs.filter((field) => line.beside?.[field] !== undefined);
    if (fields.length > 0) lines.push({ seq: line.seq, fields });
    else if (theirs.length > 0 && !line.bytes.startsWith('{"v":')) older += 1;
    if (fields.length > 0 && event.at > (newest ?? 0)) newest = event.at;
  }
  return { lines, older, newest };
}

/** Of what somebody else did for them their own part goes, and who did it stays; where they did it for somebody else, likewise. */
function fieldsOf(
  { actor, request, detail }: AuditEvent,
  id: string,
  own: ReadonlySet<string>,
  tells: (text: string) => boolean,
): readonly PersonalField[] {
  const isActor = actor.id === id;
  const isOwn = request !== undefined && own.has(request);
  return [
    ...(isActor ? ['actor' as const] : []),
    ...(isOwn || (isActor && request === undefined) ? ['sources' as const] : []),
    ...(isActor || isOwn || tells(detail) ? ['detail' as const] : []),
  ];
}

/**
 * Carries the plan out: the values with the event that says of which lines, then what is ended, then the disk. Broken off in
 * between, the rest is found again. Answers what is left to do by hand, as a sentence.
 */
export async function erase(deps: EraseDeps, plan: ErasePlan, admin: Person): Promise<string | undefined> {
  const { store, clock, signer, policy } = deps;
  const at = clock.now();
  const installation = await installationOf(store, at);
  const statement = writeErasure({ installation, at, values: valuesOf(plan) }, signer);
  const detail = `Personal values beside ${plan.lines.length} events were erased, and ${plan.ids.length} ended requests and messages: ${statement}`;
  await store.erase(plan, { ...bare(at, policy()), kind: 'erased', actor: admin, detail });
  for (const id of plan.ids) await store.drop(id);
  await store.seal();
  return store.wipe();
}

const valuesOf = ({ lines }: Erasure): ErasedValues =>
  Object.fromEntries(
    PERSONAL_FIELDS.map((field) => [
      field,
      lines.filter(({ fields }) => fields.includes(field)).map(({ seq }) => seq),
    ]),
  );
