import type { Clock } from '../../../src/ports/clock.ts';
import type { ActivityLog } from '../monitor/activity-log.ts';
import type { Rbac } from '../rbac/rbac.ts';
import type { Permissions } from '../sign-in/permissions.ts';
import type { Principal } from '../sign-in/token.ts';
import type { Agenda } from './agenda.ts';
import type { Cloud } from './cloud.ts';

/** How this Azure behaves where the real one varies or is not known. Times are business time. */
export interface Settings {
  /** From `initiate` to `Initiated` and the rule: 4 and 6 s were recorded. */
  readonly openMs: number;
  /** From a request's end to its revocation; no source, so a client must not count on 0. */
  readonly expireMs: number;
  /** How long a written policy says Updating; longer than 1 s, otherwise not recorded. */
  readonly policyUpdateMs: number;
  /** Where the deny rules of a written policy begin: 4096, or 1000, where they beat older rules. Which, nobody says. */
  readonly denyPriority: number;
  /** What becomes of a list with a VM that is gone: recorded as taken, reported as a 400 that names it. */
  readonly goneVms: 'taken' | 'refused';
  /** How long a network write takes. */
  readonly operationMs: number;
  /** How long a change of a firewall policy takes, and keeps others from it: 3 to 5 minutes. */
  readonly firewallMs: number;
  /** How a change of a locked firewall policy is refused: both were reported. */
  readonly firewallBusy: 400 | 409;
  /** Whether rule collection groups heed If-Match: they have an etag, and no documents say more. `as-another`: what is sent is never what they mean. */
  readonly firewallHeedsEtag: boolean | 'as-another';
  /** What a group holds after a change that Azure took and did not do; not known. The firewall does what it did before. */
  readonly firewallFailed: 'as-sent' | 'as-before';
  /** Whom Defender's rule in the group behind a classic firewall lets in: whoever was asked for, as reported in 2020, whom the VM never sees; or the firewall's subnet. Whether it was mended is not known. */
  readonly firewallNsgSource: 'asked' | 'firewall-subnet';
  /** How Defender's rules in a firewall are called: since May 2023, or before. */
  readonly firewallNames: 'MDC' | 'ASC';
  /** Items on a page of a list. */
  readonly pageSize: number;
  /** Rows on a page of Resource Graph; 1000 is the real most. */
  readonly graphPageSize: number;
  /** Which older request a newer one supersedes; not documented. `same-port`: whatever its source, and its rule goes. */
  readonly supersedes: 'same-source' | 'same-port';
  readonly tokenLifeSeconds: number;
  /** How long a line of the activity log takes to be readable: minutes, and nobody promises how many. */
  readonly activityLagMs: number;
  readonly activityPageSize: number;
  /** How far this Azure's clock is ahead of the one that it is given: its Date header, its expiries, everything. */
  readonly skewMs: number;
}

export const USUAL: Settings = {
  openMs: 5_000,
  expireMs: 2_000,
  policyUpdateMs: 15_000,
  denyPriority: 4096,
  goneVms: 'taken',
  operationMs: 2_500,
  firewallMs: 240_000,
  firewallBusy: 409,
  firewallHeedsEtag: true,
  firewallFailed: 'as-sent',
  firewallNsgSource: 'asked',
  firewallNames: 'MDC',
  pageSize: 100,
  graphPageSize: 1_000,
  supersedes: 'same-source',
  tokenLifeSeconds: 86_400,
  skewMs: 0,
  activityLagMs: 180_000,
  activityPageSize: 200,
};

/** What every part of the sandbox shares. */
export interface World {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly settings: Settings;
  readonly principal: Principal;
  /** May be changed while it runs. */
  permissions: Permissions;
  /** Of other identities, by client id in lower case. */
  readonly others: Map<string, Permissions>;
  /** Lower-cased ids of resources with a delete lock. */
  readonly locks: Set<string>;
  readonly activity: ActivityLog;
  readonly rbac: Rbac;
  /** Lower-cased ids of security groups and firewall policies with a change under way: Azure takes one at a time. */
  readonly changing: Set<string>;
  /** Writes under way: lower-cased id of a rule to the one that counts until it is done (undefined: none), of a group to its rules; of a firewall policy's group to the whole of it. */
  readonly pending: Map<string, unknown>;
}

/** Business time in milliseconds. */
export const nowMs = (world: Pick<World, 'clock'>): number => world.clock.now().getTime();
