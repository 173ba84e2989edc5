import type { SandboxOptions } from '../../../../sandbox/azure/sandbox.ts';
import { addPort } from '../../../../src/cli/jit-wish.ts';
import { asSent } from '../../../contracts/provider/stand.ts';
import { nsgId, SUB } from '../sandbox-azure.ts';
import { atVm, rulesOf } from './stand.ts';

/** In the same virtual network as web-01, as a colleague of it is; and somewhere else in it. */
export const INSIDE = '10.0.0.77';
export const ELSEWHERE = '10.0.0.78';
export const OUTSIDE = '203.0.113.7';

export const SWITCHED_ON = { nsg: true, configure: { policy: 'default', settleMs: 0 } } as const;

/** A VM with the baseline switched on, and what its port lets in. */
export async function atBaseline({
  vm = 'web-01',
  ...options
}: Omit<SandboxOptions, 'port'> & { vm?: string } = {}) {
  const there = await atVm({ vm, ...options });
  const azure = there.again(SWITCHED_ON);
  const { baseline } = azure;
  const id =
    `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Compute/virtualMachines/${vm}`.toLowerCase();
  const look = (port = '8080', by = baseline) => by.look({ id, name: vm }, addPort(port));
  return {
    ...there,
    ...{ azure, baseline, look, id },
    /** Makes all that is missing. */
    async make(port = '8080') {
      const standing = await look(port);
      for (const rule of standing.missing) await baseline.write(standing.vm, rule);
      return standing;
    },
    async takeOut(port = '8080') {
      for (const rule of (await look(port)).standing) await baseline.remove(rule);
    },
    /** Opens for one source and closes again, each with what the port lets in then. */
    async openAndClose(source: string, knocks: () => Promise<unknown>) {
      const opened = await there.open(await there.planFor(vm, '8080', `${source}/32`));
      const whileOpen = await knocks();
      const [seen] = await there.provider.close(there.order(asSent(opened)), new Set());
      return { opened: opened[0]?.state, whileOpen, closed: seen?.state, after: await knocks() };
    },
    foreign: (nsg: string, name: string, priority: number, more: object = {}) =>
      there.sandbox.edit({
        ...{ kind: 'put-rule', nsg: nsgId(nsg), name },
        properties: {
          ...{ priority, access: 'Allow', direction: 'Inbound', protocol: 'Tcp' },
          ...{ sourceAddressPrefix: '198.51.100.9', sourcePortRange: '*', destinationPortRange: '8080' },
          ...{ destinationAddressPrefix: '*' },
          ...more,
        },
      }),
    baselineRules: (nsg: string) =>
      rulesOf(there.sandbox, nsg).filter(({ name }) => name.startsWith('ajar-baseline-')),
    writes: (since: number) =>
      there.sandbox
        .calls()
        .slice(since)
        .filter(({ method }) => method === 'PUT' || method === 'DELETE'),
  };
}
