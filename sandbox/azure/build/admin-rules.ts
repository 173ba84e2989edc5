import type { AdminRule } from '../cloud/documents.ts';
import { ADMIN_RULE_TYPE } from '../network/admin-rules.ts';
import type { FullScenario } from '../scenario.ts';
import type { Home } from './home.ts';

const NETWORK = 'Microsoft.Network';
const IS_RANGE = /^[\d.:a-f]+(\/\d+)?$/i;

/** The security admin rules on a network, all of one manager. */
export function buildAdminRules(at: Home, network: FullScenario['networks'][number]): readonly AdminRule[] {
  const manager = at.id(`${NETWORK}/networkManagers`, 'manager');
  const collection = `${manager}/securityAdminConfigurations/company/ruleCollections/${network.name}`;
  return network.adminRules.map(({ name, source, ports, ...rule }) => ({
    name,
    id: `${collection}/rules/${name}`,
    type: ADMIN_RULE_TYPE,
    properties: {
      ...rule,
      network: at.id(`${NETWORK}/virtualNetworks`, network.name),
      sources: [
        { addressPrefix: source, addressPrefixType: IS_RANGE.test(source) ? 'IPPrefix' : 'ServiceTag' },
      ],
      destinations: [{ addressPrefix: '*', addressPrefixType: 'IPPrefix' }],
      sourcePortRanges: ['0-65535'],
      destinationPortRanges: [ports === '*' ? '0-65535' : ports],
    },
  }));
}
