import type { JitNetworkAccessPolicy, JitNetworkAccessPortRule } from '@azure/arm-security';
import type { Protocol } from '../../../access/port.ts';
import type { JitRule } from '../../../access/setup/jit-rule.ts';
import type { JitPort } from '../../../access/vm.ts';
import { askTwice, type CallOptions, type Deadline, orGone } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import { soundPage, soundPolicy } from './sound-policy.ts';

/** Reads one JIT policy with its requests; undefined when Azure says that it does not exist. Throws `CloudError`. */
export async function readJitPolicy(
  clients: Clients,
  policyId: string,
  deadline: Deadline,
): Promise<JitNetworkAccessPolicy | undefined> {
  const { subscriptionId, resourceGroup, names } = readId('JIT policy', policyId);
  const [location = '', name = ''] = names;
  const security = await clients.security(subscriptionId);
  const doing = clients.doing(
    `read the JIT policy "${nameIn(policyId)}"`,
    'Microsoft.Security/locations/jitNetworkAccessPolicies/read',
    `the JIT policy "${nameIn(policyId)}"`,
  );
  return orGone(
    askTwice(doing, deadline, async (options) =>
      soundPolicy(await security.jitNetworkAccessPolicies.get(resourceGroup, location, name, options)),
    ),
  );
}

/** What the library and the wire have in common. */
type PortOnWire = Pick<JitNetworkAccessPortRule, 'number' | 'protocol' | 'maxRequestAccessDuration'> & {
  readonly allowedSourceAddressPrefix?: string | null | undefined;
  readonly allowedSourceAddressPrefixes?: readonly string[] | null | undefined;
};

/** Every JIT policy of a subscription, over all pages. Throws `CloudError`. */
export async function listJitPolicies(
  clients: Clients,
  subscriptionId: string,
  deadline: Deadline,
): Promise<readonly JitNetworkAccessPolicy[]> {
  const security = await clients.security(subscriptionId);
  const doing = clients.doing(
    `list the JIT policies of the subscription ${subscriptionId}`,
    'Microsoft.Security/locations/jitNetworkAccessPolicies/read',
    `the subscription ${subscriptionId}`,
  );
  const { value } = await askTwice(doing, deadline, async (options) => {
    const found: JitNetworkAccessPolicy[] = [];
    const texts: (string | null | undefined)[] = [];
    const onResponse: CallOptions['onResponse'] = (response) => {
      options.onResponse(response);
      texts.push(response.bodyAsText);
    };
    for await (const policy of security.jitNetworkAccessPolicies.list({ ...options, onResponse }))
      found.push(soundPolicy(policy));
    // The library takes a page without a list for an empty one: a proxy's page of its own would be "no JIT anywhere".
    for (const text of texts) soundPage(text);
    return found;
  });
  return value;
}

/** The ports that a policy keeps shut on one VM, as the rest of Ajar knows them. */
export const jitPortsOf = (policy: JitNetworkAccessPolicy, vmId: string): readonly JitPort[] =>
  policy.virtualMachines
    .filter((vm) => vm.id.toLowerCase() === vmId)
    .flatMap((vm) => vm.ports)
    .map((port) => toJitPort(policy.id?.toLowerCase() ?? '', port));

const toJitPort = (policyId: string, port: JitNetworkAccessPortRule): JitPort => ({
  policyId,
  ...ruleOf(port),
});

/** A port as a policy has it, over the library or over the wire. */
export const ruleOf = (port: PortOnWire): JitRule => ({
  number: port.number,
  protocol: toProtocol(port.protocol),
  maxDurationMs: readIsoDuration(port.maxRequestAccessDuration),
  sources: port.allowedSourceAddressPrefixes?.length
    ? port.allowedSourceAddressPrefixes
    : port.allowedSourceAddressPrefix
      ? [port.allowedSourceAddressPrefix]
      : [],
});

/** Azure writes `TCP`, `UDP`, `*`; a word that we do not know is taken for tcp, the narrowest that people ask for. */
function toProtocol(text: string): Protocol {
  const lower = text.toLowerCase();
  return lower === '*' || lower === 'udp' ? lower : 'tcp';
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** ISO 8601 as Azure writes it (`PT3H`, `P1D`), in milliseconds; 0, which allows nothing, for what cannot be read. */
export function readIsoDuration(text: string): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = DURATION.exec(text) ?? [];
  return (
    ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 1000)
  );
}
