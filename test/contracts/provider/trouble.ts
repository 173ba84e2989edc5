import { describe, expect, it } from 'vitest';
import type { ProviderName } from '../../../src/access/grant.ts';
import { asSent, type Here, learnt, NOBODY } from './stand.ts';

/** The right by which each provider opens. */
const OPENS_BY: Readonly<Record<ProviderName, string>> = {
  defender: 'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action',
  nsg: 'Microsoft.Network/networkSecurityGroups/securityRules/write',
  'azure-firewall': 'Microsoft.Network/firewallPolicies/ruleCollectionGroups/write',
};

export function troubleContract(here: Here): void {
  describe('a bad day', () => {
    it('H13: what Azure accepts and then does not do is never called open', async () => {
      const { plan, provider, order, sandbox, place, lets, clock } = await here();
      sandbox.order({ match: { ...place.sends, times: 2 }, fault: { kind: 'accept-then-fail' } });
      const grants = await plan();
      const [first] = await provider.open(order(grants));
      expect(first?.state).not.toBe('open');
      expect(await lets('203.0.113.7')).toBe(false);
      clock.pass(2000);
      const held = learnt(asSent(grants), await provider.open(order(asSent(grants))));
      expect(await lets('203.0.113.7')).toBe(held[0]?.state === 'open');
    });

    it('throws busy with the wait when Azure throttles, and nothing was sent', async () => {
      const { plan, open, provider, order, sandbox, place } = await here();
      const fault = { kind: 'status', status: 429, code: 'TooManyRequests', retryAfter: 17 } as const;
      sandbox.order({ match: { ...place.sends, times: 2 }, fault });
      const grants = await plan();
      await expect(provider.open(order(grants))).rejects.toMatchObject({
        ...{ kind: 'busy', nothingSent: true, retryAfterMs: 17_000 },
        message: expect.stringContaining('17 s'),
      });
      sandbox.clearFaults();
      expect(await open(grants)).toMatchObject([{ state: 'open' }]);
    });

    it.each([
      [409, 'AnotherOperationInProgress'],
      [429, 'RetryableErrorDueToAnotherOperation'],
    ])('opens all the same when something else is changing there (%i %s)', async (status, code) => {
      const { plan, open, provider, order, sandbox, place, lets } = await here();
      sandbox.order({ match: place.sends ?? {}, fault: { kind: 'status', status, code } });
      const grants = await plan();
      const first = await provider.open(order(grants)).catch((error: unknown) => error);
      if (first instanceof Error) expect(first).toMatchObject({ kind: 'busy', nothingSent: true });
      expect(await open(grants)).toMatchObject([{ state: 'open' }]);
      expect(await lets('203.0.113.7')).toBe(true);
    });

    it('looks again when the answer is lost, and makes nothing twice', async () => {
      const { plan, open, sandbox, place, rules } = await here();
      const before = rules();
      sandbox.order({ match: { ...place.sends, times: 1 }, fault: { kind: 'drop-answer' } });
      expect(await open(await plan())).toMatchObject([{ state: 'open' }]);
      expect(rules()).toHaveLength(before.length + 2);
    });

    it('fails with the permission that is missing', async () => {
      const { plan, provider, order, sandbox, name } = await here();
      const action = OPENS_BY[name];
      const grants = await plan();
      sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [action] });
      const seen = await provider.open(order(grants));
      expect(seen).toMatchObject([{ state: 'failed', note: expect.stringContaining(action) }]);
    });

    it('gives up calls that hang before the lease of the deed ends', async () => {
      const { plan, open, providerOf, order, sandbox, lets, place } = await here();
      const grants = await plan();
      const held = await open(grants);
      sandbox.order({ match: { method: 'GET', times: 0 }, fault: { kind: 'hang' } });
      const busy = { kind: 'busy' };
      const hasty = () => providerOf({ callTimeoutMs: 1000 });
      await Promise.all([
        expect(hasty().read(order(held))).rejects.toMatchObject(busy),
        expect(hasty().close(order(held), NOBODY)).rejects.toMatchObject(busy),
        expect(hasty().open(order(grants))).rejects.toMatchObject({ ...busy, nothingSent: true }),
      ]);
      sandbox.clearFaults();
      sandbox.order({ match: { ...place.sends, times: 0 }, fault: { kind: 'hang' } });
      const other = { request: 'aj-bbbbbb' };
      const later = providerOf({ callTimeoutMs: 5500 });
      const [sent] = await later.open(order(await plan('203.0.113.8/32'), other));
      expect(sent).toMatchObject({ state: 'sent' });
      expect(sent).not.toHaveProperty('unsent');
      expect(await lets('203.0.113.8')).toBe(false);
    });
  });
}
