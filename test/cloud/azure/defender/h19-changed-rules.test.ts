import { describe, expect, it } from 'vitest';
import { asSent, ids, nsgId, orderFor, planned, startAzure } from '../sandbox-azure.ts';

const none = new Set<string>();
type Started = Awaited<ReturnType<typeof startAzure>>;

/** The allow rules that Defender made, in one group. */
const allows = ({ sandbox }: Pick<Started, 'sandbox'>, nsg: string) =>
  (sandbox.document(nsgId(nsg))?.properties.securityRules ?? []).filter(
    ({ name, properties }: { name: string; properties: { access: string } }) =>
      name.includes('JITRule-') && properties.access === 'Allow',
  );

/** 22 on web-02 is open; what was learnt of it is kept as the flow keeps it. */
async function opened() {
  const there = await startAzure();
  const { azure, clock } = there;
  const sent = asSent(await planned(azure, ids.web02, '22'));
  await azure.provider.open(orderFor(clock, await planned(azure, ids.web02, '22')));
  const [seen] = await azure.provider.read(orderFor(clock, sent));
  expect(seen).toMatchObject({ state: 'open', rules: expect.stringContaining('jitrule') });
  const held = sent.map((grant) => ({
    ...{ ...grant, state: 'open' as const },
    cloud: { ...grant.cloud, rules: seen?.rules ?? '' },
  }));
  const change = (made: Readonly<Record<string, unknown>>): void => {
    const { name, properties } = allows(there, 'nsg-subnet')[0];
    there.sandbox.edit({
      ...{ kind: 'put-rule', nsg: nsgId('nsg-subnet'), name },
      properties: { ...properties, ...made },
    });
  };
  return { ...there, held, change };
}

describe('a rule of Defender’s that somebody changed', () => {
  it.each([
    ['its source', { sourceAddressPrefix: '*' }, 'from anywhere'],
    ['its port', { destinationPortRange: '20-9000' }, 'tcp 20-9000'],
    ['its protocol', { protocol: '*' }, 'any protocol 22'],
    ['its destination', { destinationAddressPrefix: '10.0.0.0/24' }, 'to 10.0.0.0/24'],
  ] as const)('H19: is told with before and after: %s', async (_what, made, after) => {
    const { azure, clock, held, change } = await opened();
    change(made);
    const [seen] = await azure.provider.read(orderFor(clock, held));
    expect(seen).toMatchObject({ state: 'open', changed: true, wider: true });
    expect(seen?.note).toContain('it let in tcp 22 from 203.0.113.7 to 10.0.0.');
    expect(seen?.note).toContain(`now it lets in`);
    expect(seen?.note).toContain(after);
  });

  it('is no wider where it was narrowed, and then not shut by its name alone', async () => {
    const { azure, clock, held, change } = await opened();
    change({ access: 'Deny' });
    const [seen] = await azure.provider.read(orderFor(clock, held));
    expect(seen).toMatchObject({ state: 'open', changed: true });
    expect(seen?.wider).toBeUndefined();
  });

  it('H19: goes when the access is closed, and is read back', async () => {
    const there = await opened();
    const { azure, clock, held, change } = there;
    change({ sourceAddressPrefix: '*' });
    expect(await azure.provider.close(orderFor(clock, held), none)).toMatchObject([{ state: 'closed' }]);
    expect(allows(there, 'nsg-subnet')).toEqual([]);
  });

  it('is found where the VM was moved with its interface and its group', async () => {
    const { azure, clock, held, sandbox } = await opened();
    const group = sandbox.document(nsgId('nsg-subnet'))!;
    const id = group.id.replace('rg-Web', 'rg-moved');
    sandbox.put({ ...group, id });
    const [nic = ''] = held[0]?.vm.nicIds ?? [];
    for (const resource of [nsgId('nsg-subnet'), nic]) sandbox.edit({ kind: 'remove', resource });
    expect(await azure.provider.close(orderFor(clock, held), none)).toMatchObject([{ state: 'closed' }]);
    const left: readonly { name: string }[] = sandbox.document(id)?.properties.securityRules;
    expect(left.filter(({ name }) => name.includes('JITRule-'))).toEqual([]);
    expect(left).not.toHaveLength(0);
  });

  it('H19: is not called closed while it cannot be removed', async () => {
    const { azure, clock, held, change, sandbox } = await opened();
    change({ sourceAddressPrefix: '*' });
    sandbox.edit({ kind: 'lock', resource: nsgId('nsg-subnet'), locked: true });
    await expect(azure.provider.close(orderFor(clock, held), none)).rejects.toThrow();
  });

  it('H19: goes also where another request keeps the port open from the same source', async () => {
    const there = await opened();
    const { azure, clock, held, change } = there;
    change({ sourceAddressPrefix: '*' });
    const keep = new Set(held.map(({ target, source }) => `${target}|${source}`));
    expect(await azure.provider.close(orderFor(clock, held), keep)).toMatchObject([{ state: 'closed' }]);
    expect(allows(there, 'nsg-subnet')).toEqual([]);
  });
});
