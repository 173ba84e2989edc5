import { describe, expect, it } from 'vitest';
import { usualRule } from '../../../../src/access/setup/recommended.ts';
import { atSetup, DEFAULT, policyId, SSH } from './stand.ts';

const RDP = [usualRule(3389)];
const OFFICE = [
  { number: 22, protocol: 'tcp', maxDurationMs: 5_400_000, sources: ['203.0.113.0/24', '198.51.100.7/32'] },
] as const;

describe('putting a VM under just-in-time access', () => {
  it('adds it to the policy "default" of its group and region, and its ports are shut from then on', async () => {
    const { enable, entries, names, look, sandbox } = await atSetup();
    const before = entries();
    expect(await enable('new-01')).toEqual({ traces: [expect.any(String)] });
    expect(names()).toEqual(['web-01', 'web-02', 'both-01', 'new-01']);
    expect(entries().slice(0, 3)).toEqual(before);
    expect(entries().at(-1)).toMatchObject({
      ports: [
        { number: 22, protocol: '*', allowedSourceAddressPrefix: '*', maxRequestAccessDuration: 'PT3H' },
      ],
    });
    const standing = await look('new-01');
    expect(standing).toMatchObject({ policies: [{ id: DEFAULT.toLowerCase(), rules: SSH }] });
    const denies = JSON.stringify(sandbox.document(DEFAULT.replace(/Microsoft.Security.*/, NSG)));
    expect(denies).toContain("of VM 'new-01'");
  });

  it('writes what the portal would: one source alone, several as a list, the protocol in capitals', async () => {
    const { enable, entries } = await atSetup();
    await enable('new-01', [...OFFICE, ...RDP]);
    expect(entries().at(-1)?.ports).toEqual([
      {
        ...{ number: 22, protocol: 'TCP', maxRequestAccessDuration: 'PT1H30M' },
        allowedSourceAddressPrefixes: ['203.0.113.0/24', '198.51.100.7'],
      },
      {
        ...{ number: 3389, protocol: '*', maxRequestAccessDuration: 'PT3H' },
        allowedSourceAddressPrefix: '*',
      },
    ]);
  });

  it('makes a policy of its own where that is set, with its name or a short hash of it', async () => {
    const { enable, look, names } = await atSetup({}, { policy: 'per-vm' });
    await enable('new-01');
    expect(names(policyId('new-01'))).toEqual(['new-01']);
    expect(names()).not.toContain('new-01');
    const long = await look('a-vm-of-a-very-long-name-such-as-some-people-give1');
    expect(long.policyId).toMatch(/\/jitNetworkAccessPolicies\/[0-9a-f]{6}$/);
  });

  it('leaves a VM in the policy that it is in, whatever is set for new ones', async () => {
    const { enable, look, names } = await atSetup({}, { policy: 'per-vm' });
    await enable('web-02', RDP);
    expect((await look('web-02')).policies).toEqual([{ id: DEFAULT.toLowerCase(), rules: RDP }]);
    expect(names()).toEqual(['web-01', 'web-02', 'both-01']);
  });

  it('is seen in the list of VMs at once', async () => {
    const { enable, azure } = await atSetup();
    const find = async () => (await azure.inventory.all()).find(({ name }) => name === 'new-01');
    expect(await find()).toMatchObject({ protection: 'not-configured', jit: [] });
    await enable('new-01');
    expect(await find()).toMatchObject({ protection: 'configured', jit: [{ number: 22 }] });
    await enable('new-01', []);
    expect(await find()).toMatchObject({ protection: 'not-configured', jit: [] });
    await azure.inventory.refresh();
    expect(await find()).toMatchObject({ protection: 'not-configured', jit: [] });
  });

  it('cuts nobody who is in: an opening of another VM in the policy goes on', async () => {
    const { enable, sandbox, wire, clock } = await atSetup();
    const end = new Date(clock.now().getTime() + 3_600_000).toISOString();
    const ports = [{ number: 22, allowedSourceAddressPrefix: '203.0.113.7', endTimeUtc: end }];
    const id = sandbox.vms.find((vm) => vm.id.endsWith('/web-01'))!.id;
    await wire('POST', `${DEFAULT}/initiate?api-version=2020-01-01`, { virtualMachines: [{ id, ports }] });
    await enable('new-01');
    const requests = sandbox.document(DEFAULT)?.properties.requests as { virtualMachines: object[] }[];
    expect(requests).toMatchObject([{ virtualMachines: [{ ports: [{ status: 'Initiated' }] }] }]);
  });
});

describe('taking a VM out', () => {
  it('leaves the others, and the last one out takes the policy with it', async () => {
    const { enable, names, sandbox } = await atSetup();
    await enable('web-01', []);
    expect(names()).toEqual(['web-02', 'both-01']);
    await enable('web-02', []);
    await enable('both-01', []);
    expect(sandbox.document(DEFAULT)).toBeUndefined();
  });
});

describe('writing again', () => {
  it('does nothing where it stands already, and is harmless after a crash', async () => {
    const { azure, again, look, writes, names } = await atSetup();
    const standing = await look('new-01');
    const order = { vm: standing.vm, policyId: standing.policyId, rules: SSH, before: [] };
    await azure.jitSetup.write(order);
    expect(await again().jitSetup.write(order)).toMatchObject({ traces: [] });
    expect(writes()).toHaveLength(1);
    expect(names()).toHaveLength(4);
  });

  it('keeps every field of everybody, and of itself what stays as it was', async () => {
    const { enable, entries, portal } = await atSetup();
    await portal(([first, ...others]) => [
      {
        ...{ ...first, publicIpAddress: '198.51.100.99', newField: { deep: [1] } },
        ports: [
          {
            ...{ number: 22, protocol: 'TCP', maxRequestAccessDuration: 'P1D', mark: 'theirs' },
            allowedSourceAddressPrefixes: ['203.0.113.0/24', '198.51.100.0/24'],
          },
          { number: 443, protocol: 'UDP', maxRequestAccessDuration: 'PT3H', allowedSourceAddressPrefix: '*' },
        ],
      },
      ...others,
    ]);
    const before = entries();
    await enable('new-01');
    expect(entries().slice(0, 3)).toEqual(before);
    const one = { number: 22, protocol: 'tcp', maxDurationMs: 86_400_000 } as const;
    await enable('web-01', [{ ...one, sources: ['198.51.100.0/24', '203.0.113.0/24'] }, ...RDP]);
    expect(entries()[0]).toEqual({
      ...before[0],
      ports: [before[0]?.ports[0], expect.objectContaining({ number: 3389 })],
    });
  });

  it('never sends `requests` nor the state back', async () => {
    const { enable, around } = await atSetup();
    const bodies: string[] = [];
    around.before = async ({ method, body }) => {
      if (method === 'PUT') bodies.push(String(body));
    };
    await enable('new-01');
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toContain('"appendMode":false');
    expect(bodies[0]).not.toMatch(/"requests"|provisioningState/);
  });
});

const NSG = 'Microsoft.Network/networkSecurityGroups/nsg-subnet';
