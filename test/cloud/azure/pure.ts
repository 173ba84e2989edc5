import type { Grant } from '../../../src/access/grant.ts';
import type { JitPort, Vm } from '../../../src/access/vm.ts';

const SUB = '00000000-0000-4000-8000-0000000000a1';
export const VM_ID = `/subscriptions/${SUB}/resourcegroups/rg-web/providers/microsoft.compute/virtualmachines/web-01`;
const HOUR = 3_600_000;

export const jitPort = (number: number, more: Partial<JitPort> = {}): JitPort => ({
  ...{ policyId: '/p/default', number, protocol: 'tcp', maxDurationMs: 3 * HOUR, sources: ['*'], ...more },
});

export const vmFor = (more: Partial<Vm> = {}): Vm => ({
  ...{
    id: VM_ID,
    vmId: 'v1',
    nicIds: [],
    privateAddresses: ['10.0.0.4'],
    name: 'web-01',
    resourceGroup: 'rg-web',
  },
  ...{
    subscriptionId: SUB,
    subscriptionName: 'Web',
    location: 'koreacentral',
    os: 'linux',
    power: 'running',
  },
  ...{ publicAddresses: [], tags: {}, jit: [jitPort(22), jitPort(3389, { protocol: '*' })] },
  ...{ protection: 'configured', behind: [], ...more },
});

export const grantFor = (
  key: string,
  number: number,
  source = '203.0.113.7/32',
  more: Partial<Grant> = {},
): Grant => ({
  ...{ key, vm: vmFor(), port: { number, protocol: 'tcp' }, opens: { number, protocol: 'tcp' }, source },
  ...{
    provider: 'defender',
    cloud: {},
    target: `defender|${VM_ID}|${number}`,
    state: 'planned',
    traces: [],
    ...more,
  },
});
