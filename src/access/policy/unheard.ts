import { watchRoutes } from './mode.ts';
import type { Policy } from './policy.ts';

/**
 * Who does not hear of what on-call is told, as a sentence; undefined where somebody is on call or a conversation is told.
 * `nobody`: not even the admins hear of it.
 */
export function unheard(
  policy: Pick<Policy, 'onCall' | 'admins' | 'roleGroups' | 'mode' | 'defaults'>,
): { readonly sentence: string; readonly nobody: boolean } | undefined {
  const { onCall, admins, roleGroups = {} } = policy;
  if (onCall.length > 0 || (roleGroups.onCall ?? []).length > 0 || watchRoutes(policy).length > 0)
    return undefined;
  const nobody = admins.length === 0 && (roleGroups.admins ?? []).length === 0;
  const whom = nobody ? 'to nobody, as there are no admins either' : 'to the admins alone, in private';
  return {
    nobody,
    sentence: `Nobody is on call and no conversation is told: what cannot be closed, a clockwork that stands still and a copy of the audit log that is behind are told ${whom}.`,
  };
}
