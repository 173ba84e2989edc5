import { describe, expect, it } from 'vitest';
import { sweep } from '../../../src/cli/sweep.ts';
import { nsgId } from '../../cloud/azure/sandbox-azure.ts';
import { asSent, type Here, NOBODY } from './stand.ts';

export function endingContract(here: Here): void {
  describe('closing', () => {
    it('shuts it early, proves it, leaves no rule behind, and may be repeated', async () => {
      const { plan, open, lets, rules, provider, order } = await here();
      const before = rules();
      const held = await open(await plan());
      expect(await provider.close(order(held), NOBODY)).toMatchObject([{ key: 'g1', state: 'closed' }]);
      expect(await lets('203.0.113.7')).toBe(false);
      expect(rules()).toEqual(before);
      expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
    });

    it('needs nothing but the grant: another Ajar closes it after its end', async () => {
      const { plan, open, lets, providerOf, order, clock, rules } = await here();
      const before = rules();
      const held = await open(await plan());
      clock.pass(3_600_001);
      expect(await providerOf().close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
      expect(rules()).toEqual(before);
      expect(await lets('203.0.113.7')).toBe(false);
    });

    it('leaves the rules of others, and says that the port can still be reached through one', async () => {
      const { plan, open, provider, order, sandbox, rules } = await here();
      for (const nsg of ['nsg-nic', 'nsg-subnet'])
        sandbox.edit({
          ...{ kind: 'put-rule', nsg: nsgId(nsg), name: 'allow-all' },
          properties: { priority: 300, access: 'Allow' },
        });
      const held = await open(await plan());
      const [closed] = await provider.close(order(held), NOBODY);
      expect(closed).toMatchObject({ state: 'closed', note: expect.stringContaining('"allow-all"') });
      expect(rules().filter((rule) => rule === 'allow-all')).toHaveLength(2);
    });

    it('H8: says what keeps it from closing, and closes when that is gone', async () => {
      const { plan, open, provider, order, sandbox, clock, lets } = await here();
      const held = await open(await plan());
      sandbox.edit({ kind: 'lock', resource: nsgId('nsg-subnet'), locked: true });
      clock.pass(3_600_001);
      await expect(provider.close(order(held), NOBODY)).rejects.toMatchObject({
        ...{ kind: 'conflict', message: expect.stringContaining('lock') },
      });
      sandbox.edit({ kind: 'lock', resource: nsgId('nsg-subnet'), locked: false });
      expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
      expect(await lets('203.0.113.7')).toBe(false);
    });

    it('H13: is not called closed when Azure takes the removal and then does not do it', async () => {
      const { plan, open, provider, order, sandbox, lets, clock, place } = await here();
      const held = await open(await plan());
      const match = place.removes ?? { method: 'DELETE', pathContains: '/securityRules/', times: 2 };
      sandbox.order({ match, fault: { kind: 'accept-then-fail' } });
      await expect(provider.close(order(held), NOBODY)).rejects.toThrow(/remove/);
      expect(await lets('203.0.113.7')).toBe(true);
      clock.pass(2000);
      expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
      expect(await lets('203.0.113.7')).toBe(false);
    });

    it('H19: tells that the rules were wiped by somebody else', async () => {
      const { plan, open, provider, order, sandbox, rules, place } = await here();
      const before = rules();
      const held = await open(await plan());
      for (const name of rules().filter((rule) => !before.includes(rule)))
        for (const nsg of ['nsg-nic', 'nsg-subnet'])
          sandbox.edit({ kind: 'delete-rule', nsg: nsgId(nsg), name });
      place.wipe?.(sandbox);
      expect(await provider.read(order(held))).toMatchObject([
        { state: 'closed', note: expect.stringContaining('somebody removed it') },
      ]);
    });

    it('is found and closed by the cloud alone, once its end has passed', async () => {
      const { plan, open, azure, clock, lets } = await here({ settings: { expireMs: 86_400_000 } });
      await open(await plan());
      const lines: string[] = [];
      expect(await sweep(azure, clock.now(), (line) => lines.push(line))).toBe(true);
      expect(await lets('203.0.113.7')).toBe(true);
      clock.pass(3_600_001);
      expect(await sweep(azure, clock.now(), (line) => lines.push(line))).toBe(true);
      expect(lines.join('\n')).toContain(
        'on web-01 from 203.0.113.7 (aj-7k2m9q, ended 2026-03-02T13:00:00.000Z)',
      );
      expect(await lets('203.0.113.7')).toBe(false);
    });

    it('never calls shut what was sent and not seen: it may open late', async () => {
      const { plan, provider, order, sandbox, place } = await here();
      const grants = await plan();
      sandbox.order({ match: { ...place.sends, times: 2 }, fault: { kind: 'reset' } });
      expect(await provider.open(order(grants))).toMatchObject([{ state: 'sent' }]);
      const sentAt = order(grants).now;
      const held = asSent(grants).map((grant) => ({ ...grant, sentAt }));
      expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'sent' }]);
    });
  });
}
