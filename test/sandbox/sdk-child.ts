// Run as a process of its own: NODE_EXTRA_CA_CERTS and the identity variables are read once, at its start.
import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import security from '@azure/arm-security';
import { DefaultAzureCredential } from '@azure/identity';

const [arm = '', subscription = '', vm = ''] = process.argv.slice(2);
const credential = new DefaultAzureCredential();
const scope = `${arm}/.default`;
// The newer clients take their scopes here; without them they ask for a token for the public cloud, whatever the endpoint.
const options = { endpoint: arm, credentials: { scopes: [scope] } };
const jit = new security.SecurityCenter(credential, subscription, { endpoint: arm, credentialScopes: scope })
  .jitNetworkAccessPolicies;
const network = new NetworkManagementClient(credential, subscription, options);
const graph = new ResourceGraphClient(credential, options);

const policies: string[] = [];
for await (const policy of jit.list()) policies.push(String(policy.id).split('/')[4] ?? '');

const query = "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, name";
const names: string[] = [];
let pages = 0;
for (let skipToken: string | undefined, first = true; first || skipToken; first = false) {
  const page = await graph.resources({ query, options: { top: 8, ...(skipToken ? { skipToken } : {}) } });
  for (const row of page.data as { name: string }[]) names.push(row.name);
  skipToken = page.skipToken;
  pages += 1;
}

const endTimeUtc = new Date(Date.now() + 3_600_000);
const ports = [{ number: 3389, endTimeUtc, allowedSourceAddressPrefix: '203.0.113.7' }];
const accepted = await jit.initiate('rg-prod', 'koreacentral', 'default', {
  virtualMachines: [{ id: vm, ports }],
  justification: 'ajar aj-sdk',
});

const jitRules = async () => {
  const found: string[] = [];
  for await (const rule of network.securityRules.list('rg-prod', 'nsg-prod'))
    if (rule.access === 'Allow') found.push(rule.name ?? '');
  return found;
};
let rules = await jitRules();
while (rules.length === 0) {
  await new Promise((resolve) => setTimeout(resolve, 20));
  rules = await jitRules();
}
const policy = await jit.get('rg-prod', 'koreacentral', 'default');
await network.securityRules.delete('rg-prod', 'nsg-prod', rules[0] ?? '');
const missing = await jit.get('rg-prod', 'koreacentral', 'nothing').catch((error) => ({
  code: error.code,
  status: error.statusCode,
}));

const port = (request: typeof accepted | undefined) => request?.virtualMachines[0]?.ports[0]?.status;
process.stdout.write(
  JSON.stringify({
    policies,
    pages,
    names,
    accepted: port(accepted),
    justification: accepted.justification,
    read: port(policy.requests?.[0]),
    rules,
    rulesAfter: await jitRules(),
    missing,
  }),
);
