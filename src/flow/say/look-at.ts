import { type AccessRequest, isOf } from '../../access/request.ts';
import type { Deps } from '../deps.ts';
import { entitle } from '../step/entitle.ts';
import { rolesOf, type Who } from '../step/roles.ts';

/** Whether somebody may look at a request: it is their own, they may answer it, or they see everybody's. */
export async function lookAt(
  deps: Deps,
  who: Who,
  request: AccessRequest,
): Promise<{ readonly own: boolean; readonly seesAll: boolean } | { readonly refused: string }> {
  const by = await entitle(deps, who, request);
  if ('refused' in by) return by;
  const own = isOf(request, who.person);
  const { seesAll } = await rolesOf(deps, who);
  if (own || by.groups.length > 0 || seesAll) return { own, seesAll };
  return { refused: `${request.id} is somebody else's. Auditors, on-call and admins can look at it.` };
}
