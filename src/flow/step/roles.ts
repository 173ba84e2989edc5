import { isGuest } from '../../access/policy/guests.ts';
import { isAdmin, isAuditor, isOnCall, seesAll } from '../../access/policy/policy.ts';
import type { Said } from '../../ports/chat.ts';
import { isNotedGuest } from './guests.ts';
import { type Needs, policyForRoles } from './policy-now.ts';

/** Somebody, and whether it is proven well enough who they are. */
export type Who = Pick<Said, 'person' | 'askOnly'>;

/** What somebody may beside what is their own. */
export interface Roles {
  readonly admin: boolean;
  readonly auditor: boolean;
  readonly onCall: boolean;
  /** Sees what everybody has, and the audit log. */
  readonly seesAll: boolean;
  /** Why it cannot be told just now whether they are in the directory still: what they have is for looking and for ending alone. */
  readonly unsure?: string;
}

const NONE: Roles = { admin: false, auditor: false, onCall: false, seesAll: false };

/**
 * The roles that the policy gives somebody now: none to those who are known by an address alone (HOLES H3). While a directory
 * cannot say, only those count that the file itself lists.
 */
export async function rolesOf(deps: Needs, { person, askOnly }: Who): Promise<Roles> {
  if (askOnly) return NONE;
  const now = await policyForRoles(deps, person.id);
  const isNobody =
    'refused' in now ? now.gone || (await isNotedGuest(deps, person.id)) : isGuest(now, person.id);
  if (isNobody) return NONE;
  const policy = 'refused' in now ? deps.policy() : now;
  return {
    admin: isAdmin(policy, person.id),
    auditor: isAuditor(policy, person.id),
    onCall: isOnCall(policy, person.id),
    seesAll: seesAll(policy, person.id),
    ...('refused' in now ? { unsure: now.refused } : {}),
  };
}

const HOW = 'write "link" to Ajar in Teams, which answers what to write here';

/** Why somebody who may only ask cannot do something: `approve aj-…`. */
export const onlyAsks = (what: string, askOnly: Said['askOnly']): string =>
  askOnly === 'guest'
    ? `Guests of the organisation cannot ${what}; somebody of its own has to.`
    : linkFirst(what);

const linkFirst = (what: string): string => `To ${what}, link your account first: ${HOW}.`;

/** What those who are known by an address alone should know before they try. */
export const NOT_LINKED = `Ajar knows you here by your address, which is enough to ask and to end what is yours. To do more, link your account: ${HOW}.`;
