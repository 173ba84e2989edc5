import { randomInt, randomUUID } from 'node:crypto';
import type { Cloud } from '../cloud/cloud.ts';
import { newEtag } from '../cloud/cloud.ts';
import type { JitPolicy, JitPortRule, Nsg, SecurityRule, VmDocument } from '../cloud/documents.ts';
import { readRange } from '../network/prefix.ts';
import { entrancesOf } from '../network/vm-network.ts';

/** Where a rule of Defender's stands. */
export interface RulePlace {
  readonly nsg: string;
  readonly name: string;
}

// Azure counts 100 to 4096. Allows were seen from 100 up; denies at 4096 and downwards, or at 1000.
const FIRST_ALLOW = 100;
export const LAST_PRIORITY = 4096;

/** Keeps ports of a VM shut: one deny rule a protocol in every group that guards the VM. `priority` is the first tried. */
export function addDenies(
  cloud: Cloud,
  policy: JitPolicy,
  vm: VmDocument,
  ports: readonly JitPortRule[],
  priority: number,
): readonly RulePlace[] {
  const protocols = [...new Set(ports.map((port) => port.protocol))];
  return protocols.flatMap((protocol) => {
    const numbers = ports.filter((port) => port.protocol === protocol).map((port) => String(port.number));
    return ([4, 6] as const).flatMap((family) =>
      addRule(cloud, vm, family, {
        name: `MicrosoftDefenderForCloud-JITRule_${randomInt(-(2 ** 31), 0)}_${guid()}`,
        description: `MDC JIT Network Access rule for policy '${policy.name}' of VM '${vm.name}'.`,
        access: 'Deny',
        protocol,
        source: '*',
        numbers,
        priority,
        step: priority === LAST_PRIORITY ? -1 : 1,
      }),
    );
  });
}

/** Lets one source in: an allow rule in every group that guards the VM, for its private addresses of the source's family. */
export function addAllow(
  cloud: Cloud,
  policy: JitPolicy,
  vm: VmDocument,
  port: JitPortRule,
  source: string,
): readonly RulePlace[] {
  return addRule(cloud, vm, readRange(source)?.family ?? 4, {
    name: `MicrosoftDefenderForCloud-JITRule-${randomInt(2 ** 31)}-${guid()}`,
    description: `MDC JIT Network Access rule created by an initiation request for policy '${policy.name}' of VM '${vm.name}'.`,
    access: 'Allow',
    protocol: port.protocol,
    source,
    numbers: [String(port.number)],
    priority: FIRST_ALLOW,
    step: 1,
  });
}

/** Takes rules out of their groups; a locked group keeps its rule, and nobody is told. */
export function removeRules(cloud: Cloud, places: readonly RulePlace[], locks: ReadonlySet<string>): void {
  for (const { nsg: id, name } of places) {
    const nsg = cloud.find<Nsg>(id);
    if (!nsg || locks.has(id.toLowerCase())) continue;
    nsg.properties.securityRules = nsg.properties.securityRules.filter((rule) => rule.name !== name);
    cloud.touched(nsg);
  }
}

/** True while every one of the rules is still there. */
export function standing(cloud: Cloud, places: readonly RulePlace[]): boolean {
  return places.every(({ nsg, name }) =>
    cloud.find<Nsg>(nsg)?.properties.securityRules.some((rule) => rule.name === name),
  );
}

interface Draft {
  readonly name: string;
  readonly description: string;
  readonly access: 'Allow' | 'Deny';
  readonly protocol: string;
  readonly source: string;
  readonly numbers: readonly string[];
  readonly priority: number;
  readonly step: 1 | -1;
}

function addRule(cloud: Cloud, vm: VmDocument, family: 4 | 6, draft: Draft): readonly RulePlace[] {
  const guarded = entrancesOf(cloud, vm).filter((entrance) => entrance.family === family);
  const nsgs = new Set(guarded.flatMap((entrance) => entrance.nsgs));
  return [...nsgs].map((nsg) => {
    const addresses = guarded.filter((e) => e.nsgs.includes(nsg)).map((e) => e.address);
    nsg.properties.securityRules.push(ruleDocument(nsg, draft, addresses));
    cloud.touched(nsg);
    return { nsg: nsg.id, name: draft.name };
  });
}

function ruleDocument(nsg: Nsg, draft: Draft, addresses: readonly string[]): SecurityRule {
  const [address = '', ...moreAddresses] = addresses;
  const [number = '', ...moreNumbers] = draft.numbers;
  return {
    name: draft.name,
    id: `${nsg.id}/securityRules/${draft.name}`,
    etag: newEtag(),
    type: 'Microsoft.Network/networkSecurityGroups/securityRules',
    properties: {
      provisioningState: 'Succeeded',
      description: draft.description,
      protocol: draft.protocol === 'TCP' ? 'Tcp' : draft.protocol === 'UDP' ? 'Udp' : draft.protocol,
      sourcePortRange: '*',
      ...(moreNumbers.length > 0 ? {} : { destinationPortRange: number }),
      sourceAddressPrefix: draft.source,
      ...(moreAddresses.length > 0 ? {} : { destinationAddressPrefix: address }),
      access: draft.access,
      priority: freePriority(nsg, draft.priority, draft.step),
      direction: 'Inbound',
      sourcePortRanges: [],
      destinationPortRanges: moreNumbers.length > 0 ? [...draft.numbers] : [],
      sourceAddressPrefixes: [],
      destinationAddressPrefixes: moreAddresses.length > 0 ? [...addresses] : [],
    },
  };
}

function freePriority(nsg: Nsg, first: number, step: 1 | -1): number {
  const inbound = nsg.properties.securityRules.filter((rule) => rule.properties.direction === 'Inbound');
  const taken = new Set(inbound.map((rule) => rule.properties.priority));
  let priority = first;
  while (taken.has(priority)) priority += step;
  return priority;
}

const guid = (): string => randomUUID().replaceAll('-', '').toUpperCase();
