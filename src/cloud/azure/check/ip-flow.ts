import type { VerificationIPFlowParameters } from '@azure/arm-network';
import type { Flow, FlowAnswer, FlowAnswers } from '../../../access/check/flow-answer.ts';
import type { Vm } from '../../../access/vm.ts';
import type { FlowVerifier } from '../../../ports/flow-verifier.ts';
import { CloudError } from '../../../ports/provider.ts';
import { readNic } from '../inventory/guards.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { ask, askTwice, type Deadline, orError, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, type ResourceId, readId } from '../wire/resource-id.ts';

/**
 * Network Watcher's IP flow verify: the security groups and security admin rules before one address, as Azure applies them.
 * https://learn.microsoft.com/azure/network-watcher/ip-flow-verify-overview
 */
export const createFlowVerifier = (
  clients: Clients,
  inventory: Pick<AzureInventory, 'fresh'>,
): FlowVerifier => ({
  async verify({ id, name }, flows) {
    if (flows.length === 0) return [];
    const deadline = startDeadline(clients.limitMs);
    const ready = await orError(prepare(clients, inventory, { id, name }, deadline));
    if (ready instanceof CloudError) return flows.map(() => untold(ready.message));
    if (typeof ready === 'string') return flows.map(() => untold(ready));
    return Promise.all(flows.map((flow) => verifyOne(clients, ready, flow, deadline)));
  },
});

const untold = (why: string): FlowAnswers => ({
  answers: [],
  untold: [`Azure's own answer (IP flow verify) is not there. ${why}`],
});

/** An address of the VM, and the interface that has it. */
interface Local {
  readonly nicId: string;
  readonly address: string;
}

interface Ready {
  readonly vm: Vm;
  readonly watcher: ResourceId;
  readonly locals: readonly Local[];
}

/** What is needed to ask; or a sentence why Azure cannot be asked. */
async function prepare(
  clients: Clients,
  inventory: Pick<AzureInventory, 'fresh'>,
  { id, name }: { readonly id: string; readonly name: string },
  deadline: Deadline,
): Promise<Ready | string> {
  const vm = await inventory.fresh(id);
  if (!vm) return `${name} is not there any more: Azure does not know it.`;
  if (vm.power === 'stopped') return `Azure answers for a running VM only, and ${vm.name} is stopped.`;
  if (vm.power === 'unknown')
    return `Azure answers for a running VM only, and does not say whether ${vm.name} runs.`;
  const watcher = await watcherFor(clients, vm, deadline);
  if (!watcher)
    return `There is no Network Watcher for the region ${vm.location} in the subscription of ${vm.name}: enable it there, or read nothing into this.`;
  const nics = await Promise.all(vm.nicIds.map((nicId) => localsOf(clients, nicId, deadline)));
  return { vm, watcher, locals: nics.flat() };
}

/** There is at most one for a region of a subscription, in whatever resource group. */
async function watcherFor(clients: Clients, vm: Vm, deadline: Deadline): Promise<ResourceId | undefined> {
  const network = await clients.network(vm.subscriptionId);
  const subject = `the Network Watchers of the subscription ${vm.subscriptionName}`;
  const doing = clients.doing(`list ${subject}`, 'Microsoft.Network/networkWatchers/read', subject);
  const { value } = await askTwice(doing, deadline, async (options) => {
    const ids: string[] = [];
    for await (const { id, location } of network.networkWatchers.listAll(options))
      if (id !== undefined && location !== undefined && region(location) === region(vm.location))
        ids.push(id);
    return ids;
  });
  return value[0] === undefined ? undefined : readId('network watcher', value[0]);
}

/** `Korea Central` and `koreacentral` are one region. */
const region = (location: string): string => location.replaceAll(' ', '').toLowerCase();

async function localsOf(clients: Clients, nicId: string, deadline: Deadline): Promise<readonly Local[]> {
  const nic = await readNic(clients, nicId, deadline);
  if (!nic)
    throw new CloudError(
      'not-found',
      `Azure does not find the network interface "${nameIn(nicId)}" any more.`,
    );
  return (nic.ipConfigurations ?? []).flatMap(({ privateIPAddress: address }) =>
    address ? [{ nicId, address }] : [],
  );
}

/** One address that cannot be asked about does not hold up the others. */
async function verifyOne(
  clients: Clients,
  ready: Ready,
  flow: Flow,
  deadline: Deadline,
): Promise<FlowAnswers> {
  const locals = ready.locals.filter(({ address }) => address.includes(':') === flow.source.includes(':'));
  if (locals.length === 0) return untold(`${ready.vm.name} has no address of the family of ${flow.source}.`);
  const found = await Promise.all(locals.map((local) => orError(put(clients, ready, local, flow, deadline))));
  return {
    answers: found.flatMap((each) => (each instanceof CloudError ? [] : [each])),
    untold: found.flatMap((each) => (each instanceof CloudError ? untold(each.message).untold : [])),
  };
}

/** Where somebody's own end of a connection is: any of the ephemeral ports. Rules hardly ever name one. */
const REMOTE_PORT = '60000';

const PROTOCOLS = { tcp: 'TCP', udp: 'UDP' } as const;

async function put(
  clients: Clients,
  { vm, watcher }: Ready,
  { nicId, address }: Local,
  { source, port }: Flow,
  deadline: Deadline,
): Promise<FlowAnswer> {
  const network = await clients.network(vm.subscriptionId);
  const subject = `the Network Watcher "${watcher.names[0]}"`;
  const what = `ask ${subject} about ${source}`;
  const doing = clients.doing(what, 'Microsoft.Network/networkWatchers/ipFlowVerify/action', subject);
  const question: VerificationIPFlowParameters = {
    ...{ targetResourceId: vm.id, targetNicResourceId: nicId, direction: 'Inbound' },
    ...{ protocol: PROTOCOLS[port.protocol], localPort: String(port.number), localIPAddress: address },
    ...{ remotePort: REMOTE_PORT, remoteIPAddress: source },
  };
  const { value } = await ask(doing, deadline, async (options) =>
    network.networkWatchers
      .verifyIPFlow(watcher.resourceGroup, watcher.names[0] ?? '', question, options)
      .pollUntilDone({ abortSignal: options.abortSignal }),
  );
  const access = value.access?.toLowerCase();
  if (access !== 'allow' && access !== 'deny')
    throw new CloudError('broken', `Azure answered the question about ${source} with neither yes nor no.`);
  return { address, access, rule: value.ruleName ?? '' };
}
