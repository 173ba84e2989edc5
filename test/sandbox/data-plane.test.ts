import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { knock, type Visitor } from '../../sandbox/demo/knock.ts';
import { demo } from '../../sandbox/scenarios/demo.ts';
import { createHandClock, type HandClock } from '../fakes/clock.ts';
import { allows, IDS, initiate, MINUTE, NET, socketOf } from './jit.ts';
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

/** Somebody at a loopback address, and at the public one that it stands for. */
const from = (loopback: string): Visitor => ({ loopback, address: demo.sources?.[loopback] ?? '' });

/** Lets business time pass and the sockets follow. */
async function pass(ms: number): Promise<void> {
  clock.pass(ms);
  await sandbox.doors();
}

describe('the sockets of the VMs', () => {
  it('refuse before, let the right source in, reset another, and refuse after the end', async () => {
    const socket = socketOf(sandbox, IDS.vm01, '3389/tcp');
    expect(await knock(socket, from('127.0.0.7'))).toBe('refused');
    await initiate(wire, clock.now());
    await pass(1_000);
    expect(await knock(socket, from('127.0.0.7'))).toBe('refused');
    await pass(5_000);
    expect(await knock(socket, from('127.0.0.7'))).toEqual({ banner: 'RDP sandbox vm-prod-01' });
    expect(await knock(socket, from('127.0.0.8'))).toBe('reset');
    expect(await knock(socketOf(sandbox, IDS.vm01, '5986/tcp'), from('127.0.0.7'))).toBe('refused');
    await pass(60 * MINUTE);
    expect(await knock(socket, from('127.0.0.7'))).toBe('refused');
    expect(socketOf(sandbox, IDS.vm01, '3389/tcp')).toBe(socket);
  });

  it('shut when the allow rule is deleted, although the request still reads as open', async () => {
    await initiate(wire, clock.now());
    await pass(6_000);
    const [rule] = allows(sandbox);
    await wire('DELETE', `${rule!.id}${NET}`);
    await pass(3_000);
    expect(await knock(socketOf(sandbox, IDS.vm01, '3389/tcp'), from('127.0.0.7'))).toBe('refused');
  });

  it('take the source from a PROXY line when the connection comes from 127.0.0.1', async () => {
    const socket = socketOf(sandbox, IDS.vm01, '3389/tcp');
    await initiate(wire, clock.now());
    await pass(6_000);
    expect(await knock(socket, { address: '203.0.113.7' })).toEqual({
      banner: 'RDP sandbox vm-prod-01',
    });
    expect(await knock(socket, { address: '203.0.113.8' })).toBe('reset');
    expect(await knock(socket, from('127.0.0.1'))).toBe('reset');
  });

  it('never listen for a stopped VM, and do once it runs', async () => {
    const socket = socketOf(sandbox, IDS.sleeper, '22/tcp');
    await initiate(wire, clock.now(), { policy: IDS.labPolicy, vm: IDS.sleeper, number: 22 });
    await pass(6_000);
    expect(await knock(socket, from('127.0.0.7'))).toBe('refused');
    sandbox.edit({ kind: 'power', vm: IDS.sleeper, running: true });
    await pass(0);
    expect(await knock(socket, from('127.0.0.7'))).toEqual({ banner: 'SSH-2.0-sandbox sleeper-01' });
  });

  it('need both groups, the one of the subnet and the one of the interface', async () => {
    await initiate(wire, clock.now(), { vm: IDS.db, number: 22 });
    await pass(6_000);
    const socket = socketOf(sandbox, IDS.db, '22/tcp');
    expect(await knock(socket, from('127.0.0.7'))).toEqual({ banner: 'SSH-2.0-sandbox db-prod-01' });
    const [ofSubnet] = allows(sandbox);
    sandbox.edit({ kind: 'delete-rule', nsg: IDS.nsg, name: ofSubnet!.name });
    await pass(0);
    expect(allows(sandbox, IDS.nsg.replace('nsg-prod', 'nsg-prod-db'))).toHaveLength(1);
    expect(await knock(socket, from('127.0.0.7'))).toBe('refused');
  });

  it('are open from the start where an old rule beats the deny of Defender', async () => {
    const legacy = sandbox.vms.find((vm) => vm.name === 'legacy-01')!;
    expect(await knock(legacy.sockets['22/tcp']!, from('127.0.0.8'))).toEqual({
      banner: 'SSH-2.0-sandbox legacy-01',
    });
  });

  it('let the firewall decide who reaches a VM behind it', async () => {
    const inside = sandbox.vms.find((vm) => vm.name === 'inside-01')!;
    expect(await knock(inside.sockets['22/tcp']!, from('127.0.0.70'))).toEqual({
      banner: 'SSH-2.0-sandbox inside-01',
    });
    expect(await knock(inside.sockets['22/tcp']!, from('127.0.0.7'))).toBe('reset');
  });

  it('keep a VM without any group shut to the Internet and open to its own network', async () => {
    const bare = sandbox.vms.find((vm) => vm.name === 'bare-01')!;
    expect(await knock(bare.sockets['22/tcp']!, from('127.0.0.7'))).toBe('reset');
    expect(await knock(bare.sockets['22/tcp']!, { address: '10.40.1.9' })).toEqual({
      banner: 'SSH-2.0-sandbox bare-01',
    });
  });

  it('open for IPv6 sources by the IPv6 address', async () => {
    const v6 = sandbox.vms.find((vm) => vm.name === 'web-v6')!;
    const policy = IDS.prodPolicy.replace('rg-prod', 'rg-web');
    await initiate(wire, clock.now(), { policy, vm: v6.id, number: 22, source: '2001:db8::9' });
    await pass(6_000);
    expect(await knock(v6.sockets['22/tcp']!, from('127.0.0.9'))).toEqual({
      banner: 'SSH-2.0-sandbox web-v6',
    });
    expect(await knock(v6.sockets['22/tcp']!, from('127.0.0.7'))).toBe('reset');
  });
});
