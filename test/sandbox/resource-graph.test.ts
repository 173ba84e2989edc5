import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { IDS } from './jit.ts';
import { openWire, type Wire } from './wire.ts';

let sandbox: Sandbox;
let wire: Wire;
beforeAll(async () => {
  sandbox = await createSandbox();
  wire = await openWire(sandbox);
});
afterAll(() => sandbox.close());

const ask = (query: string, more: object = {}) =>
  wire('POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', { query, ...more });
const rows = async (query: string) => (await ask(query)).body.data;

const VMS = "resources | where type =~ 'Microsoft.Compute/virtualMachines'";

describe('Resource Graph', () => {
  it('finds a VM by name without case and projects paths', async () => {
    expect(
      await rows(
        `${VMS} and name =~ 'VM-PROD-01' | project vmId=tolower(id), name, resourceGroup, os=properties.storageProfile.osDisk.osType, power=properties.extended.instanceView.powerState.code, nics=properties.networkProfile.networkInterfaces`,
      ),
    ).toEqual([
      {
        vmId: IDS.vm01.toLowerCase(),
        name: 'vm-prod-01',
        resourceGroup: 'rg-prod',
        os: 'Windows',
        power: 'PowerState/running',
        nics: [expect.objectContaining({ id: expect.stringContaining('vm-prod-01-nic') })],
      },
    ]);
  });

  it('compares with and without case, in lists, and in parts of a text', async () => {
    const names = async (condition: string) =>
      (await rows(`${VMS} and ${condition} | project name | order by name asc`)).map(
        (row: { name: string }) => row.name,
      );
    expect(await names("name == 'WEB-01'")).toEqual([]);
    expect(await names("name in~ ('WEB-01', 'web-02')")).toEqual(['web-01', 'web-02']);
    expect(await names("name !in ('web-01') and name startswith 'WEB-0' and not(name contains '3')")).toEqual(
      ['web-02', 'web-04', 'web-05', 'web-06'],
    );
    expect(
      await names("tags.env != 'prod' and (tags['app'] == 'jump' or isempty(tags.app)) and name has 'jump'"),
    ).toEqual(['jump-01']);
    expect(await names("name == @'it''s' or name == 'it\\'s'")).toEqual([]);
  });

  it('expands arrays and joins tables, leaving unmatched rows with nothing', async () => {
    const found = await rows(`resources
| where type =~ 'microsoft.network/networkinterfaces' and name startswith 'web-v6'
| mv-expand ip = properties.ipConfigurations
| extend pip = tolower(tostring(ip.properties.publicIPAddress.id))
| join kind=leftouter (resources | where type =~ 'microsoft.network/publicipaddresses' | project pip = tolower(id), address = properties.ipAddress) on pip
| project address, private = ip.properties.privateIPAddress // a remark
| order by private asc`);
    expect(found).toEqual([
      { address: '198.51.100.30', private: '10.20.1.20' },
      { address: '2001:db8:ffff::30', private: '2001:db8:20:1::20' },
    ]);
    const alone = await rows(
      "resources | where name == 'gateway-01-nic2' | extend pip = 'none' | join kind=leftouter (resources | where name == 'none' | project pip = name, address = 'x') on pip | project name",
    );
    expect(alone).toEqual([{ name: 'gateway-01-nic2' }]);
  });

  it('pages by skip token when the rows have their id, and only says so when they do not', async () => {
    const options = { $top: 4 };
    const first = await ask(`${VMS} | project id, name`, { options });
    expect(first.body).toMatchObject({ count: 4, resultTruncated: 'false' });
    const second = await ask(`${VMS} | project id, name`, {
      options: { ...options, $skipToken: first.body.$skipToken },
    });
    expect(second.body.data[0].id).not.toBe(first.body.data[0].id);
    const truncated = await ask(`${VMS} | project name`, { options });
    expect(truncated.body.resultTruncated).toBe('true');
    expect(truncated.body).not.toHaveProperty('$skipToken');
  });

  it('sees between two pages what changed meanwhile', async () => {
    const page = (more: object = {}) => ask(`${VMS} | project id`, { options: { $top: 4, ...more } });
    const { totalRecords, $skipToken } = (await page()).body;
    const model = sandbox.document(IDS.vm01)!;
    sandbox.put({ ...model, id: `${model.id}-new`, name: 'new' });
    expect((await page({ $skipToken })).body.totalRecords).toBe(totalRecords + 1);
  });

  it('keeps to the subscriptions that it is given', async () => {
    const { body } = await ask(
      'resourcecontainers | where type == "microsoft.resources/subscriptions" | project name',
      {
        subscriptions: [IDS.prodSubscription],
      },
    );
    expect(body.data).toEqual([{ name: 'Contoso Production' }]);
  });

  it('knows classic VMs and no JIT policies', async () => {
    expect(
      await rows("resources | where type =~ 'microsoft.classiccompute/virtualmachines' | project name"),
    ).toEqual([{ name: 'classic-01' }]);
    expect(await rows("resources | where type contains 'jitNetworkAccessPolicies' | count")).toEqual([
      { Count: 0 },
    ]);
  });

  it('shows only what the caller may read', async () => {
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: ['Microsoft.Compute/*'] });
    expect(await rows(`${VMS} | count`)).toEqual([{ Count: 0 }]);
    sandbox.edit({ kind: 'permissions', actions: ['*'] });
  });

  it.each([
    [`${VMS} | summarize count() by name`, 'of operators it knows where, project'],
    [`${VMS} | where nam == 'x'`, "Failed to resolve scalar expression named 'nam'"],
    [`${VMS} | where name matches regex 'x'`, "does not read 'matches'"],
    [`${VMS} | extend x = rand()`, "does not read the function 'rand'"],
    ['vms | take 1', "no table 'vms'"],
    [`${VMS} | where name == 'open`, "'''"],
    [`${VMS} | join kind=fullouter (resources) on id`, 'leftouter and inner, not fullouter'],
  ])('answers 400 to %s and names what it does not read', async (query, words) => {
    const { status, body } = await ask(query);
    expect(status).toBe(400);
    expect(body.error.details[1].message).toContain(words);
  });
});
