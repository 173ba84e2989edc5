import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { type LiveView, watchDoors } from '../../sandbox/demo/live.ts';
import { tryIt } from '../../sandbox/demo/try-it.ts';
import { createHandClock, type HandClock } from '../fakes/clock.ts';
import { IDS, initiate, MINUTE } from './jit.ts';
import { openWire, type Wire } from './wire.ts';

let clock: HandClock;
let sandbox: Sandbox;
let wire: Wire;
let view: LiveView;
let lines: string[];

beforeEach(async () => {
  clock = createHandClock();
  sandbox = await createSandbox({ clock });
  wire = await openWire(sandbox);
  lines = [];
  view = watchDoors(sandbox.doors, clock.now, (line) => lines.push(line.trim()));
  await told(1);
});
afterEach(async () => {
  view.stop();
  await sandbox.close();
});

const told = (count: number): Promise<void> =>
  vi.waitFor(() => expect(lines).toHaveLength(count), { timeout: 10_000 });

it('begins with ports that are shut, and says when one opens and shuts', async () => {
  expect(lines[0]).toMatch(
    /^Shut at the start: 3389\/tcp on vm-prod-01, 3389\/tcp on vm-prod-11, .* and \d+ more\./,
  );
  await initiate(wire, clock.now());
  clock.pass(6_000);
  await told(2);
  expect(lines[1]).toMatch(
    /^12:00 UTC {2}3389\/tcp on vm-prod-01 is open for 203\.0\.113\.7: it reads "RDP sandbox vm-prod-01"; 192\.0\.2\.99 is turned away\.\n +Try it: \S/,
  );
  clock.pass(61 * MINUTE);
  await told(3);
  expect(lines[2]).toBe('13:01 UTC  3389/tcp on vm-prod-01 is shut for 203.0.113.7: it finds no port.');
});

it('says nothing of those who may enter without Ajar, not even where Ajar opens beside them', async () => {
  const legacy = sandbox.vms.find(({ name }) => name === 'legacy-01');
  expect(legacy?.id).toBeDefined();
  await initiate(wire, clock.now(), { policy: IDS.labPolicy, vm: legacy?.id ?? '', number: 22 });
  clock.pass(6_000);
  await told(2);
  expect(lines[1]).toContain('22/tcp on legacy-01 is open for 203.0.113.7: it reads');
  expect(lines.join('\n')).not.toContain('0.0.0.0');
});

it.each([
  ['linux', '203.0.113.7', 'curl -s --max-time 2 --interface 127.0.0.7 telnet://127.0.0.1:49001'],
  [
    'darwin',
    '203.0.113.7',
    "printf 'PROXY TCP4 203.0.113.7 127.0.0.1 50000 49001\\r\\n' | nc -w 2 127.0.0.1 49001",
  ],
  [
    'linux',
    '2001:db8::5',
    "printf 'PROXY TCP6 2001:db8::5 127.0.0.1 50000 49001\\r\\n' | nc -w 2 127.0.0.1 49001",
  ],
] as const)('on %s a port is tried as %s with %s', (platform, address, command) => {
  expect(tryIt('127.0.0.1:49001', address, platform)).toBe(command);
});
