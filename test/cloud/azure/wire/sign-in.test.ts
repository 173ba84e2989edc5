import { describe, expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../../../sandbox/azure/sandbox.ts';
import { createAzure } from '../../../../src/cloud/azure/azure.ts';
import { createHandClock } from '../../../fakes/clock.ts';
import { silent, trusting } from '../sandbox-azure.ts';

describe('the sign-in of DefaultAzureCredential', () => {
  it('gets a token for this Resource Manager from a managed identity, and tells when there is none', async () => {
    const before = { ...process.env };
    const sandbox = await createSandbox();
    onTestFinished(async () => {
      process.env = before;
      await sandbox.close();
    });
    Object.assign(process.env, sandbox.env);
    const deps = { clock: createHandClock(), log: silent, httpClient: trusting(sandbox) };
    const azure = createAzure(
      { endpoint: sandbox.arm, scope: `${sandbox.arm}/.default`, subscriptions: [] },
      deps,
    );
    expect((await azure.inventory.all()).length).toBeGreaterThan(10);

    const other = createAzure({ endpoint: sandbox.arm, scope: 'https://example.com/.default' }, deps);
    await expect(other.inventory.all()).rejects.toMatchObject({
      ...{ kind: 'denied', message: expect.stringContaining('https://example.com/.default') },
    });

    sandbox.order({ match: { on: 'identity', times: 0 }, fault: { kind: 'status', status: 400 } });
    const unknown = createAzure({ endpoint: sandbox.arm, scope: `${sandbox.arm}/other/.default` }, deps);
    await expect(unknown.inventory.all()).rejects.toMatchObject({
      ...{
        kind: 'broken',
        nothingSent: true,
        message: expect.stringContaining('tried ManagedIdentityCredential'),
      },
    });
  });
});
