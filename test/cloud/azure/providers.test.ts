import { providerContract } from '../../contracts/provider.ts';
import { behindFirewall, FIREWALL, groupId } from './firewall/scenario.ts';
import { ids } from './sandbox-azure.ts';

providerContract('defender', {
  ...{ vm: ids.web01, port: '22', settings: {} },
  sends: { method: 'POST', pathContains: '/initiate' },
});

providerContract('nsg', {
  ...{ vm: ids.web01, port: '8080', settings: { nsg: true } },
  sends: { method: 'PUT', pathContains: '/securityRules/' },
});

providerContract('azure-firewall', {
  ...{ vm: ids.web01, port: '8080', settings: { firewall: true }, scenario: behindFirewall },
  ...{ through: FIREWALL, sends: { method: 'PUT', pathContains: '/ruleCollectionGroups/' } },
  // From both groups, and from the firewall.
  removes: { method: 'DELETE', times: 3 },
  wipe: (sandbox) => sandbox.edit({ kind: 'remove', resource: groupId('ajar') }),
});
