import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../../../sandbox/demo/people.ts';
import { createWorld } from '../../../fakes/world.ts';
import { nsgId } from '../sandbox-azure.ts';
import { atVm, rulesOf } from './stand.ts';

const HOUR_MS = 3_600_000;

/** Ajar as it runs, from the sentence to the socket: only chat and clock are of the test. */
async function atDesk() {
  const there = await atVm();
  const { azure, clock } = there;
  await azure.inventory.refresh();
  const world = createWorld({ azure: { ...azure, clock } });
  const ask = async (sentence: string): Promise<void> => {
    await world.say(RILEY, sentence);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
  };
  return { ...there, world, ask };
}

describe('a port that no JIT policy keeps, from the sentence to the socket', () => {
  it('opens when it is approved, beside one of Defender, and both shut at their end', async () => {
    const { world, ask, lets, sandbox } = await atDesk();
    const before = ['nsg-nic', 'nsg-subnet'].map((nsg) => rulesOf(sandbox, nsg).length);
    await ask('open 22 and 8080 on web-01 for 1h from 203.0.113.7 because patching');
    expect(await world.request()).toMatchObject({
      status: 'open',
      grants: [
        { provider: 'defender', port: { number: 22 }, state: 'open' },
        { provider: 'nsg', port: { number: 8080 }, state: 'open' },
      ],
    });
    expect(await lets('203.0.113.7')).toBe(true);
    expect(await lets('203.0.113.8')).toBe(false);
    await world.pass(HOUR_MS + 60_000, 300_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    expect(await lets('203.0.113.7')).toBe(false);
    expect(['nsg-nic', 'nsg-subnet'].map((nsg) => rulesOf(sandbox, nsg).length)).toEqual(before);
    expect(world.errors).toEqual([]);
  });

  it('is closed early by who asked, and told when a hand wiped its rules', async () => {
    const { world, ask, lets, ours, sandbox } = await atDesk();
    await ask('open 8080 on web-01 for 1h from 203.0.113.7 because patching');
    await world.say(RILEY, 'close aj-000001');
    await world.pass(6_000, 2_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    expect(await lets('203.0.113.7')).toBe(false);
    await ask('open 8080 on web-01 for 1h from 203.0.113.7 because patching');
    const { name } = ours('nsg-nic')[0]!;
    for (const nsg of ['nsg-nic', 'nsg-subnet']) sandbox.edit({ kind: 'delete-rule', nsg: nsgId(nsg), name });
    await world.pass(120_000, 30_000);
    expect(await world.request('aj-000002')).toMatchObject({ status: 'closed', ending: { kind: 'gone' } });
    expect(world.errors).toEqual([]);
  });
});
