import { describe, expect, it } from 'vitest';
import { nsgId } from '../../cloud/azure/sandbox-azure.ts';
import { asSent, type Here, learnt, NOBODY } from './stand.ts';

const A = { request: 'aj-aaaaaa' };
const B = { request: 'aj-bbbbbb', until: new Date('2026-03-02T14:00:00.000Z') };

export function openingContract(here: Here): void {
  describe('opening', () => {
    it('plans grants that carry all it takes to close them', async () => {
      const { plan, name } = await here();
      const [grant] = await plan();
      expect(grant).toMatchObject({ provider: name, state: 'planned', source: '203.0.113.7/32' });
      expect(grant?.cloud.guards).toMatch(/10\.0\.0\.4=.*nsg-nic,.*nsg-subnet/);
      expect(grant?.vm).toMatchObject({ vmId: expect.stringMatching(/./), nicIds: [expect.any(String)] });
    });

    it('lets the source in and nobody else, and changes no rule that was there', async () => {
      const { plan, open, lets, rules, provider, order } = await here();
      const before = rules();
      expect(await lets('203.0.113.7')).toBe(false);
      const held = await open(await plan());
      expect(held).toMatchObject([{ state: 'open' }]);
      expect(await lets('203.0.113.7')).toBe(true);
      expect(await lets('203.0.113.8')).toBe(false);
      expect(rules()).toEqual(expect.arrayContaining([...before]));
      expect(await provider.read(order(held))).toMatchObject([{ key: 'g1', state: 'open' }]);
    });

    it('opens once however often it is repeated, and after a crash in between', async () => {
      const { plan, open, rules, provider, providerOf, order } = await here();
      const grants = await plan();
      await open(grants);
      const once = rules();
      await provider.open(order(asSent(grants)));
      // The store had not learnt yet that it was sent.
      expect(await open(grants, {}, providerOf())).toMatchObject([{ state: 'open' }]);
      expect(rules()).toEqual(once);
    });

    it('sends nothing whose end has passed', async () => {
      const { plan, provider, order, clock, rules } = await here();
      const grants = await plan();
      const before = rules();
      const seen = await provider.open(order(grants, { until: clock.now() }));
      expect(seen).toMatchObject([{ state: 'failed' }]);
      expect(rules()).toEqual(before);
    });

    it('is not called open while the rule of somebody else keeps it shut', async () => {
      const { plan, open, sandbox, lets } = await here();
      sandbox.edit({
        kind: 'put-rule',
        nsg: nsgId('nsg-nic'),
        name: 'deny-all',
        properties: { priority: 100, access: 'Deny' },
      });
      const held = await open(await plan());
      expect(held[0]?.state).not.toBe('open');
      expect(await lets('203.0.113.7')).toBe(false);
    });

    it('H9: two requests for the same port and source hold it until the last of them ends', async () => {
      const { plan, open, lets, provider, order, keep, clock } = await here();
      const mine = await open(await plan(), A);
      clock.pass(1000);
      const theirs = await open(await plan(), B);
      expect(theirs).toMatchObject([{ state: 'open' }]);
      expect(await provider.close(order(mine, A), keep(theirs))).toMatchObject([{ state: 'closed' }]);
      expect(await lets('203.0.113.7')).toBe(true);
      const seen = learnt(theirs, await provider.read(order(theirs, B)));
      expect(await provider.close(order(seen, B), NOBODY)).toMatchObject([{ state: 'closed' }]);
      expect(await lets('203.0.113.7')).toBe(false);
    });

    it('two sources of one port stand beside each other', async () => {
      const { plan, open, lets, provider, order, clock } = await here();
      const mine = await open(await plan(), A);
      clock.pass(1000);
      const theirs = await open(await plan('203.0.113.8/32'), B);
      await provider.close(order(mine, A), NOBODY);
      expect(await lets('203.0.113.7')).toBe(false);
      expect(await lets('203.0.113.8')).toBe(true);
      expect(await provider.read(order(theirs, B))).toMatchObject([{ state: 'open' }]);
    });
  });
}
