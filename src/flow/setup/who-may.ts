import type { Person } from '../../access/person.ts';
import type { SetupApproval } from '../../access/setup/setup.ts';
import type { Deps } from '../deps.ts';
import { roleHolders } from '../step/policy-now.ts';
import { rolesOf, type Who } from '../step/roles.ts';

/** The admins who may answer what this person asks for: never they themselves. */
export const otherAdmins = async (deps: Deps, requester: string): Promise<readonly Person[]> =>
  (await roleHolders(deps, 'admins')).filter(({ id }) => id !== requester);

/** What is asked for this person's setup now: an admin may do it alone only where the policy says so. */
export async function approvalFor(deps: Deps, who: Who, isOwnWish: boolean): Promise<SetupApproval> {
  if (isOwnWish || deps.policy().setup.approval !== 'none') return 'admin';
  const { admin, unsure } = await rolesOf(deps, who);
  return admin && unsure === undefined ? 'none' : 'admin';
}

/** Why this person cannot ask for it, whatever it is; undefined where they can. */
export async function mayNotSetUp(deps: Deps, who: Who, isOwnWish: boolean): Promise<string | undefined> {
  if (deps.jitSetup.off !== undefined) return deps.jitSetup.off;
  const { admin, unsure } = await rolesOf(deps, who);
  if (!isOwnWish && !admin)
    return (
      unsure ??
      'Only an Ajar admin puts VMs under just-in-time access. Ask for the port that you need, such as "open 22 on web-09 for 1h": where it is not kept yet, you are offered to ask an admin.'
    );
  if ((await approvalFor(deps, who, isOwnWish)) === 'none') return undefined;
  if ((await otherAdmins(deps, who.person.id)).length > 0) return undefined;
  return admin
    ? 'Another admin has to approve this, and the policy names nobody else. Add an admin to it, or let setup.approval be none.'
    : 'An admin has to approve this, and the policy names none. Ask whoever keeps the policy.';
}
