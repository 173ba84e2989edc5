import { type Person, samePerson } from '../../access/person.ts';
import { roleGroupsOf } from '../../access/policy/looked-up.ts';
import { mentionedIn } from '../../access/policy/routes.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Place } from '../../ports/place.ts';
import type { Copy } from '../../ports/store.ts';
import type { Mention } from '../../ports/user-groups.ts';
import type { Deps } from '../deps.ts';
import { onDuty, othersOf, peopleOf, toNotify } from '../step/policy-now.ts';
import { isAllClear } from './alarms.ts';
import { askingOf } from './askings.ts';
import { toPing } from './ping.ts';

/** Whom a request's card mentions in its place: who is named beside the route, and who is asked there as a whole group. */
export async function mentionsOf(
  deps: Deps,
  request: AccessRequest,
  copy: Copy,
  place: Place,
): Promise<readonly Mention[]> {
  if (place.privateTo !== undefined) return [];
  const asking = copy.card === 'approval' ? askingOf(request, copy.slot) : undefined;
  const told = copy.card === 'notice' || copy.card === 'alert' ? request.verdict.routes.tell : [];
  const named = namedAt(asking?.routes ?? told, copy);
  const { groups } = await askedWhole(deps, request, asking?.groups ?? [], place);
  const byName = mentionsBy(deps, [...new Set([...named, ...groups])]);
  return copy.card === 'alert' ? [...byName, ...(await alarmed(deps, request, copy, place))] : byName;
}

/** Who is on call now; of the end, whoever was at any telling. A port that somebody else closed pages nobody. */
async function alarmed(
  deps: Deps,
  request: AccessRequest,
  copy: Copy,
  place: Place,
): Promise<readonly Mention[]> {
  const trouble = 'trouble' in request ? request.trouble : undefined;
  if (!trouble) return [];
  return isAllClear(copy) ? (trouble.alarmed ?? []).map(byPerson) : dutyMentions(deps, place);
}

/** Everybody on call: as the whole group of this workspace of Slack that they are in, or one by one. */
export async function dutyMentions(deps: Deps, place: Place): Promise<readonly Mention[]> {
  if (place.privateTo !== undefined) return [];
  const groups = place.app === 'slack' ? roleGroupsOf(deps.policy(), 'onCall') : [];
  const whole = groups.filter((name) => isKeptBy(deps, name, place.service));
  const [people, members] = await Promise.all([onDuty(deps), peopleOf(deps, whole)]);
  const others = people.filter((person) => !members.some((member) => samePerson(member, person)));
  return [...mentionsBy(deps, whole), ...others.map(byPerson)];
}

const byPerson = ({ id, name }: Person): Mention => ({ name, person: id });

/** The groups that some routes name for the place of a copy: its slot has the conversation as the policy writes it. */
export const namedAt = (routes: readonly string[], { slot }: Pick<Copy, 'slot'>): readonly string[] =>
  slot.split(' ').flatMap((part) => (part === 'direct' ? [] : mentionedIn(routes, part)));

/** What is known of a group now; one that the policy has no more is a name. */
export const mentionsBy = (
  { policy }: Pick<Deps, 'policy'>,
  names: readonly string[],
): readonly Mention[] => {
  const { lookedUp = {} } = policy();
  return names.map((name) => {
    const source = Object.hasOwn(lookedUp, name) ? lookedUp[name] : undefined;
    return source?.kind === 'slack' ? { name, slack: { team: source.team, id: source.id } } : { name };
  });
};

/**
 * Of the groups that a card asks, those that Slack can notify as one, and who is left to be notified one by one. A group goes
 * as one only where everybody of it is to be notified here: not where somebody is quiet, or is notified in another app.
 */
export async function askedWhole(
  deps: Deps,
  request: AccessRequest,
  groups: readonly string[],
  place: Place,
): Promise<{ readonly groups: readonly string[]; readonly people: readonly Person[] }> {
  const all = (await toNotify(deps, request, groups)) ?? [];
  const candidates = place.privateTo === undefined && place.app === 'slack' ? groups : [];
  const ofHere = candidates.filter((name) => isKeptBy(deps, name, place.service));
  if (ofHere.length === 0) return { groups: [], people: all };
  const here = await toPing(deps, request.id, all, place.app);
  const members = await Promise.all(ofHere.map((name) => othersOf(deps, request, [name])));
  const isAmong = (people: readonly Person[], person: Person): boolean =>
    people.some((other) => samePerson(other, person));
  const whole = ofHere.filter((_, at) => {
    const own = members[at] ?? [];
    return own.length > 0 && own.every((person) => isAmong(here, person));
  });
  const told = whole.flatMap((name) => members[ofHere.indexOf(name)] ?? []);
  return { groups: whole, people: all.filter((person) => !isAmong(told, person)) };
}

/** Whether a group is a user group of this workspace of Slack. */
function isKeptBy({ policy }: Pick<Deps, 'policy'>, name: string, team: string): boolean {
  const { lookedUp = {} } = policy();
  const source = Object.hasOwn(lookedUp, name) ? lookedUp[name] : undefined;
  return source?.kind === 'slack' && source.team === team;
}
