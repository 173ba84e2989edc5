import { describe, expect, it, onTestFinished } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox/azure/sandbox.ts';
import { knock } from '../../../sandbox/demo/knock.ts';
import { AVERY, RILEY } from '../../../sandbox/demo/people.ts';
import { createAzure } from '../../../src/cloud/azure/azure.ts';
import { readConfig } from '../../../src/config.ts';
import { CLOUDS, type CloudName, NATIONAL_CLOUDS } from '../../../src/settings/national-clouds.ts';
import { createHandClock } from '../../fakes/clock.ts';
import { createWorld } from '../../fakes/world.ts';
import { ids, scenario, silent, tokensFrom, trusting } from './sandbox-azure.ts';

/** A sandbox in the place of one Azure, and Ajar with nothing set but AJAR_CLOUD; what goes to that Azure's address gets to the sandbox. */
async function standIn(stands: CloudName, set: CloudName) {
  const clock = createHandClock('2026-03-02T12:00:00.000Z');
  const settings = { openMs: 0, expireMs: 0, operationMs: 0 };
  const sandbox = await createSandbox({ clock, scenario, settings, cloud: stands });
  onTestFinished(() => sandbox.close());
  const { azure } = readConfig({ AJAR_CLOUD: set });
  const httpClient = redirected(sandbox, azure.endpoint);
  return {
    sandbox,
    clock,
    azure: createAzure(azure, { clock, log: silent, httpClient, credential: tokensFrom(sandbox) }),
  };
}

/** The address is the cloud's own until the very last moment. */
function redirected(sandbox: Sandbox, arm: string) {
  const client = trusting(sandbox);
  return {
    async sendRequest(request: Parameters<typeof client.sendRequest>[0]) {
      expect(request.url.startsWith(arm) || request.url.startsWith(sandbox.arm)).toBe(true);
      request.url = request.url.replace(arm, sandbox.arm);
      return client.sendRequest(request);
    },
  };
}

describe.each(CLOUDS)('the cloud "%s", with a sandbox in its place', (name) => {
  it('has the whole story: asked, approved, open up to the socket, closed', async () => {
    const { azure, sandbox, clock } = await standIn(name, name);
    await azure.inventory.refresh();
    // The libraries take their time to load once, and a click waits for no look-up longer than 2 s.
    await azure.inventory.fresh(ids.web01);
    const world = createWorld({ azure: { ...azure, clock } });
    const lets = async (address: string): Promise<boolean> => {
      const door = (await sandbox.doors()).find(({ vm, port }) => vm === ids.web01 && port === '22/tcp');
      return typeof (await knock(door?.socket ?? '', { address })) === 'object';
    };
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7 because patching');
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(await world.request()).toMatchObject({ status: 'open' });
    expect([await lets('203.0.113.7'), await lets('203.0.113.8')]).toEqual([true, false]);
    await world.say(RILEY, 'close aj-000001');
    await world.pass(6_000, 2_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    expect(await lets('203.0.113.7')).toBe(false);
    expect(world.errors).toEqual([]);
  });

  it.each(CLOUDS.filter((other) => other !== name))('takes no token for "%s"', async (other) => {
    const { azure } = await standIn(name, other);
    await expect(azure.inventory.refresh()).rejects.toMatchObject({
      ...{ kind: 'denied', message: expect.stringContaining(NATIONAL_CLOUDS[other].arm) },
    });
  });
});
