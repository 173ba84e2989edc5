import { describe, expect, it } from 'vitest';
import { atVm, rulesOf } from '../cloud/azure/nsg/stand.ts';
import { nsgId } from '../cloud/azure/sandbox-azure.ts';
import { NOBODY } from '../contracts/provider/stand.ts';

const GROUPS = ['nsg-nic', 'nsg-subnet'];

describe('H21: rules of others', () => {
  it('stand untouched through an opening and a closing, whatever they look like', async () => {
    const { plan, open, provider, order, sandbox } = await atVm();
    const properties = { priority: 300, access: 'Allow' as const, sourceAddressPrefix: '203.0.113.7' };
    for (const nsg of GROUPS)
      for (const [at, name] of [
        'ajar-by-hand',
        'ajar-aj-7k2m9q-g1',
        'ajar-aj-7k2m9q-g2-20260302T130000Z',
      ].entries())
        sandbox.edit({
          kind: 'put-rule',
          nsg: nsgId(nsg),
          name,
          properties: { ...properties, priority: 300 + at },
        });
    const before = GROUPS.map((nsg) => rulesOf(sandbox, nsg));
    const held = await open(await plan());
    for (const [at, nsg] of GROUPS.entries())
      expect(rulesOf(sandbox, nsg)).toEqual(expect.arrayContaining([...(before[at] ?? [])]));
    await provider.close(order(held), NOBODY);
    expect(GROUPS.map((nsg) => rulesOf(sandbox, nsg))).toEqual(before);
  });

  it('are in no call of ours: only rules under our own names are ever written or removed', async () => {
    const { plan, open, provider, order, sandbox } = await atVm();
    await provider.close(order(await open(await plan())), NOBODY);
    const writes = sandbox.calls().filter(({ method }) => method === 'PUT' || method === 'DELETE');
    expect(writes).toHaveLength(4);
    for (const { path } of writes)
      expect(path).toMatch(/\/securityRules\/ajar-aj-7k2m9q-g1-20260302T130000Z$/);
  });
});
