import { describe, expect, it } from 'vitest';
import { createAzure } from '../../../../src/cloud/azure/azure.ts';
import {
  asSent,
  ids,
  initiates,
  nsgId,
  orderFor,
  planned,
  seenAs,
  silent,
  startAzure,
} from '../sandbox-azure.ts';

const POST = { method: 'POST', pathContains: '/initiate' };

describe('an opening that goes wrong', () => {
  it('is looked at again when its answer is lost, and is never sent twice', async () => {
    const { azure, sandbox, clock } = await startAzure({ settings: { openMs: 10_000 } });
    sandbox.order({ match: POST, fault: { kind: 'drop-answer' } });
    const grants = await planned(azure, ids.web01, '22');
    expect(await azure.provider.open(orderFor(clock, grants))).toMatchObject([{ state: 'sent' }]);
    expect(await azure.provider.open(orderFor(clock, asSent(grants)))).toMatchObject([{ state: 'sent' }]);
    clock.pass(11_000);
    expect(await azure.provider.open(orderFor(clock, asSent(grants)))).toMatchObject([{ state: 'open' }]);
    expect(initiates(sandbox)).toBe(1);
  });

  it('is sent again by nobody when the call never arrived: that cannot be told from a lost answer', async () => {
    const { azure, sandbox, clock } = await startAzure();
    sandbox.order({ match: POST, fault: { kind: 'reset' } });
    const grants = await planned(azure, ids.web01, '22');
    expect(await azure.provider.open(orderFor(clock, grants))).toMatchObject([{ state: 'sent' }]);
    expect(await azure.provider.open(orderFor(clock, asSent(grants)))).toMatchObject([{ state: 'sent' }]);
    expect(initiates(sandbox)).toBeLessThanOrEqual(1);
    expect(await azure.provider.close(orderFor(clock, asSent(grants)), new Set())).toMatchObject([
      { state: 'sent' },
    ]);
    clock.pass(3_600_001);
    expect(await azure.provider.close(orderFor(clock, asSent(grants)), new Set())).toMatchObject([
      { state: 'closed' },
    ]);
  });

  it.each([500, 503])('is not repeated after a %i', async (status) => {
    const { azure, sandbox, clock } = await startAzure();
    sandbox.order({ match: POST, fault: { kind: 'status', status } });
    const grants = await planned(azure, ids.web01, '22');
    const [seen] = await azure.provider.open(orderFor(clock, grants));
    expect(seen).toMatchObject({ state: 'sent' });
    expect(seen).not.toHaveProperty('unsent');
    expect(initiates(sandbox)).toBe(1);
  });

  it('throws busy with the wait when Azure throttles, and says that nothing was sent', async () => {
    const { azure, sandbox, clock } = await startAzure();
    sandbox.order({
      match: POST,
      fault: { kind: 'status', status: 429, code: 'TooManyRequests', retryAfter: 17 },
    });
    const grants = await planned(azure, ids.web01, '22');
    await expect(azure.provider.open(orderFor(clock, grants))).rejects.toMatchObject({
      ...{ kind: 'busy', nothingSent: true, retryAfterMs: 17_000 },
      message: expect.stringContaining('17 s'),
    });
    expect(await azure.provider.open(orderFor(clock, grants))).toMatchObject([{ state: 'open' }]);
  });

  it('fails with the missing action and scope when Azure refuses it', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const action = 'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action';
    const grants = await planned(azure, ids.web01, '22');
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [action] });
    const [seen] = await azure.provider.open(orderFor(clock, grants));
    expect(seen).toMatchObject({ state: 'failed', note: expect.stringContaining(action) });
    expect(seen?.note).toContain('/subscriptions/');
    expect(seen?.traces[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('fails with the maximum when the JIT policy was made stricter since', async () => {
    const { azure, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    const until = new Date(clock.now().getTime() + 6 * 3_600_000);
    const [seen] = await azure.provider.open(orderFor(clock, grants, { until }));
    expect(seen).toMatchObject({ state: 'failed', note: expect.stringContaining('3 h at most') });
  });

  it('fails when its JIT policy is gone', async () => {
    const { azure, clock } = await startAzure();
    const [grant] = await planned(azure, ids.web01, '22');
    const gone = { ...grant!, cloud: { ...grant!.cloud, jitPolicyId: `${grant!.cloud.jitPolicyId}2` } };
    const [seen] = await azure.provider.open(orderFor(clock, [gone]));
    expect(seen).toMatchObject({ state: 'failed', note: expect.stringContaining('JIT policy') });
  });

  it('H13: is never called open when Azure accepts it and then opens nothing', async () => {
    const { azure, sandbox, clock } = await startAzure();
    sandbox.order({ match: POST, fault: { kind: 'never-opens' } });
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open(orderFor(clock, grants));
    clock.pass(120_000);
    const held = asSent(grants);
    expect(await azure.provider.open(orderFor(clock, held))).toMatchObject([{ state: 'sent' }]);
    expect(await azure.provider.close(orderFor(clock, held), new Set())).toMatchObject([{ state: 'sent' }]);
  });

  it('H13: is not called open on the word Initiated alone, nor closed on a word that is not known', async () => {
    const { azure, sandbox, clock } = await startAzure();
    sandbox.order({ match: POST, fault: { kind: 'accept-then-fail', portStatus: 'Initiated' } });
    const lied = asSent(await planned(azure, ids.web01, '22'));
    await azure.provider.open(
      orderFor(
        clock,
        lied.map((grant) => ({ ...grant, state: 'planned' })),
      ),
    );
    expect(await azure.provider.read(orderFor(clock, lied))).toMatchObject([{ state: 'sent' }]);

    sandbox.order({ match: POST, fault: { kind: 'accept-then-fail', portStatus: 'Perished' } });
    const failed = asSent(await planned(azure, ids.web02, '22'));
    const other = { request: 'aj-000002' };
    await azure.provider.open(
      orderFor(
        clock,
        failed.map((grant) => ({ ...grant, state: 'planned' })),
        other,
      ),
    );
    const [seen] = await azure.provider.read(orderFor(clock, failed, other));
    expect(seen).toMatchObject({ state: 'sent', note: expect.stringContaining('"Perished"') });
    const [closing] = await azure.provider.close(orderFor(clock, failed, other), new Set());
    expect(closing).toMatchObject({ state: 'sent' });
  });

  it('counts as open with a remark where the network may not be read, and closing is then not claimed', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web02, '22');
    const hidden = 'Microsoft.Network/networkSecurityGroups/securityRules/read';
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [hidden] });
    await azure.provider.open(orderFor(clock, grants));
    const open = await azure.provider.read(orderFor(clock, asSent(grants)));
    expect(open).toMatchObject([{ state: 'open', note: expect.stringContaining(hidden) }]);
    const held = seenAs(grants, open);
    await expect(azure.provider.close(orderFor(clock, held), new Set())).rejects.toMatchObject({
      kind: 'denied',
    });
    clock.pass(3_600_001); // Azure revokes it by itself, which is proof
    expect(await azure.provider.close(orderFor(clock, held), new Set())).toMatchObject([{ state: 'closed' }]);
  });

  it('names the right that early closing lacks, and leaves the port told as open', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web02, '22');
    await azure.provider.open(orderFor(clock, grants));
    const lacking = 'Microsoft.Network/networkSecurityGroups/securityRules/delete';
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [lacking] });
    await expect(azure.provider.close(orderFor(clock, asSent(grants)), new Set())).rejects.toMatchObject({
      ...{ kind: 'denied', message: expect.stringContaining(lacking) },
    });
  });

  it('H8: a grant that cannot be closed does not hold up the others', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const [a] = await planned(azure, ids.both, '22');
    const [b] = await planned(azure, ids.web01, '22');
    const grants = [
      { ...a!, key: 'a' },
      { ...b!, key: 'b' },
    ];
    await azure.provider.open(orderFor(clock, grants));
    sandbox.edit({ kind: 'lock', resource: nsgId('nsg-second'), locked: true });
    const seen = await azure.provider.close(orderFor(clock, asSent(grants)), new Set());
    expect(seen.find(({ key }) => key === 'b')).toMatchObject({ state: 'closed' });
    expect(seen.find(({ key }) => key === 'a')).toMatchObject({
      state: 'sent',
      note: expect.stringContaining('lock'),
    });
  });

  it('does not wait for ever for a removal, and calls it closed once a read shows it', async () => {
    const { again, clock } = await startAzure({ settings: { operationMs: 60_000 } });
    const { provider, inventory } = again({ callTimeoutMs: 6000 });
    const grants = asSent(await planned({ inventory, provider }, ids.web02, '22'));
    await provider.open(
      orderFor(
        clock,
        grants.map((grant) => ({ ...grant, state: 'planned' })),
      ),
    );
    await expect(provider.close(orderFor(clock, grants), new Set())).rejects.toMatchObject({ kind: 'busy' });
    clock.pass(61_000);
    expect(
      await provider.close(
        orderFor(clock, seenAs(grants, [{ key: 'g1', state: 'open', traces: [] }])),
        new Set(),
      ),
    ).toMatchObject([{ state: 'closed' }]);
  });

  it('gives up a call that hangs before the lease of the deed ends', async () => {
    const { sandbox, clock, again, azure } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    sandbox.order({
      match: { method: 'GET', pathContains: 'jitNetworkAccessPolicies', times: 0 },
      fault: { kind: 'hang' },
    });
    const hasty = again({ callTimeoutMs: 400 });
    await expect(hasty.provider.open(orderFor(clock, grants))).rejects.toMatchObject({
      kind: 'busy',
      nothingSent: true,
    });
    await expect(hasty.provider.read(orderFor(clock, asSent(grants)))).rejects.toMatchObject({
      kind: 'busy',
    });
    await expect(hasty.provider.close(orderFor(clock, asSent(grants)), new Set())).rejects.toMatchObject({
      kind: 'busy',
    });
  });

  it('names the host that cannot be reached, or is not trusted', async () => {
    const { sandbox, clock, azure } = await startAzure();
    const [grant] = await planned(azure, ids.web01, '22');
    const credential = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const elsewhere = (endpoint: string) =>
      createAzure({ endpoint, scope: `${endpoint}/.default` }, { clock, log: silent, credential }).providers
        .defender;
    await expect(elsewhere('https://127.0.0.1:1').open(orderFor(clock, [grant!]))).rejects.toMatchObject({
      ...{ kind: 'busy', nothingSent: true, message: expect.stringContaining('127.0.0.1:1') },
    });
    await expect(elsewhere(sandbox.arm).open(orderFor(clock, [grant!]))).rejects.toMatchObject({
      ...{ kind: 'broken', message: expect.stringContaining('AJAR_CA_FILE') },
    });
  });
});
