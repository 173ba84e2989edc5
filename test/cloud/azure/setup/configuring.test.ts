import { describe, expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../../../sandbox/azure/sandbox.ts';
import { type Azure, createAzure } from '../../../../src/cloud/azure/azure.ts';
import { neededFor } from '../../../../src/cloud/azure/permissions.ts';
import { createHandClock } from '../../../fakes/clock.ts';
import { silent, startAzure, trusting } from '../sandbox-azure.ts';
import { atSetup, DEFAULT, more, orderOf, SSH, vmId } from './stand.ts';

const CLIENT = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';
const ROLE = [...neededFor('configure', {})];
const VM = { id: vmId('new-01').toLowerCase(), name: 'new-01' };

/** All but the look at the clock, which is about the machine. */
const checksOf = async (azure: Pick<Azure, 'checks'>) =>
  (await azure.checks()).filter(({ what }) => what !== 'azure clock');

describe('setting up just-in-time access', () => {
  it('is off unless it is switched on, asks nothing of Azure, and says how it is switched on', async () => {
    const { azure, sandbox } = await startAzure();
    expect(azure.jitSetup.off).toContain('AJAR_CONFIGURE=on');
    await expect(azure.jitSetup.look(VM)).rejects.toMatchObject({ kind: 'denied', nothingSent: true });
    await expect(azure.jitSetup.write({} as never)).rejects.toMatchObject({ kind: 'denied' });
    expect(sandbox.calls()).toEqual([]);
    expect((await checksOf(azure)).at(-1)).toMatchObject({
      ...{ what: 'azure configure', ok: true, found: expect.stringContaining('off') },
    });
  });

  it('is done with exactly the role that is printed for it, and every part of that is missed', async () => {
    const { sandbox, enable, azure, names } = await atSetup();
    await azure.inventory.all();
    const may = (actions: readonly string[]) => sandbox.edit({ kind: 'permissions', actions: [...actions] });
    may(ROLE);
    await enable('new-01');
    await enable('new-01', []);
    for (const action of ['write', 'delete']) {
      may(ROLE.filter((each) => !each.endsWith(`jitNetworkAccessPolicies/${action}`)));
      const last = action === 'delete' ? ['web-01', 'web-02', 'both-01'] : ['new-01'];
      const work = async () => {
        for (const name of last) await enable(name, action === 'delete' ? [] : SSH);
      };
      await expect(work()).rejects.toMatchObject({ kind: 'denied', nothingSent: true });
      may(ROLE);
    }
    expect(names()).toEqual(['both-01']);
  });

  it('is done by another identity where one is set, so that the one that opens ports need not have the right', async () => {
    const before = { ...process.env };
    const sandbox = await createSandbox({ scenario: more, settings: { operationMs: 0 } });
    onTestFinished(async () => {
      process.env = before;
      await sandbox.close();
    });
    Object.assign(process.env, sandbox.env);
    sandbox.edit({ kind: 'permissions', actions: [...neededFor('open', {})] });
    sandbox.edit({ kind: 'permissions', client: CLIENT, actions: ROLE });
    const configure = { policy: 'default', settleMs: 20 } as const;
    const settings = { endpoint: sandbox.arm, scope: `${sandbox.arm}/.default` };
    const deps = { clock: createHandClock(), log: silent, httpClient: trusting(sandbox) };
    const own = createAzure({ ...settings, configure }, deps);
    const standing = await own.jitSetup.look(VM);
    await expect(own.jitSetup.write(orderOf(standing, SSH))).rejects.toMatchObject({ kind: 'denied' });
    const bad = (await checksOf(own)).filter(({ ok }) => ok !== true);
    expect(bad.map(({ what }) => what)).toEqual([
      'azure permissions to configure on Web',
      'azure permissions to configure on Old',
    ]);
    expect(bad[0]).toMatchObject({ fix: expect.stringContaining('--can configure') });
    expect(bad[0]?.found).toContain('jitNetworkAccessPolicies/write');

    const both = createAzure(
      { ...settings, configure: { ...configure, identity: { clientId: CLIENT } } },
      deps,
    );
    await both.jitSetup.write(orderOf(standing, SSH));
    expect(sandbox.document(DEFAULT)?.properties.virtualMachines).toHaveLength(4);
    expect((await checksOf(both)).filter(({ ok }) => ok !== true)).toEqual([]);

    const stranger = { clientId: '99999999-5a4d-4e6f-9b7a-0c1d2e3f4a5b' };
    const none = createAzure({ ...settings, configure: { ...configure, identity: stranger } }, deps);
    expect((await checksOf(none)).at(-1)).toMatchObject({
      ...{ what: 'azure sign-in to configure', ok: false },
      fix: expect.stringContaining('AJAR_CONFIGURE_CLIENT_ID'),
    });
  });
});
