import { providerContract } from '../../contracts/provider.ts';
import { ids } from './sandbox-azure.ts';

providerContract('defender', {
  ...{ vm: ids.web01, port: '22', settings: {} },
  sends: { method: 'POST', pathContains: '/initiate' },
});

providerContract('nsg', {
  ...{ vm: ids.web01, port: '8080', settings: { nsg: true } },
  sends: { method: 'PUT', pathContains: '/securityRules/' },
});
