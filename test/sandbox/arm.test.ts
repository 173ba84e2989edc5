import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { IDS, JIT, NET } from './jit.ts';
import { openWire, tokenOf, type Wire } from './wire.ts';

let sandbox: Sandbox;
let wire: Wire;
beforeAll(async () => {
  sandbox = await createSandbox({ settings: { pageSize: 2 } });
  wire = await openWire(sandbox);
});
afterAll(() => sandbox.close());

const SUBSCRIPTION = `/subscriptions/${IDS.prodSubscription}`;

describe('Resource Manager', () => {
  it('answers 401 to a missing token, a forged one and one for another resource, and says which', async () => {
    const codes = [];
    const other = await tokenOf(sandbox, 'https://graph.microsoft.com');
    for (const authorization of ['', `Bearer ${other}x`, `Bearer ${other}`]) {
      const { status, headers, body } = await wire(
        'GET',
        '/subscriptions?api-version=2022-12-01',
        undefined,
        { authorization },
      );
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toContain('Bearer authorization_uri=');
      codes.push(body.error.code);
    }
    expect(codes).toEqual([
      'AuthenticationFailed',
      'InvalidAuthenticationToken',
      'InvalidAuthenticationTokenAudience',
    ]);
  });

  it('answers 401 to an expired token', async () => {
    const old = await createSandbox({ settings: { tokenLifeSeconds: -1 } });
    const late = await openWire(old);
    expect((await late('GET', '/subscriptions?api-version=2022-12-01')).body.error.code).toBe(
      'ExpiredAuthenticationToken',
    );
    await old.close();
  });

  it.each([
    ['no version', 400, 'MissingApiVersionParameter', `${IDS.prodPolicy}`],
    [
      'a version that JIT never had',
      400,
      'NoRegisteredProviderFound',
      `${IDS.prodPolicy}?api-version=2021-01-01`,
    ],
    [
      'a version that subscriptions never had',
      400,
      'InvalidApiVersionParameter',
      '/subscriptions?api-version=1999-01-01',
    ],
    [
      'an unknown subscription',
      404,
      'SubscriptionNotFound',
      `/subscriptions/0/providers/Microsoft.Security/jitNetworkAccessPolicies${JIT}`,
    ],
    ['an unknown group', 404, 'ResourceGroupNotFound', `${IDS.vm01.replace('rg-prod', 'none')}${NET}`],
    ['an unknown VM', 404, 'ResourceNotFound', `${IDS.vm01}9${NET}`],
    ['an unknown type', 404, 'InvalidResourceType', `${SUBSCRIPTION}/providers/Microsoft.Sql/servers${NET}`],
    ['an unknown policy', 404, 'PolicyNotFound', `${IDS.prodPolicy}9${JIT}`],
  ])('words %s as ARM does', async (_, status, code, path) => {
    const reply = await wire('GET', path);
    expect([reply.status, reply.body.error.code]).toEqual([status, code]);
  });

  it('refuses malformed and oversized bodies', async () => {
    const malformed = await wire('PUT', `${IDS.prodPolicy}${JIT}`, '{"kind":');
    expect([malformed.status, malformed.body.error.code]).toEqual([400, 'InvalidRequestContent']);
    const large = await wire('PUT', `${IDS.prodPolicy}${JIT}`, `"${'x'.repeat(5 * 1024 * 1024)}"`);
    expect(large.status).toBe(413);
  });

  it('names the action and the scope that are missing, and shows what there is', async () => {
    const [read, initiate] = ['read', 'initiate/action'].map(
      (verb) => `Microsoft.Security/locations/jitNetworkAccessPolicies/${verb}`,
    );
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [initiate!] });
    const { status, body } = await wire('POST', `${IDS.prodPolicy}/initiate${JIT}`, {});
    expect([status, body.error.code]).toEqual([403, 'AuthorizationFailed']);
    expect(body.error.message).toContain(
      `does not have authorization to perform action '${initiate}' over scope '${IDS.prodPolicy}`,
    );
    expect((await wire('GET', `${IDS.prodPolicy}${JIT}`)).status, read).toBe(200);
    const permissions = await wire(
      'GET',
      `${SUBSCRIPTION}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
    );
    expect(permissions.body.value).toMatchObject([{ actions: ['*'], notActions: [initiate] }]);
    sandbox.edit({ kind: 'permissions', actions: ['*'] });
  });

  it('gives links that follow the host that the client used', async () => {
    const host = sandbox.arm.replace('https://localhost', '127.0.0.1');
    const { body } = await wire(
      'GET',
      `${SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines${NET}`,
      undefined,
      { host },
    );
    expect(body.value).toHaveLength(2);
    expect(body.nextLink).toMatch(new RegExp(`^https://${host}/subscriptions/`));
    const next = new URL(body.nextLink);
    const second = await wire('GET', next.pathname + next.search);
    expect(second.body.value[0].name).not.toBe(body.value[0].name);
  });

  it('tells the Defender plan in each version as that version does', async () => {
    const path = `${SUBSCRIPTION}/providers/Microsoft.Security/pricings/VirtualMachines?api-version=`;
    const [oldest, newer, newest] = await Promise.all(
      ['2018-06-01', '2022-03-01', '2023-01-01'].map((v) => wire('GET', path + v)),
    );
    expect(oldest!.body.properties).toEqual({ pricingTier: 'Standard', freeTrialRemainingTime: 'PT0S' });
    expect(newer!.body.properties).toMatchObject({ subPlan: 'P2' });
    expect(newest!.body.properties).toMatchObject({ subPlan: 'P2', extensions: [] });
  });

  it('refuses a second rule of one priority, and a write with an old etag', async () => {
    const properties = {
      protocol: 'Tcp',
      access: 'Allow',
      direction: 'Inbound',
      priority: 4096,
      sourceAddressPrefix: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '22',
    };
    const clash = await wire('PUT', `${IDS.nsg}/securityRules/mine${NET}`, { properties });
    expect([clash.status, clash.body.error.code]).toEqual([400, 'SecurityRuleConflict']);
    const good = { properties: { ...properties, priority: 500 } };
    expect((await wire('PUT', `${IDS.nsg}/securityRules/mine${NET}`, good)).status).toBe(201);
    const stale = await wire('DELETE', `${IDS.nsg}/securityRules/mine${NET}`, undefined, {
      'if-match': 'W/"old"',
    });
    expect(stale.status).toBe(412);
  });

  it('takes one change of a group at a time, and rules with both sides alone', async () => {
    const properties = {
      ...{ protocol: 'Tcp', access: 'Allow', direction: 'Inbound', priority: 600 },
      ...{
        sourceAddressPrefix: '203.0.113.7',
        destinationAddressPrefix: '10.0.0.4',
        destinationPortRange: '22',
      },
    };
    const slow = await createSandbox({ settings: { operationMs: 60_000 } });
    const other = await openWire(slow);
    const put = (name: string, more: object) =>
      other('PUT', `${IDS.nsg}/securityRules/${name}${NET}`, { properties: { ...properties, ...more } });
    const halves = [
      { sourceAddressPrefix: '' },
      { sourceAddressPrefixes: ['203.0.113.8'] },
      { description: 'x'.repeat(141) },
    ];
    for (const half of halves) expect((await put('mine', half)).status).toBe(400);
    expect((await put('mine', {})).status).toBe(201);
    const second = await put('other', { priority: 601 });
    expect([second.status, second.body.error.code]).toEqual([429, 'RetryableErrorDueToAnotherOperation']);
    expect((await other('DELETE', `${IDS.nsg}/securityRules/mine${NET}`)).status).toBe(429);
    await slow.close();
  });

  it('shows a VM as compute does: the power state only when asked for', async () => {
    const plain = await wire('GET', `${IDS.vm01}${NET}`);
    expect(plain.body.properties).not.toHaveProperty('extended');
    expect(plain.body.properties).not.toHaveProperty('instanceView');
    const asked = await wire('GET', `${IDS.vm01}${NET}&$expand=instanceView`);
    expect(asked.body.properties.instanceView.statuses[1].code).toBe('PowerState/running');
  });
});
