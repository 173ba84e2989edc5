import { describe, expect, it } from 'vitest';
import { ids, nsgId, orderFor, planned, seenAs, startAzure } from '../sandbox-azure.ts';
import { addLike, withStatus } from './requests.ts';

const NONE = new Set<string>();

/** Open, with a second entry of ours in Azure, such as after a call that was sent again. */
async function sentTwice(second: string) {
  const cloud = await startAzure();
  const { azure, sandbox, clock } = cloud;
  const grants = await planned(azure, ids.web02, '22');
  const held = seenAs(grants, await azure.provider.open(orderFor(clock, grants)));
  expect(held).toMatchObject([{ state: 'open' }]);
  addLike(sandbox, withStatus(second));
  return { ...cloud, held, order: orderFor(clock, held) };
}

const removeRules = ({ sandbox }: Awaited<ReturnType<typeof sentTwice>>): void => {
  for (const { name } of sandbox.document(nsgId('nsg-subnet'))?.properties.securityRules ?? [])
    if (name.includes('JITRule')) sandbox.edit({ kind: 'delete-rule', nsg: nsgId('nsg-subnet'), name });
};

describe('an opening that was sent again', () => {
  it.each([
    'Initiating',
    'Perished',
  ])('is not called closed while one entry of it is %s, though the rule is gone', async (status) => {
    const { azure, clock, held, order } = await sentTwice(status);
    expect(await azure.provider.close(order, NONE)).toMatchObject([
      { state: 'sent', note: expect.stringContaining('may still be opening') },
    ]);
    clock.pass(3_600_001);
    expect(await azure.provider.close(orderFor(clock, held, { until: order.until }), NONE)).toMatchObject([
      { state: 'closed' },
    ]);
  });

  it('is closed when the other entry of it is revoked', async () => {
    const { azure, order } = await sentTwice('Revoked');
    expect(await azure.provider.close(order, NONE)).toMatchObject([{ state: 'closed' }]);
  });

  it('is not read as closed either', async () => {
    const opening = await sentTwice('Initiating');
    removeRules(opening);
    expect(await opening.azure.provider.read(opening.order)).toMatchObject([{ state: 'sent' }]);
    const settled = await sentTwice('Revoked');
    removeRules(settled);
    expect(await settled.azure.provider.read(settled.order)).toMatchObject([{ state: 'closed' }]);
  });

  it("is not called closed for the sake of somebody else's opening", async () => {
    const { azure, sandbox, order } = await sentTwice('Initiating');
    addLike(sandbox, (asked) => {
      asked.justification = 'patching';
    });
    const rules = () => sandbox.document(nsgId('nsg-subnet'))?.properties.securityRules.length;
    const before = rules();
    expect(await azure.provider.close(order, NONE)).toMatchObject([
      { state: 'sent', note: expect.stringContaining('may still be opening') },
    ]);
    expect(rules()).toBe(before);
  });
});
