import { z } from 'zod';
import type { ArmDocument, Nsg, VmDocument } from '../cloud/documents.ts';
import { findByPath } from '../cloud/resource-routes.ts';
import type { World } from '../cloud/world.ts';
import { type Answer, ArmError, resourceNotFound } from '../wire/answer.ts';
import type { Operations } from '../wire/operations.ts';
import type { Call, Route } from '../wire/routes.ts';
import { NETWORK_VERSIONS } from '../wire/versions.ts';
import { judge, judgeFirst, type Packet } from './effective.ts';
import { readAddress } from './prefix.ts';
import { counted } from './reach.ts';
import { type Entrance, entrancesOf } from './vm-network.ts';

export const WATCHER_TYPE = 'Microsoft.Network/networkWatchers';

const portText = z.string().regex(/^\d{1,5}$/);
const Body = z.object({
  targetResourceId: z.string(),
  direction: z.enum(['Inbound', 'Outbound']),
  protocol: z.enum(['TCP', 'UDP']),
  localPort: portText,
  remotePort: portText,
  localIPAddress: z.string(),
  remoteIPAddress: z.string(),
  targetNicResourceId: z.string().optional(),
});
type Asked = z.infer<typeof Body>;

/**
 * Network Watcher's IP flow verify, by the same rules as the data plane. Documented only, nothing of it is recorded: that it
 * goes on after a 202 with both headers, the names of rules (`securityRules/x`, `defaultSecurityRules/x`; older pages have
 * `UserRule_x`), and that a VM must run. The codes of the refusals are the sandbox's own words.
 * https://learn.microsoft.com/rest/api/network-watcher/network-watchers/verify-ip-flow
 */
export const ipFlowRoute = (world: World, operations: Operations): Route => ({
  method: 'POST',
  path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/${WATCHER_TYPE}/{name}/ipFlowVerify`,
  family: 'network',
  action: `${WATCHER_TYPE}/ipFlowVerify/action`,
  versions: NETWORK_VERSIONS,
  answer(call) {
    const watcher = findByPath<ArmDocument>(world, call, WATCHER_TYPE);
    const body = Body.safeParse(call.body);
    if (!body.success) throw new ArmError(400, 'InvalidRequestFormat', z.prettifyError(body.error));
    return begin(operations, call, watcher, answerTo(world, watcher, body.data));
  },
});

function begin(operations: Operations, call: Call, watcher: ArmDocument, truth: FlowResult): Answer {
  const lie = { ...truth, access: truth.access === 'Allow' ? 'Deny' : 'Allow' };
  const result = call.fault?.kind === 'lie' ? lie : truth;
  const none = (): void => undefined;
  const headers = operations.start(call, watcher.location ?? '', none, none, undefined, result);
  return { status: 202, headers: { ...headers, 'Retry-After': '0' } };
}

interface FlowResult {
  readonly access: string;
  readonly ruleName: string;
}

function answerTo(world: World, watcher: ArmDocument, asked: Asked): FlowResult {
  const vm = world.cloud.find<VmDocument>(asked.targetResourceId);
  if (!vm)
    throw resourceNotFound(
      'Microsoft.Compute/virtualMachines',
      asked.targetResourceId.split('/').at(-1) ?? '',
      '',
    );
  if (vm.location !== watcher.location)
    throw new ArmError(400, 'ResourceNotInRegion', `${vm.id} is not in the region ${watcher.location}.`);
  if (vm.properties.extended.instanceView.powerState.code !== 'PowerState/running')
    throw new ArmError(400, 'VMNotRunning', `The virtual machine ${vm.id} is not running.`);
  const entrance = entrancesOf(world.cloud, vm).find((each) => isMeant(each, asked));
  if (!entrance || readAddress(asked.remoteIPAddress)?.family !== entrance.family)
    throw new ArmError(
      400,
      'InvalidIPAddress',
      `${asked.localIPAddress} is no address of ${vm.id} for that.`,
    );
  if (asked.direction === 'Outbound')
    throw new ArmError(400, 'SandboxCannot', 'The sandbox answers for inbound packets alone.');
  return judged(world, entrance, {
    ...{ source: asked.remoteIPAddress, destination: asked.localIPAddress, port: Number(asked.localPort) },
    protocol: asked.protocol === 'TCP' ? 'Tcp' : 'Udp',
  });
}

const isMeant = ({ address, nic }: Entrance, asked: Asked): boolean =>
  address === asked.localIPAddress &&
  (asked.targetNicResourceId === undefined || nic.toLowerCase() === asked.targetNicResourceId.toLowerCase());

function judged(world: World, { adminRules, nsgs, space }: Entrance, packet: Packet): FlowResult {
  const first = judgeFirst(adminRules, packet, space);
  if (first)
    return { access: first.allowed ? 'Allow' : 'Deny', ruleName: `securityAdminRules/${first.rule}` };
  const { allowed, rule } = judge(nsgs, packet, space, counted(world));
  return { access: allowed ? 'Allow' : 'Deny', ruleName: nsgs.length === 0 ? '' : ruleName(nsgs, rule) };
}

const ruleName = (nsgs: readonly Nsg[], rule: string): string =>
  nsgs.some(({ properties }) => properties.defaultSecurityRules.some(({ name }) => name === rule))
    ? `defaultSecurityRules/${rule}`
    : `securityRules/${rule}`;
