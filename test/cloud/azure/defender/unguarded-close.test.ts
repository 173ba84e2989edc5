import { expect, it } from 'vitest';
import { closeOrder } from '../../../../src/cloud/azure/defender/close.ts';
import { startDeadline } from '../../../../src/cloud/azure/wire/call.ts';
import { grantFor, VM_ID } from '../pure.ts';

it('a port is not called closed while Azure has it open and no security group was read', async () => {
  const until = new Date('2026-01-31T12:00:00.123Z');
  const grant = grantFor('g1', 22, '203.0.113.7/32', { state: 'open', cloud: { jitPolicyId: '/p/default' } });
  const policy = {
    id: '/p/default',
    virtualMachines: [],
    requests: [
      {
        startTimeUtc: new Date('2026-01-31T10:00:00Z'),
        requestor: '',
        justification: 'ajar aj-7k2m9q for somebody',
        virtualMachines: [
          {
            id: VM_ID,
            ports: [
              {
                number: 22,
                allowedSourceAddressPrefix: '203.0.113.7',
                endTimeUtc: until,
                status: 'Initiated',
              },
            ],
          },
        ],
      },
    ],
  };
  const looks = {
    groups: () => async () => undefined,
    guards: async () => [],
    policy: async () => policy,
  } as never;
  const order = {
    request: 'aj-7k2m9q',
    justification: 'x',
    until,
    grants: [grant],
    now: new Date('2026-01-31T11:00:00Z'),
  };
  const [seen] = await closeOrder({
    looks,
    removeRule: async () => ({ traces: [] }),
    order,
    keep: new Set(),
    deadline: startDeadline(2000),
  });
  expect(seen).not.toMatchObject({ state: 'closed' });
});
