import { ArmError } from '../wire/answer.ts';
import type { Principal } from './token.ts';

/** What the caller may do, in the words of a role; `*` stands for any run of characters, without case. */
export interface Permissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/** True when the role has the action. */
export function allows(role: Permissions, action: string): boolean {
  return role.actions.some((p) => covers(p, action)) && !role.notActions.some((p) => covers(p, action));
}

function covers(pattern: string, action: string): boolean {
  const [head = '', ...rest] = pattern.toLowerCase().split('*');
  let left = action.toLowerCase();
  if (!left.startsWith(head)) return false;
  left = left.slice(head.length);
  for (const [index, piece] of rest.entries()) {
    const at = index === rest.length - 1 ? left.length - piece.length : left.indexOf(piece);
    if (at < 0 || !left.startsWith(piece, at)) return false;
    left = left.slice(at + piece.length);
  }
  return left === '';
}

/** ARM's refusal, which names the action. */
export function notAuthorized(who: Principal, action: string, scope: string): ArmError {
  return new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${who.clientId}' with object id '${who.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
