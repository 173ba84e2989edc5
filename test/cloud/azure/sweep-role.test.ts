import { expect, it } from 'vitest';
import { sweep } from '../../../src/cli/sweep.ts';
import { roleFor } from '../../../src/cloud/azure/roles.ts';
import type { Order } from '../../../src/ports/provider.ts';
import { openWire } from '../../sandbox/wire.ts';
import { atVm } from './firewall/stand.ts';
import { nsgId, SUB, startAzure } from './sandbox-azure.ts';

const HOUR = 3_600_000;
const ROLE = roleFor('sweep', [`/subscriptions/${SUB}`], { nsg: true, firewall: true }).Actions;
const WRITE = 'Microsoft.Network/firewallPolicies/ruleCollectionGroups/write';
const WEB = `/subscriptions/${SUB}/resourceGroups/rg-Web/providers`;
const JIT = `${WEB}/Microsoft.Security/locations/koreacentral/jitNetworkAccessPolicies/default`;
const RULES = `${WEB}/Microsoft.Network/firewallPolicies/Pol-Hub/ruleCollectionGroups/mine`;

it.each([
  ['a rule of a security group', 'PUT', `${nsgId('nsg-nic')}/securityRules/mine`, '2024-05-01'],
  ['a security group as a whole', 'PUT', nsgId('nsg-nic'), '2024-05-01'],
  ['a just-in-time request', 'POST', `${JIT}/initiate`, '2020-01-01'],
  ['a JIT policy that would let more be asked for', 'PUT', JIT, '2020-01-01'],
  ['a VM taken out of its JIT policy', 'DELETE', JIT, '2020-01-01'],
  ['a rule of a firewall policy', 'PUT', RULES, '2024-05-01'],
] as const)('the role of the sweep opens nothing: %s is refused', async (_, method, path, version) => {
  const { sandbox } = await startAzure();
  sandbox.edit({ kind: 'permissions', actions: [...ROLE] });
  const wire = await openWire(sandbox);
  const sent = method === 'DELETE' ? undefined : { properties: {} };
  const { status, body } = await wire(method, `${path}?api-version=${version}`, sent);
  expect([status, body.error.code]).toEqual([403, 'AuthorizationFailed']);
});

it('what a security group does not keep, behind a firewall, waits for the last rule, which the sweep says', async () => {
  const at = await atVm({ vm: 'bare-01' });
  const open = async (id: string, hours: number, source: string): Promise<void> => {
    const more: Partial<Order> = { request: id, until: new Date(at.clock.now().getTime() + hours * HOUR) };
    await at.open(await at.planFor('8080', source, 'bare-01'), more);
  };
  await open('aj-7k2m9q', 1, '203.0.113.7/32');
  await open('aj-8m3n0r', 3, '203.0.113.8/32');
  const pass = async () => {
    const lines: string[] = [];
    const clean = await sweep(at.again(), at.clock.now(), (line) => lines.push(line));
    return { clean, lines, lets: [await at.lets('203.0.113.7'), await at.lets('203.0.113.8')] };
  };
  at.sandbox.edit({ kind: 'permissions', actions: [...ROLE] });
  at.clock.pass(HOUR + 1);
  const first = await pass();
  expect(first).toMatchObject({ clean: false, lets: [true, true] });
  expect(first.lines.join()).toMatch(/aj-7k2m9q.*goes with the last, at 2026-03-02T15:00:0\dZ|\.000Z/);
  // With a right to write it goes at once, and the other stays.
  at.sandbox.edit({ kind: 'permissions', actions: [...ROLE, WRITE] });
  expect(await pass()).toMatchObject({ clean: true, lets: [false, true] });
  at.sandbox.edit({ kind: 'permissions', actions: [...ROLE] });
  at.clock.pass(2 * HOUR);
  expect(await pass()).toMatchObject({ clean: true, lets: [false, false] });
});

it('without the right to list security groups, and whatever is switched on, the sweep is never clean', async () => {
  const { sandbox, again, clock } = await startAzure();
  sandbox.edit({ kind: 'permissions', actions: ROLE.filter((each) => !each.endsWith('Groups/read')) });
  expect(await sweep(again({ nsg: true, firewall: true }), clock.now(), () => undefined)).toBe(false);
});
