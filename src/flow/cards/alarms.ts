import type { Person } from '../../access/person.ts';
import { roleGroupsOf } from '../../access/policy/looked-up.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Place } from '../../ports/chat.ts';
import type { Copy, NewCopy } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { canTell, onDuty, roleHolders } from '../step/policy-now.ts';
import { at, isUnnamed, personalPlace, slotEnd, UNNAMED } from './places.ts';

const ALL_CLEAR = 'all-clear';

/**
 * A port that cannot be closed, or that somebody else closed, is told loudly: a new message at every telling. Once it is closed
 * after all, whoever was told hears of that as loudly.
 */
export async function alarmsFor(
  deps: Deps,
  request: AccessRequest,
  requester: Place,
  told: readonly Place[],
): Promise<readonly NewCopy[]> {
  if (request.status === 'closed' && request.trouble) return allClear(await deps.store.copies(request.id));
  const when = toldAt(request);
  if (request.status !== 'closing' || when === undefined) return [];
  const places = request.trouble ? [...told, ...(await onDutyPlaces(deps))] : await orAdmins(deps, told);
  return once([requester, ...places]).map((place) => {
    const copy = at('alert', place);
    return { ...copy, slot: `${copy.slot} ${when.toISOString()}` };
  });
}

/** Where any alarm of it went, once each: below the first one where several read, anew where somebody reads alone. */
const allClear = (copies: readonly Copy[]): readonly NewCopy[] =>
  once(copies.filter(({ card, lost }) => card === 'alert' && lost === undefined).map(({ place }) => place))
    .filter((place) => !isUnnamed(place))
    .map(({ thread: _, ...place }) => at('alert', place, ALL_CLEAR));

/** Nobody is told the same in two places of theirs. */
const once = (places: readonly Place[]): readonly Place[] => {
  const known = new Map<string, Place>();
  for (const place of places) {
    const key = place.privateTo ?? slotEnd(place);
    if (!known.has(key)) known.set(key, place);
  }
  return [...known.values()];
};

export const isAllClear = ({ slot }: Pick<Copy, 'slot'>): boolean => slot.startsWith(ALL_CLEAR);

/** What was never shown and says nothing any more: a later telling, or the end of it, is told instead. */
export function isPast(request: AccessRequest, { card, slot }: Copy): boolean {
  if (card !== 'alert' || isAllClear({ slot })) return false;
  if (request.status === 'closed') return request.trouble !== undefined;
  const when = toldAt(request);
  return when !== undefined && !slot.includes(when.toISOString());
}

/** Who must hear at once of something wrong with an access: whoever is told of it; a rule that names nobody leaves it to the admins. */
export const orAdmins = async (deps: Deps, told: readonly Place[]): Promise<readonly Place[]> =>
  told.some((place) => !isUnnamed(place)) ? told : [...told, ...(await adminPlaces(deps))];

/** The admins in private: whoever else should know, they must. Who cannot be named now is found out later. */
export const adminPlaces = async (deps: Deps): Promise<readonly Place[]> => [
  ...(await roleHolders(deps, 'admins')).map((person) => personalPlace('', person.id)),
  ...((await canNameAdmins(deps)) ? [] : [UNNAMED]),
];

/** On-call in private, wherever else it is told: a mention reaches only who is there. Who cannot be named now is found out later. */
export const onDutyPlaces = async (deps: Deps): Promise<readonly Place[]> => [
  ...(await onDuty(deps)).map((person) => personalPlace('', person.id)),
  ...((await canNameDuty(deps)) ? [] : [UNNAMED]),
];

const canNameOnCall = (deps: Deps): Promise<boolean> => canTell(deps, roleGroupsOf(deps.policy(), 'onCall'));

const canNameAdmins = (deps: Deps): Promise<boolean> => canTell(deps, roleGroupsOf(deps.policy(), 'admins'));

/** The admins; undefined while the directory cannot say who they are. */
export const adminsOnceNamed = async (deps: Deps): Promise<readonly Person[] | undefined> =>
  (await canNameAdmins(deps)) ? roleHolders(deps, 'admins') : undefined;

/** The admins stand in where nobody is on call. */
const canNameDuty = async (deps: Deps): Promise<boolean> =>
  (await canNameOnCall(deps)) &&
  ((await roleHolders(deps, 'onCall')).length > 0 || (await canNameAdmins(deps)));

/** Those whom an alarm could not name: on duty, of the rule where it tells in private, and the admins where it tells nobody. Undefined while nobody can. */
export async function peopleOfAlarm(
  deps: Deps,
  { verdict }: AccessRequest,
  whoHasSay: () => Promise<readonly Person[] | undefined>,
): Promise<readonly Person[] | undefined> {
  const { tell } = verdict.routes;
  const concernsAdmins = tell.length === 0;
  if (!(await canNameDuty(deps)) || (concernsAdmins && !(await canNameAdmins(deps)))) return undefined;
  const own = tell.includes('direct') ? await whoHasSay() : [];
  const admins = concernsAdmins ? await roleHolders(deps, 'admins') : [];
  return own && [...own, ...(await onDuty(deps)), ...admins];
}

function toldAt(request: AccessRequest): Date | undefined {
  if (request.status !== 'closing') return undefined;
  return request.trouble?.toldAt ?? (request.ending.kind === 'gone' ? request.since : undefined);
}
