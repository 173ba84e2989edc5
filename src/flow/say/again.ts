import { samePerson } from '../../access/person.ts';
import { formatPort } from '../../access/port.ts';
import { isNow } from '../../access/refusals.ts';
import { type AccessRequest, isEnded } from '../../access/request.ts';
import type { Click, Said } from '../../ports/chat.ts';
import type { Stored } from '../../ports/store.ts';
import { refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { ask } from './ask.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Spoken } from './verbs.ts';

/** How many earlier requests "the usual" is found among. */
const LOOKED_BACK = 100;

/** "again aj-…", "the usual": the same wish once more, judged and approved like any other. */
export async function again(deps: Deps, said: Said, sentence: Spoken<'again'>): Promise<void> {
  const before = await deps.store.list({ requester: said.person.id, limit: LOOKED_BACK });
  const all = before.map(({ request }) => request);
  // Whoever asked by an address alone may have been somebody else (HOLES H3).
  const own = said.askOnly ? all : all.filter(({ byAddress }) => !byAddress);
  const meant = sentence.id === undefined ? usual(own) : await named(deps, said, sentence.id);
  if (meant) return ask(deps, said, wishOf(meant));
  const why =
    sentence.id === undefined
      ? 'You have asked for nothing before, so there is no usual yet.'
      : `I know no request ${sentence.id} of yours.`;
  return refuse(deps, said, why, { hint: 'open 3389 on vm-prod-01 for 2h from 203.0.113.7' });
}

/** "Ask again" on a card: its requester's own, and judged like any other wish. */
export async function repeatByClick(deps: Deps, clicked: Click, { request, home }: Stored): Promise<Outcome> {
  if (!samePerson(request.requester, clicked.person))
    return refused(`${request.id} is somebody else's: who needs the access asks for it.`, request);
  if (!isEnded(request))
    return refused(`${request.id} ${isNow(request)}, so there is nothing to repeat.`, request);
  const own = await deps.store.list({
    requester: clicked.person.id,
    statuses: ['pending'],
    limit: LOOKED_BACK,
  });
  const waits = own.find((other) => keyOf(other.request) === keyOf(request));
  if (waits)
    return refused(`You have asked for the same already, as ${waits.request.id}, which waits for approval.`);
  await ask(deps, { ...clicked, place: home.place }, wishOf(request));
  // What came of it is saved with the delivery; a question that is asked back is not.
  return (
    (await deps.store.answered(clicked.key)) ?? {
      sentence: 'Something is missing: see below.',
      refused: false,
    }
  );
}

async function named(deps: Deps, said: Said, id: string): Promise<AccessRequest | undefined> {
  const stored = await deps.store.find(id);
  return stored && samePerson(stored.request.requester, said.person) ? stored.request : undefined;
}

/** What was asked for most often, by VMs and ports; of those the newest. Extensions are no wish of their own. */
function usual(newestFirst: readonly AccessRequest[]): AccessRequest | undefined {
  const wishes = newestFirst.filter(({ continues }) => continues === undefined);
  const counts = new Map<string, number>();
  for (const wish of wishes) counts.set(keyOf(wish), (counts.get(keyOf(wish)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return wishes.find((wish) => counts.get(keyOf(wish)) === most);
}

const keyOf = ({ grants, dropped = [] }: AccessRequest): string =>
  [...new Set([...grants, ...dropped].map(({ vm, port }) => `${vm.id} ${formatPort(port)}`))]
    .sort()
    .join(' ');

/** All that was asked for, whatever approvers let be of it. */
export function wishOf(request: AccessRequest): Spoken<'open'> {
  const { durationMs, shortened, justification, ticket } = request;
  const grants = [...request.grants, ...(request.dropped ?? [])];
  const vms = [...new Map(grants.map(({ vm }) => [vm.id, vm])).values()];
  const ports = new Map(grants.map(({ port }) => [`${port.number}/${port.protocol}`, port]));
  return {
    verb: 'open',
    vms: vms.map(({ name }) => name),
    ids: vms.map(({ id }) => id),
    ports: [...ports.values()],
    sources: [...new Set(grants.map(({ source }) => source))],
    networks: [],
    durationMs: shortened?.askedMs ?? durationMs,
    ...(justification === undefined ? {} : { justification }),
    ...(ticket === undefined ? {} : { ticket }),
  };
}
