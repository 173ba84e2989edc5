import type { JitPolicy, JitRequest } from '../cloud/documents.ts';
import { nowMs, type World } from '../cloud/world.ts';
import { asPerson } from '../monitor/activity-log.ts';
import { logDeed } from '../monitor/log-deed.ts';
import type { JitEffects } from './access.ts';
import { mapPorts } from './dnat.ts';
import { JIT_TYPE } from './policies.ts';

/** What somebody asks for in the portal: it knows who they are, and asks for no reason. */
export interface PortalOpening {
  readonly policy: string;
  readonly vm: string;
  readonly ports: readonly number[];
  readonly source: string;
  readonly minutes: number;
  /** The name that they signed in with. */
  readonly by: string;
}

/** As the portal does it: recorded entries of people have their name as the requestor, and no justification. */
export function openInPortal(world: World, effects: JitEffects, asked: PortalOpening): void {
  const policy = world.cloud.find<JitPolicy>(asked.policy);
  if (!policy) throw new Error(`There is no JIT policy ${asked.policy}.`);
  const now = nowMs(world);
  const endTimeUtc = new Date(now + asked.minutes * 60_000).toISOString();
  const ports = asked.ports.map((number) => ({
    ...{ number, allowedSourceAddressPrefix: asked.source, endTimeUtc },
    ...{ status: 'Initiating', statusReason: 'UserRequested' },
  }));
  const request: JitRequest = {
    virtualMachines: [{ id: asked.vm, ports }],
    ...{ startTimeUtc: new Date(now).toISOString(), requestor: asked.by },
  };
  mapPorts(world, policy, request);
  policy.properties.requests.push(request);
  effects.begin(policy, request);
  logDeed(world, {
    actor: asPerson(asked.by),
    action: `${JIT_TYPE}/initiate/action`,
    resource: asked.policy,
  });
}
