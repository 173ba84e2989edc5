import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { createClock } from '../../src/clock.ts';
import { IDS } from './jit.ts';

const run = promisify(execFile);

let sandbox: Sandbox;
beforeAll(async () => {
  const realStart = Date.now();
  const clock = createClock({ epoch: realStart, factor: 20, realStart });
  sandbox = await createSandbox({ clock, settings: { pageSize: 1 } });
});
afterAll(() => sandbox.close());

describe("Microsoft's own libraries, with nothing changed but endpoint, scope and environment", () => {
  it('sign in, list over pages, initiate, read back, delete the rule, and get a 404 as an error', async () => {
    const script = fileURLToPath(new URL('./sdk-child.ts', import.meta.url));
    const { stdout } = await run(process.execPath, [script, sandbox.arm, IDS.prodSubscription, IDS.vm01], {
      env: { PATH: process.env.PATH, ...sandbox.env },
    });
    const seen = JSON.parse(stdout);
    expect(seen).toMatchObject({
      policies: ['rg-prod', 'rg-web'],
      pages: 3,
      accepted: 'Initiating',
      justification: 'ajar aj-sdk',
      read: 'Initiated',
      rules: [expect.stringMatching(/^MicrosoftDefenderForCloud-JITRule-/)],
      rulesAfter: [],
      missing: { code: 'PolicyNotFound', status: 404 },
    });
    expect(new Set(seen.names).size).toBe(sandbox.vms.length - 1); // jump-01 is there twice
    expect(
      sandbox.calls().filter((call) => call.method === 'POST' && call.path.endsWith('/initiate')),
    ).toHaveLength(1);
  });
});
