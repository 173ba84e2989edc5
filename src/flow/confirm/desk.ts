import { saySource } from '../../access/address.ts';
import { sayDuration } from '../../access/duration.ts';
import { type Grant, sourcesOf, vmsOf } from '../../access/grant.ts';
import { formatPort } from '../../access/port.ts';
import type { AccessRequest } from '../../access/request.ts';
import { sayInstant } from '../../access/wall-time.ts';
import type { Taken } from '../../ports/address-desk.ts';
import type { ApprovalDesk, ApprovalView } from '../../ports/approval-desk.ts';
import { recordRefusal } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { createDesk } from '../once.ts';
import { advance } from '../step/advance.ts';
import { keptOf, sentenceOf, stepOf } from '../step/step-of.ts';
import { keyOf, type Waiting } from './ask-to-confirm.ts';

const GONE = 'This approval is too old, or done already. Press Approve in the chat again.';
const NOT_YOURS = 'You signed in as somebody else than the one who pressed Approve, so nothing was approved.';

/** What the page behind the sign-in may ask of the flow. */
export function createApprovalDesk(deps: Deps): ApprovalDesk {
  const presses = createDesk<Taken>(({ done }) => done);
  return {
    async find(secret) {
      const found = await deps.links?.find('approval', secret);
      return found && !found.used && (await recall(deps, found.about)) ? found.about : undefined;
    },
    open: async (secret) => (await deps.links?.use('approval', secret)) ?? false,
    look: (waiting, person) => look(deps, waiting, person),
    approve: (waiting, person) => presses.once(`${waiting} ${person}`, () => approve(deps, waiting, person)),
    async turnedAway(waiting, why) {
      const known = await recall(deps, waiting);
      if (known) await note(deps, waiting, known, why);
    },
  };
}

const recall = async (deps: Deps, id: string): Promise<Waiting | undefined> =>
  (await deps.store.recall(keyOf(id), deps.clock.now())) as Waiting | undefined;

const deliveryOf = (waiting: string): string => `approval/${waiting}`;

/** A refusal is a line in the log, under the name of whoever pressed in the chat. */
async function note(deps: Deps, id: string, { person, app, request }: Waiting, why: string): Promise<void> {
  const stored = await deps.store.find(request);
  const place = { app, service: app, conversation: app };
  const about = stored ? { request: stored.request } : {};
  await recordRefusal(deps, { key: `${deliveryOf(id)}/${deps.newId()}`, person, place }, why, about);
}

/** Exactly what is approved, as it is in the store now; what has changed since the click is refused. */
async function look(
  deps: Deps,
  id: string,
  person: string,
): Promise<ApprovalView | { readonly refused: string }> {
  const waiting = await recall(deps, id);
  const stored = waiting && (await deps.store.find(waiting.request));
  if (!waiting || !stored) return { refused: GONE };
  if (waiting.person.id !== person) return refuse(deps, id, waiting, NOT_YOURS);
  const { request } = stored;
  if (request.status !== 'pending' || request.terms !== waiting.terms)
    return refuse(deps, id, waiting, changed(request));
  const kept = waiting.only && keptOf(request, waiting.only);
  if (kept && 'refused' in kept) return refuse(deps, id, waiting, kept.refused);
  const grants = request.grants.filter(({ key }) => kept?.includes(key) ?? true);
  return { id: request.id, terms: request.terms, facts: factsOf(deps, request, grants, waiting) };
}

const changed = ({ id }: AccessRequest): string =>
  `${id} has changed since you pressed Approve. Look at its card as it is now.`;

async function refuse(deps: Deps, id: string, waiting: Waiting, why: string) {
  await note(deps, id, waiting, why);
  return { refused: why };
}

function factsOf(
  deps: Deps,
  request: AccessRequest,
  grants: readonly Grant[],
  { durationMs }: Waiting,
): ApprovalView['facts'] {
  const { requester, askedBy, justification, ticket, startsAt, notAfter } = request;
  const ports = [...new Set(grants.map(({ opens, vm }) => `${formatPort(opens)} on ${vm.name}`))];
  const at = (instant: Date): string => sayInstant(instant, deps.zone);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Request', `${request.id}, terms ${request.terms}`],
    ['For', requester.name],
    ['Asked by', askedBy?.name],
    ['Opens', ports.join(', ')],
    [
      'VM',
      vmsOf(grants)
        .map(({ id }) => id)
        .join(', '),
    ],
    ['From', sourcesOf(grants).map(saySource).join(', ')],
    ['For how long', sayDuration(Math.min(durationMs ?? request.durationMs, request.durationMs))],
    ['Starts', startsAt && at(startsAt)],
    ['Not after', notAfter && at(notAfter)],
    ['Reason', justification ?? 'none given'],
    ['Ticket', ticket],
  ];
  return facts.flatMap(([label, text]) => (text === undefined ? [] : [{ label, text }]));
}

/** The approval itself, through the same table and the same look-ups as a click. */
async function approve(deps: Deps, id: string, person: string): Promise<Taken> {
  const waiting = await recall(deps, id);
  if (!waiting) return { done: false, sentence: GONE };
  if (waiting.person.id !== person) return no(await refuse(deps, id, waiting, NOT_YOURS));
  const before = await answered(deps, id, waiting);
  if (before) return before;
  const { request, terms, durationMs, only, app } = waiting;
  const wanted = {
    ...({ step: 'approve', by: { person: waiting.person }, terms, confirmed: true } as const),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(only === undefined ? {} : { only }),
  };
  const answer = (saved: AccessRequest): string => sentenceOf('approve', saved);
  const outcome = await advance(deps, request, stepOf(deps, wanted), { app, key: deliveryOf(id), answer });
  // Saved by this press, or by the same one at another process.
  const told = await answered(deps, id, waiting);
  return told ?? no(await refuse(deps, id, waiting, 'refused' in outcome ? outcome.refused : GONE));
}

/** What this press came to before. What the policy did not let be any more lapsed by it: that is no approval. */
async function answered(deps: Deps, id: string, { request }: Waiting): Promise<Taken | undefined> {
  const told = await deps.store.answered(deliveryOf(id));
  if (!told) return undefined;
  const stored = await deps.store.find(request);
  return { done: stored !== undefined && stored.request.status !== 'lapsed', sentence: told.sentence };
}

const no = ({ refused }: { readonly refused: string }): Taken => ({ done: false, sentence: refused });
