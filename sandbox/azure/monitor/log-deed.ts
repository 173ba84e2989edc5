import { randomUUID } from 'node:crypto';
import { nowMs, type World } from '../cloud/world.ts';
import { type Actor, DEFENDER, type Progress } from './activity-log.ts';

/** What somebody did past the API. */
interface PastDeed {
  readonly actor: Actor;
  readonly action: string;
  readonly resource: string;
  readonly correlation?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Notes a deed that is done, as of now. */
export function logDeed(
  world: Pick<World, 'activity' | 'clock'>,
  { actor, action, resource, correlation, properties }: PastDeed,
  status: Progress = 'Succeeded',
): void {
  const now = nowMs(world);
  const deed = { actor, action, resourceId: resource, correlationId: correlation ?? randomUUID() };
  world.activity.begin({ ...deed, ...(properties ? { properties } : {}) }, now)(status, now);
}

/** Notes that somebody wrote or deleted one rule of a group. */
export const logRule = (
  world: Pick<World, 'activity' | 'clock'>,
  nsg: string,
  rule: string,
  verb: 'write' | 'delete',
  actor: Actor = DEFENDER,
): void =>
  logDeed(world, {
    actor,
    action: `Microsoft.Network/networkSecurityGroups/securityRules/${verb}`,
    resource: `${nsg}/securityRules/${rule}`,
  });
