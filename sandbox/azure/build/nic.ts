import { newEtag } from '../cloud/cloud.ts';
import type { ArmDocument, Nic } from '../cloud/documents.ts';
import { ASG_TYPE } from '../network/asg.ts';
import type { FullScenario } from '../scenario.ts';
import type { Home } from './home.ts';

const NETWORK = 'Microsoft.Network';

/** A standard, static public address. */
export function buildPublicAddress(at: Home, name: string, ipAddress: string): ArmDocument {
  return {
    name,
    id: at.id(`${NETWORK}/publicIPAddresses`, name),
    etag: newEtag(),
    type: `${NETWORK}/publicIPAddresses`,
    location: at.location,
    sku: { name: 'Standard', tier: 'Regional' },
    properties: {
      provisioningState: 'Succeeded',
      ipAddress,
      publicIPAddressVersion: ipAddress.includes(':') ? 'IPv6' : 'IPv4',
      publicIPAllocationMethod: 'Static',
    },
  };
}

type ScenarioNic = FullScenario['vms'][number]['nics'][number];

/** A network interface with an address of each family that the scenario gives it. */
export function buildNic(
  home: (key: string) => Home,
  at: Home,
  name: string,
  vmId: string,
  nic: ScenarioNic,
  publicAddresses: readonly ArmDocument[],
): Nic {
  const id = at.id(`${NETWORK}/networkInterfaces`, name);
  const [group, path] = nic.subnet.includes(':')
    ? (nic.subnet.split(':') as [string, string])
    : [undefined, nic.subnet];
  const [network = '', subnet = ''] = path.split('/');
  const subnetId = `${(group ? home(group) : at).id(`${NETWORK}/virtualNetworks`, network)}/subnets/${subnet}`;
  const asgs = nic.asgs.map((asg) => ({ id: at.id(ASG_TYPE, asg) }));
  const config = (label: string, address: string, primary: boolean) => {
    const version = address.includes(':') ? 'IPv6' : 'IPv4';
    const ip = publicAddresses.find((p) => p.properties.publicIPAddressVersion === version);
    return {
      name: label,
      id: `${id}/ipConfigurations/${label}`,
      etag: newEtag(),
      type: `${NETWORK}/networkInterfaces/ipConfigurations`,
      properties: {
        provisioningState: 'Succeeded',
        privateIPAddress: address,
        privateIPAllocationMethod: 'Dynamic',
        privateIPAddressVersion: version,
        primary,
        subnet: { id: subnetId },
        ...(ip ? { publicIPAddress: { id: ip.id } } : {}),
        ...(asgs.length > 0 ? { applicationSecurityGroups: asgs } : {}),
      },
    };
  };
  return {
    name,
    id,
    etag: newEtag(),
    type: `${NETWORK}/networkInterfaces`,
    location: at.location,
    properties: {
      provisioningState: 'Succeeded',
      virtualMachine: { id: vmId },
      ipConfigurations: [
        config('ipconfig1', nic.address, true),
        ...(nic.address6 ? [config('ipconfig2', nic.address6, false)] : []),
      ],
      ...(nic.nsg
        ? { networkSecurityGroup: { id: at.id(`${NETWORK}/networkSecurityGroups`, nic.nsg) } }
        : {}),
    },
  };
}
