import { z } from 'zod';

const Id = z.string().transform((id) => id.toLowerCase());
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
const Link = z.object({ id: Id });
const Tags = z
  .record(z.string(), z.string())
  .nullish()
  .transform((tags) => tags ?? {});

/** What the inventory asks of Resource Graph: the query, and a row as it comes back. `id` must be among the columns, or there are no further pages. */
export const QUERIES = {
  subscriptions: {
    kql: `resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id, subscriptionId, name`,
    row: z.object({ id: Id, subscriptionId: Id, name: z.string() }),
  },
  vms: {
    kql: `resources | where type in~ ('microsoft.compute/virtualmachines', 'microsoft.classiccompute/virtualmachines')
| project id, name, resourceGroup, subscriptionId, location, tags, vmId = tostring(properties.vmId),
  os = tostring(properties.storageProfile.osDisk.osType), power = tostring(properties.extended.instanceView.powerState.code),
  nics = properties.networkProfile.networkInterfaces`,
    row: z.object({
      id: Id,
      name: z.string(),
      resourceGroup: z.string(),
      subscriptionId: Id,
      location: Text,
      tags: Tags,
      vmId: Text.transform((id) => id.toLowerCase()),
      os: Text,
      power: Text,
      nics: z
        .array(Link)
        .nullish()
        .transform((nics) => nics ?? []),
    }),
  },
  /** Those of flexible ones are VMs like any other; without a mode it is an old one, which is uniform. */
  scaleSets: {
    kql: `resources | where type =~ 'microsoft.compute/virtualmachinescalesets' and tostring(properties.orchestrationMode) !~ 'Flexible'
| project id, name, resourceGroup, subscriptionId, location, tags, instances = toint(sku.capacity),
  os = tostring(properties.virtualMachineProfile.storageProfile.osDisk.osType)`,
    row: z.object({
      id: Id,
      name: z.string(),
      resourceGroup: z.string(),
      subscriptionId: Id,
      location: Text,
      tags: Tags,
      instances: z.number().nullish(),
      os: Text,
    }),
  },
  /** Resource groups that Kubernetes clusters made for their nodes. */
  nodeGroups: {
    kql: `resourcecontainers | where type =~ 'microsoft.resources/subscriptions/resourcegroups'
  and managedBy contains 'microsoft.containerservice/managedclusters' | project id`,
    row: z.object({ id: Id }),
  },
  nics: {
    kql: `resources | where type =~ 'microsoft.network/networkinterfaces'
| project id, nsg = tostring(properties.networkSecurityGroup.id), configurations = properties.ipConfigurations`,
    row: z.object({
      id: Id,
      nsg: Text.transform((id) => id.toLowerCase()),
      configurations: z.array(
        z.object({
          properties: z.object({
            privateIPAddress: z.string().nullish(),
            subnet: Link.nullish(),
            publicIPAddress: Link.nullish(),
            applicationSecurityGroups: z.array(Link).nullish(),
          }),
        }),
      ),
    }),
  },
  networks: {
    kql: `resources | where type =~ 'microsoft.network/virtualnetworks'
| project id, subnets = properties.subnets, peerings = properties.virtualNetworkPeerings`,
    row: z.object({
      id: Id,
      peerings: z
        .array(z.object({ properties: z.object({ remoteVirtualNetwork: Link.nullish() }) }))
        .nullish()
        .transform((peerings) =>
          (peerings ?? []).flatMap(({ properties }) => properties.remoteVirtualNetwork?.id ?? []),
        ),
      subnets: z
        .array(
          z.object({
            id: Id,
            properties: z
              .object({
                networkSecurityGroup: Link.nullish(),
                routeTable: Link.nullish(),
                addressPrefix: z.string().nullish(),
                addressPrefixes: z.array(z.string()).nullish(),
              })
              .nullish(),
          }),
        )
        .nullish()
        .transform((subnets) => subnets ?? []),
    }),
  },
  addresses: {
    kql: `resources | where type =~ 'microsoft.network/publicipaddresses' | project id, address = tostring(properties.ipAddress)`,
    row: z.object({ id: Id, address: Text }),
  },
  firewalls: {
    kql: `resources | where type =~ 'microsoft.network/azurefirewalls'
| project id, policy = tostring(properties.firewallPolicy.id), configurations = properties.ipConfigurations,
  hub = tostring(properties.virtualHub.id)`,
    row: z.object({
      id: Id,
      policy: Text,
      hub: Text.transform((id) => id.toLowerCase()),
      configurations: z
        .array(
          z.object({
            properties: z.object({
              privateIPAddress: Text,
              subnet: Link.nullish(),
              publicIPAddress: Link.nullish(),
            }),
          }),
        )
        .nullish()
        .transform((configurations) => configurations ?? []),
    }),
  },
  routes: {
    kql: `resources | where type =~ 'microsoft.network/routetables' | project id, routes = properties.routes`,
    row: z.object({
      id: Id,
      routes: z
        .array(z.object({ properties: z.object({ nextHopIpAddress: z.string().nullish() }) }))
        .nullish()
        .transform((routes) => routes ?? []),
    }),
  },
  /** VMs for which the recommendation "Management ports should be protected with just-in-time access" is switched off. */
  switchedOff: {
    kql: `securityresources | where type =~ 'microsoft.security/assessments' and name =~ '805651bc-6ecd-4c73-9b55-97a19d0582d0'
| where properties.status.cause =~ 'OffByPolicy' | project id, vm = tostring(properties.resourceDetails.Id)`,
    row: z.object({ id: Id, vm: Id }),
  },
} as const;

type Queries = typeof QUERIES;
export type QueryName = keyof Queries;
export type RowOf<Q extends QueryName> = z.output<Queries[Q]['row']>;
