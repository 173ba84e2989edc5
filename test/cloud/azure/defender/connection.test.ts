import { describe, expect, it } from 'vitest';
import { withSightings } from '../../../../src/flow/deeds/order.ts';
import { asSent, ids, orderFor, planned, startAzure } from '../sandbox-azure.ts';
import { POLICY, readPolicy } from './requests.ts';

/** Azure's record as its specification has it where a firewall stands before the VM. */
async function behindFirewall(mapped: { publicIpAddress?: string; mappedPort?: number }) {
  const { azure, sandbox, clock } = await startAzure();
  const grants = await planned(azure, ids.web01, '3389');
  await azure.provider.open(orderFor(clock, grants));
  const policy = readPolicy(sandbox) as never as {
    id: string;
    properties: { virtualMachines: object[]; requests: { virtualMachines: { ports: object[] }[] }[] };
  };
  const { publicIpAddress, mappedPort } = mapped;
  Object.assign(policy.properties.virtualMachines[0] ?? {}, { publicIpAddress });
  for (const port of policy.properties.requests.flatMap((asked) =>
    asked.virtualMachines.flatMap((vm) => vm.ports),
  ))
    Object.assign(port, { mappedPort });
  sandbox.put(policy as never);
  expect(policy.id).toBe(POLICY);
  return { seen: await azure.provider.read(orderFor(clock, asSent(grants))), grants };
}

describe('where to connect through a firewall', () => {
  it('is its public address and the port that it hands on, as Azure has both', async () => {
    const { seen, grants } = await behindFirewall({ publicIpAddress: '198.51.100.90', mappedPort: 13389 });
    const connect = { address: '198.51.100.90', port: 13389 };
    expect(seen).toMatchObject([{ state: 'open', connect }]);
    const held = withSightings(grants, seen);
    expect(held).toMatchObject([{ state: 'open', connect }]);
    // A later look that does not say it takes nothing back.
    expect(withSightings(held, [{ key: 'g1', state: 'open', traces: [] }])).toMatchObject([{ connect }]);
  });

  it.each([
    [{ mappedPort: 13389 }],
    [{ publicIpAddress: '198.51.100.90' }],
    [{ publicIpAddress: 'fw.example.com', mappedPort: 13389 }],
    [{ publicIpAddress: '198.51.100.90', mappedPort: 70000 }],
  ])('is not made up from half of it: %j', async (mapped) => {
    const { seen } = await behindFirewall(mapped);
    expect(seen).toMatchObject([{ state: 'open' }]);
    expect(seen[0]).not.toHaveProperty('connect');
  });
});
