import { AJAR, type Person } from '../../access/person.ts';
import { type Role, roleGroupsOf } from '../../access/policy/looked-up.ts';
import { conversationsOf } from '../../access/policy/routes.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { AccessReview } from '../../access/review/review.ts';
import type { Verdict } from '../../access/verdict.ts';
import type { Place } from '../../ports/place.ts';
import type { Copy, NewCopy, StoredRecord } from '../../ports/store.ts';
import type { Mention } from '../../ports/user-groups.ts';
import { mentionsBy, namedAt } from '../cards/mentions.ts';
import { at, named, personalPlace, UNNAMED } from '../cards/places.ts';
import type { Deps } from '../deps.ts';
import { canTell, peopleOf, roleHolders } from '../step/policy-now.ts';

/** Who is told at once that somebody broke the glass. */
export interface Told {
  readonly people: readonly Person[];
  /** Conversations, as routes name them. */
  readonly routes: readonly string[];
}

/** Everybody whom the rules would have asked, who looks at it afterwards, on-call and the admins; and where the rules tell. */
export async function toldOf(deps: Deps, verdict: Verdict, requester: Person): Promise<Told> {
  const found = await Promise.all([
    peopleOf(deps, groupsTold(deps, verdict)),
    roleHolders(deps, 'onCall'),
    roleHolders(deps, 'admins'),
  ]);
  const people = new Map(found.flat().map((person) => [person.id, person]));
  people.delete(requester.id);
  return { people: [...people.values()], routes: conversationsOf(routesOf(deps, verdict)) };
}

/** The groups of those whom the rules would have asked, and of who looks at it afterwards. */
function groupsTold(deps: Deps, verdict: Verdict): readonly string[] {
  const rules = deps.policy().rules.filter(({ id }) => verdict.rules.includes(id));
  return [
    ...new Set([
      ...rules.flatMap(({ approvals }) => approvals.map(({ group }) => group)),
      ...(verdict.review ? [verdict.review.group] : []),
    ]),
  ];
}

/** Whether the directory can say just now who everybody is that is told. */
function canName(deps: Deps, verdict: Verdict): Promise<boolean> {
  const policy = deps.policy();
  const roles = (['onCall', 'admins'] as const).flatMap((role) => roleGroupsOf(policy, role));
  return canTell(deps, [...groupsTold(deps, verdict), ...roles]);
}

/** Those whom the first message could not name; undefined while nobody can, none once somebody has looked at it. */
export async function peopleOfReview(
  deps: Deps,
  { body }: StoredRecord<'review'>,
): Promise<readonly Person[] | undefined> {
  const stored = await deps.store.find(body.request);
  if (!stored || body.status === 'reviewed') return [];
  const { verdict, requester } = stored.request;
  return (await canName(deps, verdict)) ? (await toldOf(deps, verdict, requester)).people : undefined;
}

/** Where the rules tell, and where everything is told, with whom they mention there. */
export const routesOf = (deps: Deps, { routes }: Verdict): readonly string[] => [
  ...new Set([...deps.policy().defaults.routes.tell, ...routes.tell].filter((route) => route !== 'direct')),
];

/** A card in each of their places. */
export async function reviewCopies(
  deps: Deps,
  { verdict, requester }: AccessRequest,
): Promise<readonly NewCopy[]> {
  const [{ people, routes }, canNameAll] = await Promise.all([
    toldOf(deps, verdict, requester),
    canName(deps, verdict),
  ]);
  const places = [...routes.map(named), ...people.map(({ id }) => personalPlace('', id))];
  return [...places, ...(canNameAll ? [] : [UNNAMED])].map(copyAt);
}

/** A review that is late is a new message, at every report, to on-call and the admins. */
export async function lateCopies(deps: Deps, review: AccessReview, now: Date): Promise<readonly NewCopy[]> {
  const stored = await deps.store.find(review.request);
  const routes = stored ? routesOf(deps, stored.request.verdict) : [];
  const copies = await awayCopies(deps, ['onCall', 'admins'], routes, review.requester);
  return copies.map((copy) => ({ ...copy, slot: `late ${now.toISOString()} ${copy.slot}` }));
}

/** In the conversations where everything is told, in these, and to whoever has one of these roles. */
export async function awayCopies(
  deps: Deps,
  roles: readonly Role[],
  more: readonly string[] = [],
  except: Person = AJAR,
): Promise<readonly NewCopy[]> {
  const people = (await Promise.all(roles.map((role) => roleHolders(deps, role)))).flat();
  const others = [...new Set(people.map(({ id }) => id))].filter((id) => id !== except.id);
  const routes = [...new Set([...told(deps), ...more])];
  return [...conversationsOf(routes).map(named), ...others.map((id) => personalPlace('', id))].map(copyAt);
}

const told = (deps: Deps): readonly string[] =>
  deps.policy().defaults.routes.tell.filter((route) => route !== 'direct');

const copyAt = (place: Place): NewCopy => at('review', place);

/** A break-glass that was just told, or is told again as it is late, mentions whom the rules name there. */
export async function reviewMentions(
  deps: Deps,
  { body }: StoredRecord<'review'>,
  copy: Copy,
): Promise<readonly Mention[]> {
  const stored = await deps.store.find(body.request);
  if (!stored || body.status === 'reviewed') return [];
  return mentionsBy(deps, namedAt(routesOf(deps, stored.request.verdict), copy));
}
