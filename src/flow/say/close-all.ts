import type { AccessRequest, Status } from '../../access/request.ts';
import { isCalled } from '../../access/vm.ts';
import type { Click, Said } from '../../ports/chat.ts';
import type { Stored } from '../../ports/store.ts';
import { answer, refuse, replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { MOST_HELD } from '../most-held.ts';
import { advance } from '../step/advance.ts';
import { rolesOf } from '../step/roles.ts';
import { stepOf } from '../step/step-of.ts';
import { mentioned } from './mentioned.ts';
import { type Outcome, refused } from './outcome.ts';
import { askBack, type DeedOf } from './question.ts';
import type { Spoken } from './verbs.ts';

/** As many as can be read before a button is pressed. */
const NAMED = 20;
const CLOSABLE: readonly Status[] = ['opening', 'open'];
const NOT_YOURS = 'Only admins and on-call can close what others have open.';

/** "close everything on vm-prod-01", "close everything for Riley": asked back once, then all of it is closed. */
export async function closeAll(deps: Deps, said: Said, sentence: Spoken<'closeAll'>): Promise<void> {
  const roles = await rolesOf(deps, said);
  if (!roles.admin && !roles.onCall) return refuse(deps, said, NOT_YOURS);
  const live = await deps.store.list({ statuses: CLOSABLE, limit: MOST_HELD });
  const found = await meant(deps, said, live, sentence);
  if ('refused' in found) return refuse(deps, said, found.refused);
  const { what, requests } = found;
  if (requests.length === 0) return answer(deps, said.place, `Ajar has nothing open ${what}.`);
  const choice = { title: requests.length === 1 ? 'Close it now' : `Close all ${requests.length} now` };
  const question = `${requests.length === 1 ? 'One access is' : `${requests.length} accesses are`} open ${what}: ${namesOf(requests)}. What waits for approval or for its start stays.`;
  const card = await askBack(deps, said, question, choice, {
    verb: 'closeAll',
    requests: requests.map(({ id }) => id),
    ...(sentence.justification ? { why: sentence.justification } : {}),
  });
  await replyPrivately(deps, said, card);
}

/** The button of that question: roles are looked up again, and each request is closed by a step of its own. */
export async function closeListed(
  deps: Deps,
  clicked: Click,
  { requests: ids, why: reason }: DeedOf<'closeAll'>,
): Promise<Outcome> {
  const roles = await rolesOf(deps, clicked);
  if (!roles.admin && !roles.onCall) return refused(NOT_YOURS);
  const failed: string[] = [];
  for (const id of ids) {
    const why = await closeOne(deps, clicked, id, reason);
    if (why !== undefined) failed.push(why);
  }
  const closing = ids.length - failed.length;
  const sentence = [
    ids.length === 1 && closing === 1
      ? 'Closing it. Its card says so when it is proven shut.'
      : `Closing ${closing} of ${ids.length}. Each says so when it is proven shut.`,
    ...failed,
  ].join(' ');
  return { sentence, refused: false, card: { card: 'answer', sentence } };
}

/** Why it is not being closed, if so; one that fails must not keep the others open (HOLES H8). */
async function closeOne(
  deps: Deps,
  clicked: Click,
  id: string,
  reason: string | undefined,
): Promise<string | undefined> {
  const wanted = { step: 'close', by: clicked, ...(reason ? { why: reason } : {}) } as const;
  try {
    const outcome = await advance(deps, id, stepOf(deps, wanted), { app: clicked.place.app });
    return 'refused' in outcome && !isOver(outcome.stored?.request) ? outcome.refused : undefined;
  } catch (error) {
    deps.log.error({ request: id, error }, 'one of several could not be closed');
    return `${id} could not be closed: write "close ${id}" again.`;
  }
}

function namesOf(requests: readonly AccessRequest[]): string {
  const names = requests.slice(0, NAMED).map(({ id, requester }) => `${id} of ${requester.name}`);
  const more = requests.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Somebody else was faster: what is wanted is under way or done. */
const isOver = (request: AccessRequest | undefined): boolean =>
  request !== undefined && !CLOSABLE.includes(request.status);

type Meant =
  | { readonly what: string; readonly requests: readonly AccessRequest[] }
  | { readonly refused: string };

async function meant(
  deps: Deps,
  said: Said,
  live: readonly Stored[],
  { vm, person, mentioned: isMention }: Spoken<'closeAll'>,
): Promise<Meant> {
  const requests = live.map(({ request }) => request);
  if (vm !== undefined) {
    const on = requests.filter(({ grants }) => grants.some((grant) => isCalled(grant.vm, vm)));
    return { what: `on ${vm}`, requests: on };
  }
  const whose = isMention ? await mentioned(deps, said, person ?? '') : undefined;
  if (whose && 'refused' in whose) return whose;
  const wanted = whose?.person.id ?? (person ?? '').toLowerCase();
  const fitting = requests.filter(
    ({ requester }) => requester.id === wanted || isNamed(requester.name, wanted),
  );
  const people = new Map(fitting.map(({ requester }) => [requester.id, requester.name]));
  if (people.size > 1) {
    const which = [...people].map(([id, name]) => `"close everything for ${id}" (${name})`).join(' or ');
    return { refused: `Several people are called ${person}: write ${which}.` };
  }
  const [name = `anybody called ${person}`] = people.values();
  return { what: `for ${name}`, requests: fitting };
}

/** A name only finds: what is closed is listed and asked back first. */
const isNamed = (name: string, wanted: string): boolean =>
  name.toLowerCase() === wanted || name.toLowerCase().split(' ').includes(wanted);
