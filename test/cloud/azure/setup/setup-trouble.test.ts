import { describe, expect, it } from 'vitest';
import { atSetup, DEFAULT, entryOf, isPolicy, SSH, vmId } from './stand.ts';

const PUT = { method: 'PUT', pathContains: '/jitNetworkAccessPolicies/' };

describe('what goes wrong with a write of a JIT policy', () => {
  it.each([
    [429, 'TooManyRequests', 1],
    [409, 'Conflict', undefined],
    [429, 'RetryableErrorDueToAnotherOperation', undefined],
  ])('%i %s is waited for and tried again', async (status, code, retryAfter) => {
    const { enable, names, sandbox } = await atSetup();
    const fault = { kind: 'status' as const, status, code, ...(retryAfter ? { retryAfter } : {}) };
    sandbox.order({ match: PUT, fault });
    await enable('new-01');
    expect(names()).toContain('new-01');
  });

  it('a wait that is too long is told, with when', async () => {
    const { enable, names, sandbox } = await atSetup();
    sandbox.order({ match: PUT, fault: { kind: 'status', status: 429, retryAfter: 60 } });
    await expect(enable('new-01')).rejects.toMatchObject({
      ...{ kind: 'busy', retryAfterMs: 60_000, nothingSent: true },
    });
    expect(names()).not.toContain('new-01');
  });

  it('an answer that was lost is no failure: what stands is read', async () => {
    const { enable, names, sandbox, writes } = await atSetup();
    sandbox.order({ match: PUT, fault: { kind: 'drop-answer' } });
    await enable('new-01');
    expect(names()).toContain('new-01');
    expect(writes()).toHaveLength(1);
  });

  it('a call that hangs is told, is sent no second time, and may be repeated', async () => {
    const { again, enable, names, sandbox, writes } = await atSetup();
    const hasty = again({ callTimeoutMs: 5_000 }).jitSetup;
    sandbox.order({ match: PUT, fault: { kind: 'hang' } });
    await expect(enable('new-01', SSH, hasty)).rejects.toMatchObject({ kind: 'busy', nothingSent: false });
    expect(names()).not.toContain('new-01');
    await enable('new-01', SSH, hasty);
    expect(names()).toContain('new-01');
    expect(writes()).toHaveLength(1);
  });

  it('what was taken and failed afterwards is noticed at the next look, and written again', async () => {
    const { enable, look, names, clock, sandbox } = await atSetup();
    sandbox.order({ match: PUT, fault: { kind: 'accept-then-fail' } });
    await enable('new-01');
    clock.pass(15_000);
    expect((await look('new-01')).policies).toEqual([]);
    await enable('new-01');
    clock.pass(15_000);
    expect((await look('new-01')).policies).toHaveLength(1);
    expect(names()).toHaveLength(4);
  });

  it('a policy without its deny rules is said to be so: written is not shut', async () => {
    const { enable, sandbox } = await atSetup();
    sandbox.order({ match: PUT, fault: { kind: 'never-opens' } });
    expect(await enable('new-01')).toMatchObject({
      note: "JIT's deny rule for 22/any is not in place yet: Azure makes it in the background. Check new-01 in a minute.",
    });
  });

  it('a refusal for a right that is missing names it', async () => {
    const { enable, sandbox } = await atSetup();
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: ['*/jitNetworkAccessPolicies/write'] });
    await expect(enable('new-01')).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('Microsoft.Security/locations/jitNetworkAccessPolicies/write'),
    });
  });

  it('a policy that cannot be read is written by nobody', async () => {
    const { enable, around, writes } = await atSetup();
    around.after = async (request, response) => {
      if (isPolicy(request, 'GET')) Object.assign(response, { bodyAsText: '{"id":"x","properties":{}}' });
    };
    await expect(enable('new-01')).rejects.toMatchObject({ kind: 'broken', nothingSent: true });
    expect(writes()).toEqual([]);
  });
});

describe('a list with VMs that are gone', () => {
  it('is taken without exactly those that Azure names and that are really gone', async () => {
    const { enable, names, sandbox } = await atSetup({ settings: { goneVms: 'refused' } });
    sandbox.edit({ kind: 'delete-vm', vm: vmId('web-02') });
    expect(await enable('new-01')).toMatchObject({ note: expect.stringContaining('only without web-02') });
    expect(names()).toEqual(['web-01', 'both-01', 'new-01']);
  });

  it('H21: drops none that is there, whatever the refusal says', async () => {
    const { enable, names, sandbox } = await atSetup();
    sandbox.order({
      match: PUT,
      fault: {
        ...{ kind: 'status', status: 400, code: 'BadRequest' },
        message: `'default' contains non-existent virtual machines: ${vmId('web-01')}`,
      },
    });
    await expect(enable('new-01')).rejects.toMatchObject({ kind: 'broken' });
    expect(names()).toEqual(['web-01', 'web-02', 'both-01']);
  });

  it('H21: drops none that is gone and was not named, nor one whose name only begins alike', async () => {
    const { enable, names, portal, sandbox } = await atSetup();
    await portal((entries) => [...entries, entryOf('web-0'), entryOf('gone-01')]);
    sandbox.order({
      match: PUT,
      fault: {
        ...{ kind: 'status', status: 400, code: 'BadRequest' },
        message: `'default' contains non-existent virtual machines: ${vmId('gone-01')}`,
      },
    });
    await enable('new-01');
    expect(names()).toEqual(['web-01', 'web-02', 'both-01', 'web-0', 'new-01']);
  });

  it('is no place to put one that is gone itself', async () => {
    const { azure, look, names, sandbox } = await atSetup({ settings: { goneVms: 'refused' } });
    const { vm, policyId } = await look('new-01');
    sandbox.edit({ kind: 'delete-vm', vm: vmId('new-01') });
    await expect(azure.jitSetup.write({ vm, policyId, rules: SSH, before: [] })).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(names(DEFAULT)).toEqual(['web-01', 'web-02', 'both-01']);
  });
});
