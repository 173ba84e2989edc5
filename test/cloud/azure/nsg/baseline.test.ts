import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../../src/access/check/judge.ts';
import { losingByBaseline } from '../../../../src/access/setup/baseline.ts';
import { sweep } from '../../../../src/cli/sweep.ts';
import { denying } from '../../../../src/cloud/azure/nsg/deny-rule.ts';
import { neededFor } from '../../../../src/cloud/azure/permissions.ts';
import { nsgId, SUB } from '../sandbox-azure.ts';
import { atBaseline, ELSEWHERE, INSIDE, OUTSIDE, SWITCHED_ON } from './baseline-stand.ts';
import { rulesOf } from './stand.ts';

const NETWORK = `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Network`;
const PORT = { number: 8080, protocol: 'tcp' } as const;

describe('the deny baseline, up to the socket', () => {
  it('shuts a port to the virtual network, and gives it back when it is taken out', async () => {
    const { lets, make, takeOut, baselineRules } = await atBaseline();
    expect([await lets(INSIDE), await lets(OUTSIDE)]).toEqual([true, false]);
    await make();
    expect([await lets(INSIDE), await lets(OUTSIDE)]).toEqual([false, false]);
    await takeOut();
    expect(baselineRules('nsg-nic')).toEqual([]);
    expect(await lets(INSIDE)).toBe(true);
  });

  it.each([
    INSIDE,
    OUTSIDE,
  ])('lets %s in while it is opened for it alone, and shuts again', async (source) => {
    const { lets, make, openAndClose } = await atBaseline();
    await make();
    const knocks = async () => [await lets(source), await lets(ELSEWHERE), await lets('203.0.113.8')];
    expect(await openAndClose(source, knocks)).toEqual({
      ...{ opened: 'open', whileOpen: [true, false, false] },
      ...{ closed: 'closed', after: [false, false, false] },
    });
  });

  it('leaves an opening alone that was there before it', async () => {
    const { lets, make, open, planFor, baselineRules } = await atBaseline();
    await open(await planFor('web-01', '8080', `${INSIDE}/32`));
    await make();
    expect(baselineRules('nsg-nic')).toHaveLength(1);
    expect([await lets(INSIDE), await lets(ELSEWHERE)]).toEqual([true, false]);
  });
});

describe('a rule of the deny baseline', () => {
  it('is one for each group, of its VM and port alone, from everybody, as late as can be', async () => {
    const { make, baselineRules } = await atBaseline();
    const { vm } = await make();
    const name = `ajar-baseline-${vm.vmId.replaceAll('-', '').slice(0, 12)}-8080-tcp`;
    for (const nsg of ['nsg-nic', 'nsg-subnet'])
      expect(baselineRules(nsg)).toMatchObject([
        {
          name,
          properties: {
            ...{ access: 'Deny', direction: 'Inbound', protocol: 'Tcp', sourceAddressPrefix: '*' },
            ...{ destinationAddressPrefix: '10.0.0.4', destinationPortRange: '8080' },
            description: 'ajar baseline of web-01: shut unless Ajar opens it',
          },
        },
      ]);
  });

  it('takes another number where Defender has the last ones', async () => {
    const { make, baselineRules, sandbox } = await atBaseline();
    const before = new Set(
      rulesOf(sandbox, 'nsg-nic').map(({ properties }) => properties.priority as number),
    );
    await make();
    const [rule] = baselineRules('nsg-nic');
    const wanted = [4096, 4095, 4094, 4093].find((priority) => !before.has(priority));
    expect([before.has(4096), rule?.properties.priority]).toEqual([true, wanted]);
  });

  it('never comes before a rule of somebody else that lets in on the port', async () => {
    const { make, foreign, lets, baselineRules, sandbox } = await atBaseline();
    // Defender's deny rules have the numbers after it.
    for (const nsg of ['nsg-nic', 'nsg-subnet']) {
      const numbers = rulesOf(sandbox, nsg).map(({ properties }) => Number(properties.priority));
      foreign(nsg, 'theirs', Math.min(...numbers.filter((each) => each > 4000)) - 1);
    }
    const { faults, missing } = await make();
    expect(missing).toEqual([]);
    expect(faults).toHaveLength(2);
    expect(faults[0]).toMatch(
      /no free priority after its rule "theirs" \(\d+\), which Ajar does not overrule/,
    );
    expect(baselineRules('nsg-nic')).toEqual([]);
    expect(await lets('198.51.100.9')).toBe(true);
    for (const nsg of ['nsg-nic', 'nsg-subnet']) foreign(nsg, 'theirs', 3000);
    await make();
    expect(Number(baselineRules('nsg-nic')[0]?.properties.priority)).toBeGreaterThan(3000);
    expect([await lets('198.51.100.9'), await lets(INSIDE)]).toEqual([true, false]);
  });

  it('is written once, and put right where a hand changed it', async () => {
    const { make, look, baseline, sandbox, writes, baselineRules, lets } = await atBaseline();
    const { missing, vm } = await make();
    const since = sandbox.calls().length;
    expect((await look()).missing).toEqual([]);
    for (const rule of missing) await baseline.write(vm, rule);
    expect(writes(since)).toEqual([]);
    for (const nsg of ['nsg-nic', 'nsg-subnet']) {
      const [{ name, properties } = { name: '', properties: {} }] = baselineRules(nsg);
      sandbox.edit({
        ...{ kind: 'put-rule', nsg: nsgId(nsg), name },
        properties: { ...properties, access: 'Allow' } as never,
      });
    }
    expect(await lets(OUTSIDE)).toBe(true);
    expect((await make()).missing).toHaveLength(2);
    expect(await lets(OUTSIDE)).toBe(false);
  });

  it('is one more for addresses of the other family', async () => {
    const { make, baselineRules } = await atBaseline({ vm: 'six-01' });
    await make();
    expect(
      baselineRules('nsg-second').map(({ name, properties }) => [
        name.split('-8080-')[1],
        properties.destinationAddressPrefix,
      ]),
    ).toEqual([
      ['tcp', '10.0.1.7'],
      ['tcp-ipv6', 'fd00::7'],
    ]);
  });

  it.each([
    [[]],
    [['*']],
    [['0.0.0.0/0']],
  ])('is never written for %j: it would shut a whole network', (addresses) => {
    const { body } = denying({ name: 'ajar-baseline-0-8080-tcp', port: PORT, addresses }, 'web-01');
    expect(() => body(4096)).toThrow("A deny rule needs the VM's own addresses");
  });

  it('is not made where a JIT policy keeps the port, or no group is before the VM', async () => {
    const { look } = await atBaseline();
    expect((await look('22/any')).faults).toEqual([
      'A JIT policy keeps 22/any of it, with a deny rule of its own.',
    ]);
    const bare = await atBaseline({ vm: 'bare-01' });
    expect((await bare.look()).faults).toEqual([
      'No network security group is before it. Give its interface or its subnet one.',
    ]);
  });

  it('is called there only when it was read back', async () => {
    const { look, baseline, sandbox } = await atBaseline();
    const { vm, missing } = await look();
    sandbox.order({
      match: { method: 'PUT', pathContains: '/securityRules/ajar-baseline' },
      fault: { kind: 'accept-then-fail' },
    });
    await expect(baseline.write(vm, missing[0]!)).rejects.toMatchObject({ name: 'CloudError' });
  });
});

describe('what is taken out', () => {
  it('is never a rule that somebody made to be about a group in place of addresses: whose it is cannot be told', async () => {
    const { look, foreign } = await atBaseline();
    const name = 'ajar-baseline-0123456789ab-8080-tcp';
    foreign('nsg-nic', name, 4000, { access: 'Deny', destinationAddressPrefix: '10.0.0.4' });
    expect((await look()).standing).toMatchObject([{ name }]);
    const groups = [{ id: `${NETWORK}/applicationSecurityGroups/others` }];
    const about = { destinationAddressPrefix: '', destinationApplicationSecurityGroups: groups };
    foreign('nsg-nic', name, 4000, { access: 'Deny', ...about });
    expect((await look()).standing).toEqual([]);
  });
});

describe('who is told what of the deny baseline', () => {
  it('is told who loses access, who stays let in and by which rule, and what becomes of probes', async () => {
    const { look, foreign, sandbox } = await atBaseline();
    for (const nsg of ['nsg-nic', 'nsg-subnet']) foreign(nsg, 'theirs', 3000);
    const nic = sandbox.document(`${NETWORK}/networkInterfaces/web-01-nic`)!;
    nic.properties.ipConfigurations[0].properties.loadBalancerBackendAddressPools = [
      { id: `${NETWORK}/loadBalancers/lb/backendAddressPools/pool` },
    ];
    sandbox.put(nic);
    const rows = losingByBaseline((await look()).network, [PORT]);
    expect(rows.map(({ fate }) => fate)).toEqual(['stays', 'denied', 'denied']);
    expect(rows[0]).toMatchObject({
      sentence: expect.stringMatching(/open to 198\.51\.100\.9, by the rule "theirs".*stays open\.$/),
      mend: expect.stringMatching(/^Remove the rule "theirs"/),
    });
    expect(rows[1]?.sentence).toMatch(
      /virtual network.*AllowVnetInBound\. Ajar's baseline comes before that/,
    );
    expect(rows[2]?.sentence).toMatch(/probes of the load balancer lb.*AllowAzureLoadBalancerInBound/);
  });

  it("is told by check that Ajar shut it, and where the rule is another VM's", async () => {
    const { make, azure, id, sandbox } = await atBaseline();
    await make();
    const check = async () => findingsOf(await azure.inspector.inspect({ id, name: 'web-01' }));
    const { ports, remarks } = await check();
    expect(ports.find((each) => each.ports === '8080/tcp')).toMatchObject({
      state: 'shut',
      sentence: expect.stringMatching(
        /^Shut by Ajar's baseline rule "ajar-baseline-[0-9a-f]{12}-8080-tcp" of /,
      ),
    });
    const isStranger = (text: string): boolean => text.includes('was made for another VM');
    expect(remarks.some(isStranger)).toBe(false);
    sandbox.edit({ kind: 'replace-vm', vm: id });
    expect((await check()).remarks.filter(isStranger)).toHaveLength(2);
  });

  it('can take out what was made for the VM that had its name before', async () => {
    const { make, takeOut, id, sandbox, baselineRules } = await atBaseline();
    await make();
    sandbox.edit({ kind: 'replace-vm', vm: id });
    await takeOut();
    expect(baselineRules('nsg-nic')).toEqual([]);
  });
});

describe('nothing takes the deny baseline for an opening', () => {
  it('not the sweep and not drift, whenever', async () => {
    const { make, azure, clock, baselineRules, lets } = await atBaseline();
    await make();
    clock.pass(400 * 24 * 3_600_000);
    expect(await azure.findOurs()).toEqual({ found: [], doubts: [] });
    const { found, rules, openings } = await azure.outside.survey();
    expect([found, openings]).toEqual([[], []]);
    expect([...rules.keys()].filter((place) => place.includes('baseline'))).toEqual([]);
    const lines: string[] = [];
    expect(await sweep(azure, clock.now(), (line) => lines.push(line))).toBe(true);
    expect(lines).toEqual(["0 of Ajar's in the cloud, 0 past the end."]);
    expect([baselineRules('nsg-nic').length, baselineRules('nsg-subnet').length]).toEqual([1, 1]);
    expect(await lets(INSIDE)).toBe(false);
  });
});

describe('the deny baseline is off', () => {
  it.each([
    [{ nsg: false }, 'AJAR_NSG=on, with'],
    [{ configure: undefined }, 'AJAR_CONFIGURE=on, with'],
  ] as const)('with %j, and then nothing is asked of Azure', async (less, says) => {
    const { again, look, sandbox } = await atBaseline();
    const { baseline } = again({ ...SWITCHED_ON, ...less } as never);
    const since = sandbox.calls().length;
    expect(baseline.off).toContain(says);
    await expect(look('8080', baseline)).rejects.toMatchObject({ kind: 'denied', nothingSent: true });
    expect(sandbox.calls().length).toBe(since);
  });
});

describe('the identity that opens ports', () => {
  it('may make the baseline and take it out with the role it has; the one that configures may not', async () => {
    const { sandbox, make, takeOut, lets } = await atBaseline();
    const may = (can: 'open' | 'configure') =>
      sandbox.edit({ kind: 'permissions', actions: [...neededFor(can, { nsg: true })] });
    may('open');
    await make();
    expect(await lets(INSIDE)).toBe(false);
    await takeOut();
    may('configure');
    await expect(make()).rejects.toMatchObject({ kind: 'denied' });
    expect(await lets(INSIDE)).toBe(true);
  });
});
