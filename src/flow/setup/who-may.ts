import type { Person } from '../../access/person.ts';
import { isOneOf } from '../../access/policy/group.ts';
import type { SetupApproval } from '../../access/setup/setup.ts';
import type { Deps } from '../deps.ts';
import { rolesOf, type Who } from '../step/roles.ts';

/** The admins who may answer what this person asks for: never they themselves. */
export const otherAdmins = (deps: Pick<Deps, 'policy'>, requester: string): readonly Person[] =>
  deps.policy().admins.filter(({ id }) => id !== requester);

/** What is asked for this person's setup now: an admin may do it alone only where the policy says so. */
export const approvalFor = (deps: Pick<Deps, 'policy'>, who: Who, isOwnWish: boolean): SetupApproval =>
  !isOwnWish && rolesOf(deps, who).admin && deps.policy().setup.approval === 'none' ? 'none' : 'admin';

/** Why this person cannot ask for it, whatever it is; undefined where they can. */
export function mayNotSetUp(deps: Deps, who: Who, isOwnWish: boolean): string | undefined {
  if (deps.jitSetup.off !== undefined) return deps.jitSetup.off;
  if (!isOwnWish && !rolesOf(deps, who).admin)
    return 'Only an Ajar admin puts VMs under just-in-time access. Ask for the port that you need, such as "open 22 on web-09 for 1h": where it is not kept yet, you are offered to ask an admin.';
  if (approvalFor(deps, who, isOwnWish) === 'none' || otherAdmins(deps, who.person.id).length > 0)
    return undefined;
  return isOneOf(deps.policy().admins, who.person.id)
    ? 'Another admin has to approve this, and the policy names nobody else. Add an admin to it, or let setup.approval be none.'
    : 'An admin has to approve this, and the policy names none. Ask whoever keeps the policy.';
}
