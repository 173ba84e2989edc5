import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import type { AuditEvent } from '../../src/access/audit-event.ts';
import { planLive } from '../../src/cli/live/live.ts';
import { ids, initiates, nsgId, scenario, startAzure, type TestAzure } from '../cloud/azure/sandbox-azure.ts';
import { ajar } from './terminal.ts';

const WANTED = { vm: 'web-01', port: '22', source: '203.0.113.7' };

/** The trial itself, against a sandbox, with what it wrote into the audit log. */
async function trial(at: TestAzure, wanted = WANTED, stop = new AbortController()) {
  const events: AuditEvent[] = [];
  const deps = {
    ...{
      azure: at.azure,
      now: at.clock.now,
      print: () => undefined,
      policy: 'c'.repeat(64),
      stop: stop.signal,
      everyMs: 1,
      closeLooks: 3,
    },
    store: { record: async (event: AuditEvent) => void events.push(event) },
  };
  const plan = await planLive(deps as never, wanted);
  const checks = await plan.run();
  const of = (what: string) => checks.find((check) => check.what === `live: ${what}`);
  return { checks, of, events };
}

const rulesOf = ({ sandbox }: TestAzure): readonly string[] =>
  ['nsg-nic', 'nsg-subnet'].flatMap((nsg) =>
    (sandbox.document(nsgId(nsg))?.properties.securityRules as { name: string }[]).map(({ name }) => name),
  );

describe('ajar doctor --live', () => {
  it('opens, measures, closes at once, leaves no rule, and is two lines in the audit log', async () => {
    const at = await startAzure();
    const before = rulesOf(at);
    const { checks, of, events } = await trial(at);
    expect(checks.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(of('justification')?.found).toContain('word for word');
    expect(of('priority of the rule')?.found).toContain('100');
    expect([rulesOf(at), initiates(at.sandbox)]).toEqual([before, 1]);
    expect(events.map(({ kind, detail }) => [kind, detail.replace(/aj-\w+/, 'ID').slice(0, 40)])).toEqual([
      ['trial', 'Trial ID opens 22/tcp on web-01 from 203'],
      ['trial', 'Trial ID is closed, and proven shut.'],
    ]);
  });

  it('says what differs from what the documents take for granted', async () => {
    const at = await startAzure();
    const take = at.azure.lookAt;
    const odd = {
      ...at.azure,
      lookAt: async (...asked: Parameters<typeof take>) => {
        const { justification: _gone, ...look } = await take(...asked);
        return { ...look, justification: undefined, requestor: 'somebody@example.com', priorities: [310] };
      },
    };
    const { checks } = await trial({ ...at, azure: odd });
    expect(checks.filter(({ ok }) => ok === false).map(({ what }) => what)).toEqual([
      ...['live: priority of the rule', 'live: justification', 'live: requestor'],
    ]);
  });

  it('closes what it opened when it is stopped in between, even before Azure had opened it', async () => {
    const at = await startAzure({ settings: { openMs: 30 } });
    const before = rulesOf(at);
    const stop = new AbortController();
    const provider = at.azure.providers.defender;
    const open: typeof provider.open = async (order) => {
      const seen = await provider.open(order);
      stop.abort();
      return seen;
    };
    const close: typeof provider.close = (order, keep) => {
      at.clock.pass(1000);
      return provider.close(order, keep);
    };
    const azure = {
      ...at.azure,
      providers: { ...at.azure.providers, defender: { ...provider, open, close } },
    };
    const { of } = await trial({ ...at, azure }, WANTED, stop);
    expect(of('opened')).toMatchObject({ ok: false, found: 'It was stopped.' });
    expect(of('closed')).toMatchObject({ ok: true });
    expect(rulesOf(at)).toEqual(before);
  });

  it('says exactly what is left where it cannot close', async () => {
    const at = await startAzure();
    at.sandbox.edit({ kind: 'lock', resource: nsgId('nsg-subnet'), locked: true });
    const { of, events } = await trial(at);
    expect(of('closed')).toMatchObject({ ok: false });
    expect(of('closed')?.found).toMatch(
      /lock.*These rules are left: MicrosoftDefenderForCloud-JITRule-.* in \/subscriptions\/.*nsg-subnet\. Remove them by hand\..*ajar sweep --once/,
    );
    expect(events.at(-1)?.detail).toContain('is not proven shut');
  });

  it('has nothing to close where Azure refused, and says why', async () => {
    const at = await startAzure();
    at.sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: ['*/initiate/action'] });
    const { of } = await trial(at);
    expect(of('opened')?.found).toContain('initiate/action');
    expect(of('closed')).toMatchObject({ ok: true });
  });

  it.each([
    [{ source: '203.0.113.0/24' }, /--source 203\.0\.113\.0\/24: write one address/],
    [{ source: '*' }, /write one address/],
    [{ port: '8080' }, /Nothing of Ajar's opens 8080\/tcp on web-01/],
    [{ vm: 'nobody-01' }, /There is no VM called nobody-01/],
  ])('refuses %j before anything is sent', async (wrong, sentence) => {
    const at = await startAzure();
    await expect(trial(at, { ...WANTED, ...wrong })).rejects.toThrow(sentence);
    expect(initiates(at.sandbox)).toBe(0);
  });

  it('does nothing at a terminal without --yes, and all of it with it', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'ajar-live-'));
    onTestFinished(() => rm(cwd, { recursive: true }));
    const sandbox = await createSandbox({ scenario, settings: { openMs: 0, operationMs: 0 } });
    onTestFinished(() => sandbox.close());
    const env = { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env };
    const words = ['doctor', '--live', ids.web01, '--port', '22', '--source', '203.0.113.7'];
    const shy = await ajar(words, { cwd, env });
    expect([shy.code, shy.out, initiates(sandbox)]).toEqual([2, '', 0]);
    expect(shy.err).toContain('Write --yes as well');
    const done = await ajar([...words, '--yes'], { cwd, env });
    expect([done.code, initiates(sandbox)]).toEqual([0, 1]);
    expect(done.err).toContain('No audit event is written of this trial');
    expect(done.out).toMatch(/ok {3}live: opened: read back open/);
    expect(done.out).toMatch(/ok {3}live: closed: proven shut/);
  });
});
