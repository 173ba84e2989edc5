import { afterEach, describe, expect, it } from 'vitest';
import type { Nsg } from '../../sandbox/azure/cloud/documents.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/azure/sandbox.ts';
import { createHandClock, type HandClock } from '../fakes/clock.ts';
import { allows, IDS, initiate, JIT, MINUTE, NET, statuses } from './jit.ts';
import { openWire, type Wire } from './wire.ts';

let clock: HandClock;
let sandbox: Sandbox;
let wire: Wire;

async function start(options: SandboxOptions = {}): Promise<void> {
  clock = createHandClock();
  sandbox = await createSandbox({ clock, ...options });
  wire = await openWire(sandbox);
}
afterEach(() => sandbox.close());

describe('a request for access', () => {
  it('is accepted as Initiating, reads Initiated seconds later, and Revoked after its end', async () => {
    await start();
    const answer = await initiate(wire, clock.now());
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ requestor: '', justification: 'ajar aj-1' });
    expect(statuses(sandbox)).toEqual(['3389 from 203.0.113.7: Initiating UserRequested']);
    expect(allows(sandbox)).toEqual([]);
    clock.pass(6_000);
    expect(statuses(sandbox)).toEqual(['3389 from 203.0.113.7: Initiated UserRequested']);
    clock.pass(60 * MINUTE);
    expect(statuses(sandbox)).toEqual(['3389 from 203.0.113.7: Revoked Expired']);
    expect(allows(sandbox)).toEqual([]);
  });

  it('puts an allow rule named as Defender names it, for the private address, before the deny', async () => {
    await start();
    await initiate(wire, clock.now());
    clock.pass(6_000);
    const [rule] = allows(sandbox);
    expect(rule!.name).toMatch(/^MicrosoftDefenderForCloud-JITRule-\d+-[0-9A-F]{32}$/);
    expect(rule!.properties).toMatchObject({
      description:
        "MDC JIT Network Access rule created by an initiation request for policy 'default' of VM 'vm-prod-01'.",
      priority: 100,
      protocol: '*',
      sourceAddressPrefix: '203.0.113.7',
      destinationAddressPrefix: '10.10.1.4',
      destinationPortRange: '3389',
    });
    const denies = (sandbox.document(IDS.nsg) as Nsg).properties.securityRules.filter(
      (r) => r.properties.access === 'Deny',
    );
    expect(denies[0]!.name).toMatch(/^MicrosoftDefenderForCloud-JITRule_-\d+_[0-9A-F]{32}$/);
    expect(denies[0]!.properties.priority).toBe(4096);
  });

  it("opens for the caller's own address when the source is left out (H22)", async () => {
    await start();
    const { body } = await initiate(wire, clock.now(), { source: '' });
    expect(body.virtualMachines[0].ports[0].allowedSourceAddressPrefix).toBe('203.0.113.1');
  });

  it.each([
    ['a port that the policy does not have', { number: 22 }],
    ['a source that the policy does not allow', { vm: IDS.db, number: 22, source: '192.0.2.1' }],
    ['more time than the policy allows', { vm: IDS.vm02, minutes: 120 }],
    ['an end that has passed', { minutes: -1 }],
    ['a list of sources as text', { source: '203.0.113.7,203.0.113.8' }],
  ])('is refused as no subset of the policy for %s', async (_, asked) => {
    await start();
    const { status, body } = await initiate(wire, clock.now(), asked);
    expect(status).toBe(400);
    expect(body.error.message).toBe(
      `The given access request is not a subset of policy '${IDS.prodPolicy}'. Please make sure that the access request is within the allowed policy properties.`,
    );
    expect(statuses(sandbox)).toEqual([]);
  });

  it('of the same source takes the older one’s place and keeps the port open to the newer end', async () => {
    await start();
    await initiate(wire, clock.now(), { minutes: 10 });
    clock.pass(6_000);
    await initiate(wire, clock.now(), { minutes: 60 });
    expect(allows(sandbox)).toHaveLength(1);
    clock.pass(20 * MINUTE);
    expect(statuses(sandbox)).toEqual([
      '3389 from 203.0.113.7: Initiated UserRequested',
      '3389 from 203.0.113.7: Revoked NewerRequestInitiated',
    ]);
    expect(allows(sandbox)).toHaveLength(1);
    clock.pass(60 * MINUTE);
    expect(allows(sandbox)).toEqual([]);
  });

  it('of another source leaves the first alone, or ends it where the sandbox is set so', async () => {
    for (const [supersedes, first] of [
      ['same-source', 'Initiated UserRequested'],
      ['same-port', 'Revoked NewerRequestInitiated'],
    ] as const) {
      await start({ settings: { supersedes } });
      await initiate(wire, clock.now());
      clock.pass(6_000);
      await initiate(wire, clock.now(), { source: '203.0.113.8' });
      clock.pass(6_000);
      expect(statuses(sandbox)).toContain(`3389 from 203.0.113.7: ${first}`);
      expect(statuses(sandbox)).toContain('3389 from 203.0.113.8: Initiated UserRequested');
      if (supersedes === 'same-source') await sandbox.close();
    }
  });

  it('reads as open although its allow rule was deleted', async () => {
    await start();
    await initiate(wire, clock.now());
    clock.pass(6_000);
    const deleted = await wire('DELETE', `${allows(sandbox)[0]!.id}${NET}`);
    expect(deleted.status).toBe(202);
    clock.pass(3_000);
    expect(allows(sandbox)).toEqual([]);
    expect(statuses(sandbox)).toEqual(['3389 from 203.0.113.7: Initiated UserRequested']);
  });

  it('leaves its rule behind, and says nothing, when the group is locked', async () => {
    await start();
    await initiate(wire, clock.now());
    clock.pass(6_000);
    sandbox.edit({ kind: 'lock', resource: IDS.nsg, locked: true });
    expect((await wire('DELETE', `${allows(sandbox)[0]!.id}${NET}`)).body.error.code).toBe('ScopeLocked');
    clock.pass(61 * MINUTE);
    expect(statuses(sandbox)).toEqual(['3389 from 203.0.113.7: Revoked Expired']);
    expect(allows(sandbox)).toHaveLength(1);
  });

  it('opens on every group of a VM with two interfaces', async () => {
    await start();
    await initiate(wire, clock.now(), { vm: IDS.gateway, number: 22 });
    clock.pass(6_000);
    const [front, back] = ['nsg-prod-front', 'nsg-prod-back'].map((nsg) =>
      allows(sandbox, IDS.nsg.replace('nsg-prod', nsg)).map(
        (rule) => rule.properties.destinationAddressPrefix,
      ),
    );
    expect([front, back]).toEqual([['10.10.2.10'], ['10.10.2.11']]);
  });
});

describe('writing a policy', () => {
  it('with one VM takes the others out of it, and ends what was open on them (H21)', async () => {
    await start();
    await initiate(wire, clock.now(), { vm: IDS.vm02 });
    await initiate(wire, clock.now());
    clock.pass(6_000);
    const ports = [
      { number: 3389, protocol: '*', allowedSourceAddressPrefix: '*', maxRequestAccessDuration: 'PT3H' },
    ];
    const body = { kind: 'Basic', properties: { virtualMachines: [{ id: IDS.vm01, ports }] } };
    const put = await wire('PUT', `${IDS.prodPolicy}${JIT}`, body);
    expect(put.body.properties).toMatchObject({
      requests: [],
      provisioningState: 'Updating',
      appendMode: false,
    });
    const { body: read } = await wire('GET', `${IDS.prodPolicy}${JIT}`);
    expect(read.properties.virtualMachines.map((vm: { id: string }) => vm.id)).toEqual([IDS.vm01]);
    expect(read.properties.requests).toHaveLength(2);
    expect(
      statuses(sandbox)
        .map((line) => line.split(': ')[1])
        .sort(),
    ).toEqual(['Initiated UserRequested', 'Revoked UserManuallyRevoked']);
    clock.pass(20_000);
    expect(sandbox.document(IDS.prodPolicy)!.properties.provisioningState).toBe('Succeeded');
  });
});
