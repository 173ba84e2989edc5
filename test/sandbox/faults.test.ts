import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { createHandClock, type HandClock } from '../fakes/clock.ts';
import { allows, IDS, initiate, JIT, NET, statuses } from './jit.ts';
import { openWire, type Wire } from './wire.ts';

let clock: HandClock;
let sandbox: Sandbox;
let wire: Wire;

beforeEach(async () => {
  clock = createHandClock();
  sandbox = await createSandbox({ clock });
  wire = await openWire(sandbox);
});
afterEach(() => sandbox.close());

const read = () => wire('GET', `${IDS.prodPolicy}${JIT}`);

/** Orders over HTTP, as the demo does. */
async function control(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${sandbox.control}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('ordered faults', () => {
  it('answer a status with Retry-After as often as ordered, then no more', async () => {
    const fault = { kind: 'status', status: 429, code: 'TooManyRequests', retryAfter: 7 };
    const order = { match: { method: 'get', pathContains: 'jitnetworkaccesspolicies', times: 2 }, fault };
    expect((await control('POST', '/faults', order)).status).toBe(200);
    const replies = [await read(), await read(), await read()];
    expect(replies.map((reply) => reply.status)).toEqual([429, 429, 200]);
    expect(replies[0]!.headers['retry-after']).toBe('7');
    expect(replies[0]!.body.error.code).toBe('TooManyRequests');
  });

  it('let others pass: another method, another path, the first of several', async () => {
    sandbox.order({ match: { method: 'PUT' }, fault: { kind: 'status', status: 500 } });
    sandbox.order({ match: { pathPrefix: '/tenants' }, fault: { kind: 'status', status: 500 } });
    sandbox.order({ match: { pathContains: '/default', skip: 1 }, fault: { kind: 'status', status: 503 } });
    expect((await read()).status).toBe(200);
    expect((await read()).status).toBe(503);
  });

  it('lose the answer of a request that was carried out', async () => {
    sandbox.order({ match: { method: 'POST' }, fault: { kind: 'drop-answer' } });
    await expect(initiate(wire, clock.now())).rejects.toThrow('socket hang up');
    expect(statuses(sandbox)).toEqual(['3389 from 203.0.113.7: Initiating UserRequested']);
  });

  it('reset a connection before anything was carried out', async () => {
    sandbox.order({ match: { method: 'POST' }, fault: { kind: 'reset' } });
    await expect(initiate(wire, clock.now())).rejects.toThrow('socket hang up');
    expect(statuses(sandbox)).toEqual([]);
  });

  it('hang until the client gives up', async () => {
    sandbox.order({ match: {}, fault: { kind: 'hang' } });
    const answered = await Promise.race([
      read(),
      new Promise((resolve) => setTimeout(resolve, 300, 'nothing')),
    ]);
    expect(answered).toBe('nothing');
    expect((await read()).status).toBe(200);
  });

  it('answer late, and then rightly', async () => {
    sandbox.order({ match: {}, fault: { kind: 'slow', ms: 50 } });
    expect((await read()).status).toBe(200);
  });

  it('accept a request and fail it later, with a status that says so', async () => {
    sandbox.order({ match: { method: 'POST' }, fault: { kind: 'accept-then-fail' } });
    expect((await initiate(wire, clock.now())).status).toBe(202);
    clock.pass(6_000);
    expect(statuses(sandbox)).toEqual(['3389 from 203.0.113.7: Failed InternalError']);
    expect(allows(sandbox)).toEqual([]);
  });

  it('accept a request and say that it is open although no rule is there', async () => {
    const fault = { kind: 'accept-then-fail', portStatus: 'Initiated' } as const;
    sandbox.order({ match: { method: 'POST' }, fault });
    await initiate(wire, clock.now());
    clock.pass(6_000);
    expect(statuses(sandbox)).toEqual(['3389 from 203.0.113.7: Initiated UserRequested']);
    expect(allows(sandbox)).toEqual([]);
  });

  it('accept a request that never opens', async () => {
    sandbox.order({ match: { method: 'POST' }, fault: { kind: 'never-opens' } });
    expect((await initiate(wire, clock.now())).status).toBe(202);
    clock.pass(600_000);
    expect(statuses(sandbox)).toEqual(['3389 from 203.0.113.7: Initiating UserRequested']);
  });

  it('accept the deletion of a rule and fail it: the rule stays', async () => {
    await initiate(wire, clock.now());
    clock.pass(6_000);
    sandbox.order({ match: { method: 'DELETE' }, fault: { kind: 'accept-then-fail' } });
    const { headers } = await wire('DELETE', `${allows(sandbox)[0]!.id}${NET}`);
    clock.pass(3_000);
    const operation = new URL(String(headers['azure-asyncoperation']));
    const { body } = await wire('GET', operation.pathname + operation.search);
    expect(body).toMatchObject({ status: 'Failed', error: { code: 'AnotherOperationInProgress' } });
    expect(allows(sandbox)[0]!.properties.provisioningState).toBe('Succeeded');
  });

  it('hit the identity endpoint only when told so', async () => {
    sandbox.order({ match: { on: 'identity' }, fault: { kind: 'status', status: 500 } });
    expect((await read()).status).toBe(200);
    const answer = await fetch(`${sandbox.identity}?resource=x&api-version=2019-08-01`);
    expect(answer.status).toBe(500);
  });
});

describe('the control endpoint', () => {
  it('says what is wrong with an order or an edit, and changes nothing', async () => {
    const wrong = await control('POST', '/faults', { match: {}, fault: { kind: 'explode' } });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error).toContain('fault.kind');
    expect((await control('GET', '/faults')).body).toEqual([]);
    const edit = await control('POST', '/edit', { kind: 'delete-vm', vm: '/subscriptions/x/none' });
    expect(edit).toEqual({ status: 400, body: { error: 'There is no VM /subscriptions/x/none.' } });
  });

  it('replaces a VM under its name', async () => {
    const before = sandbox.document(IDS.vm01)!;
    await control('POST', '/edit', { kind: 'replace-vm', vm: IDS.vm01, address: '10.10.1.99' });
    const after = sandbox.document(IDS.vm01)!;
    expect(after.properties.vmId).not.toBe(before.properties.vmId);
    const nic = sandbox.document(after.properties.networkProfile.networkInterfaces[0].id)!;
    expect(nic.properties.ipConfigurations[0].properties.privateIPAddress).toBe('10.10.1.99');
  });

  it('moves a VM and deletes one', async () => {
    await control('POST', '/edit', { kind: 'move-vm', vm: IDS.vm01, group: 'rg-new' });
    await control('POST', '/edit', { kind: 'delete-vm', vm: IDS.vm02 });
    expect([sandbox.document(IDS.vm01), sandbox.document(IDS.vm02)]).toEqual([undefined, undefined]);
    const moved = IDS.vm01.replace('rg-prod', 'rg-new');
    expect((await wire('GET', `${moved}${NET}`)).body.name).toBe('vm-prod-01');
  });

  it('shows which sockets are open, and for whom', async () => {
    await initiate(wire, clock.now());
    clock.pass(6_000);
    const { body } = await control('GET', '/doors');
    const door = (body as unknown as { name: string; port: string }[]).find(
      (d) => d.name === 'vm-prod-01' && d.port === '3389/tcp',
    );
    expect(door).toMatchObject({
      open: true,
      welcome: [{ source: '203.0.113.7', rule: expect.stringContaining('JITRule-') }],
    });
  });

  it('answers to names of this machine only', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) =>
      request(`${sandbox.control}/doors`, { headers: { host: 'evil.example' } }, (r) =>
        resolve(r.statusCode),
      ).end(),
    );
    expect(status).toBe(421);
  });
});
