import { createHash } from 'node:crypto';
import { newEtag, putParents, putSubscription } from '../cloud/cloud.ts';
import { CLASSIC_TYPE, VM_TYPE } from '../cloud/compute.ts';
import type { ArmDocument, JitPolicy, JitPortRule, VmDocument } from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import type { JitEffects } from '../jit/access.ts';
import { JIT_TYPE } from '../jit/policies.ts';
import { ASG_TYPE } from '../network/asg.ts';
import type { FullScenario } from '../scenario.ts';
import { buildAdminRules } from './admin-rules.ts';
import { buildFirewallPolicy, policyOf } from './firewall-policy.ts';
import { type Home, homeIn, homesOf } from './home.ts';
import { buildFirewall, buildNetwork, buildNsg, buildRouteTables } from './network.ts';
import { buildNic, buildPublicAddress } from './nic.ts';
import { buildWatchers } from './watchers.ts';

/** Puts everything that a scenario names into the cloud, at rest, with Defender's deny rules. */
export function build(world: World, scenario: FullScenario, effects: JitEffects): void {
  const { cloud, principal } = world;
  for (const { id, name, plan, tenant } of Object.values(scenario.subscriptions))
    putSubscription(cloud, id, name, tenant ?? principal.tenantId, plan);
  const homes = homesOf(scenario);
  const home = (key: string): Home => homeIn(homes, key);
  for (const known of homes.values())
    putParents(cloud, known.id('x/y', 'z'), principal.tenantId, known.location);
  for (const watcher of buildWatchers(scenario)) {
    putParents(cloud, watcher.id, principal.tenantId, watcher.location ?? '');
    cloud.put(watcher);
  }
  for (const nsg of scenario.nsgs) cloud.put(buildNsg(home(nsg.group), nsg));
  for (const asg of asgsOf(scenario, home)) cloud.put(asg);
  for (const network of scenario.networks)
    for (const document of [
      buildNetwork(home, network),
      ...buildRouteTables(home(network.group), network),
      ...buildAdminRules(home(network.group), network),
    ])
      cloud.put(document);
  for (const firewall of scenario.firewalls)
    for (const document of buildFirewall(
      home(firewall.group),
      firewall,
      scenario.networks,
      policyOf(home, scenario, firewall.policy),
    ))
      cloud.put(document);
  for (const policy of scenario.firewallPolicies)
    for (const document of buildFirewallPolicy(home(policy.group), policy, scenario)) cloud.put(document);
  for (const vm of scenario.vms) for (const document of buildVm(home, vm)) cloud.put(document);
  for (const policy of scenario.policies) {
    const document = buildPolicy(home, policy);
    cloud.put(document);
    effects.guard(document, policy.denyPriority);
  }
}

/** Application security groups are there because something names them. */
function asgsOf(scenario: FullScenario, home: (key: string) => Home): readonly ArmDocument[] {
  const inRules = scenario.nsgs.flatMap(({ group, rules }) =>
    rules.flatMap(({ sourceAsgs = [], destinationAsgs = [] }) =>
      [...sourceAsgs, ...destinationAsgs].map((name) => ({ group, name })),
    ),
  );
  const onNics = scenario.vms.flatMap(({ group, nics }) =>
    nics.flatMap(({ asgs }) => asgs.map((name) => ({ group, name }))),
  );
  return [...inRules, ...onNics].map(({ group, name }) => ({
    ...{ name, id: home(group).id(ASG_TYPE, name), type: ASG_TYPE, location: home(group).location },
    ...{ etag: newEtag(), properties: { provisioningState: 'Succeeded' } },
  }));
}

type ScenarioVm = FullScenario['vms'][number];

function buildVm(home: (key: string) => Home, vm: ScenarioVm): readonly ArmDocument[] {
  const at = home(vm.group);
  if (vm.classic) return [classicVm(at, vm)];
  const parts = vm.nics.map((nic, index) => {
    const name = index === 0 ? `${vm.name}-nic` : `${vm.name}-nic${index + 1}`;
    const addresses = [
      ...(nic.public ? [buildPublicAddress(at, `${name}-ip`, nic.public)] : []),
      ...(nic.public6 ? [buildPublicAddress(at, `${name}-ip6`, nic.public6)] : []),
    ];
    return { nic: buildNic(home, at, name, at.id(VM_TYPE, vm.name), nic, addresses), addresses };
  });
  return [
    ...parts.flatMap(({ nic, addresses }) => [...addresses, nic]),
    vmDocument(
      at,
      vm,
      parts.map((p) => p.nic.id),
    ),
  ];
}

function vmDocument(at: Home, vm: ScenarioVm, nics: readonly string[]): VmDocument {
  const id = at.id(VM_TYPE, vm.name);
  const power = vm.running ? 'running' : 'deallocated';
  return {
    id,
    name: vm.name,
    type: VM_TYPE,
    location: at.location,
    tags: vm.tags,
    etag: newEtag(),
    properties: {
      vmId: stableGuid(id),
      provisioningState: 'Succeeded',
      hardwareProfile: { vmSize: 'Standard_B2s' },
      storageProfile: { osDisk: { osType: vm.os, name: `${vm.name}-disk`, createOption: 'FromImage' } },
      osProfile: { computerName: vm.name, adminUsername: 'azureuser' },
      networkProfile: {
        networkInterfaces: nics.map((nic, index) => ({ id: nic, properties: { primary: index === 0 } })),
      },
      extended: {
        instanceView: {
          powerState: { code: `PowerState/${power}`, displayStatus: `VM ${power}`, level: 'Info' },
        },
      },
    },
  };
}

function classicVm(at: Home, vm: ScenarioVm): ArmDocument {
  return {
    id: at.id(CLASSIC_TYPE, vm.name),
    name: vm.name,
    type: CLASSIC_TYPE,
    location: at.location,
    properties: {
      hardwareProfile: { platformGuestAgent: true, size: 'Standard_A1' },
      storageProfile: { operatingSystemDisk: { diskName: `${vm.name}-disk`, operatingSystem: vm.os } },
      instanceView: { status: 'ReadyRole', powerState: 'Started', computerName: vm.name },
      provisioningState: 'Succeeded',
    },
  };
}

function buildPolicy(home: (key: string) => Home, policy: FullScenario['policies'][number]): JitPolicy {
  const at = home(policy.group);
  const location = policy.location ?? at.location;
  return {
    kind: 'Basic',
    properties: {
      virtualMachines: Object.entries(policy.vms).map(([name, ports]) => {
        const [group, vm] = name.includes('/') ? (name.split('/') as [string, string]) : [policy.group, name];
        return { id: home(group).id(VM_TYPE, vm), ports: ports.map(portRule) };
      }),
      requests: [],
      provisioningState: 'Succeeded',
      appendMode: false,
    },
    id: at.id('Microsoft.Security/locations', `${location}/jitNetworkAccessPolicies/${policy.name}`),
    name: policy.name,
    type: JIT_TYPE,
    location,
  };
}

function portRule(port: FullScenario['policies'][number]['vms'][string][number]): JitPortRule {
  return {
    number: port.number,
    protocol: port.protocol,
    ...(typeof port.source === 'string'
      ? { allowedSourceAddressPrefix: port.source }
      : { allowedSourceAddressPrefixes: port.source }),
    maxRequestAccessDuration: port.longest,
  };
}

/** The same for the same text in every run, so that a bot that restarts with a new sandbox still knows its VMs. */
function stableGuid(of: string): string {
  const hex = createHash('sha256').update(of.toLowerCase()).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
