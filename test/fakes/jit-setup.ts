import type { VmNetwork } from '../../src/access/check/vm-network.ts';
import { sameRules } from '../../src/access/setup/rule-faults.ts';
import type { Vm } from '../../src/access/vm.ts';
import type { JitOrder, JitSetup } from '../../src/ports/jit-setup.ts';
import { CloudError } from '../../src/ports/provider.ts';

/** JIT policies in memory: what is written is what the VMs of the fake cloud have from then on. */
export interface FakeJitSetup extends JitSetup {
  off: string | undefined;
  /** What was written, oldest first; what was refused is not among it. */
  readonly written: JitOrder[];
  /** The next looks and writes throw these, one each. */
  readonly trouble: CloudError[];
  /** The next writes are taken and throw these all the same: an answer that was lost. */
  readonly lost: CloudError[];
}

export function createFakeJitSetup(vms: Vm[], networkOf: (vm: Vm) => Promise<VmNetwork>): FakeJitSetup {
  const find = (id: string, name: string): number => {
    const at = vms.findIndex((vm) => vm.id === id);
    if (at >= 0) return at;
    throw new CloudError('not-found', `${name} is not there any more: Azure does not know it.`);
  };
  const rulesIn = (vm: Vm, policyId: string) =>
    vm.jit.filter((port) => port.policyId === policyId).map(({ policyId: _, ...rule }) => rule);
  const weather = (): void => {
    if (setup.off !== undefined) throw new CloudError('denied', setup.off, { nothingSent: true });
    const trouble = setup.trouble.shift();
    if (trouble) throw trouble;
  };
  const setup: FakeJitSetup = {
    ...{ off: undefined, written: [], trouble: [], lost: [] },
    async look({ id, name }) {
      weather();
      const vm = vms[find(id, name)]!;
      const ids = [...new Set(vm.jit.map(({ policyId }) => policyId))];
      return {
        ...{ vm, network: await networkOf(vm), policyId: ids[0] ?? policyOf(vm) },
        policies: ids.map((policyId) => ({ id: policyId, rules: rulesIn(vm, policyId) })),
      };
    },
    async write(order) {
      weather();
      const { rules, policyId, before } = order;
      const at = find(order.vm.id, order.vm.name);
      const vm = vms[at]!;
      const standing = rulesIn(vm, policyId);
      if (!sameRules(standing, before) && !sameRules(standing, rules))
        throw new CloudError('conflict', 'Its rules are not any more what they were. Look again.', {
          nothingSent: true,
        });
      const others = vm.jit.filter((port) => port.policyId !== policyId);
      const jit = [...others, ...rules.map((rule) => ({ ...rule, policyId }))];
      vms[at] = { ...vm, jit, protection: jit.length > 0 ? 'configured' : 'not-configured' };
      setup.written.push(order);
      const lost = setup.lost.shift();
      if (lost) throw lost;
      return { traces: ['trace-setup'] };
    },
  };
  return setup;
}

const policyOf = ({ subscriptionId, resourceGroup, location }: Vm): string =>
  `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/microsoft.security/locations/${location}/jitnetworkaccesspolicies/default`;
