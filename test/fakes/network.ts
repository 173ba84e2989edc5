import { defaultRules } from '../../src/access/check/default-rules.ts';
import type { Entrance, InboundRule, VmNetwork } from '../../src/access/check/vm-network.ts';
import type { Vm } from '../../src/access/vm.ts';

/** A rule that lets everybody in on 22, unless it is said otherwise. */
export const ruleOf = (more: Partial<InboundRule> = {}): InboundRule => ({
  ...{ name: 'old-ssh', of: 'nsg-web', priority: 300, access: 'allow', protocol: 'tcp', sources: ['*'] },
  ...{ destinations: ['*'], ports: ['22'], ...more },
});

/** A way in with a public address, behind one group with these rules. */
export const entranceOf = (rules: readonly InboundRule[], more: Partial<Entrance> = {}): Entrance => ({
  ...{ address: '10.0.0.4', publicAddress: { address: '198.51.100.20', kind: 'standard' }, memberOf: [] },
  ...{ adminRules: [], space: ['10.0.0.0/16'], balancers: [], forwards: [], ways: [] },
  groups: [{ name: 'nsg-web', guards: 'interface', rules: [...rules, ...defaultRules('nsg-web')] }],
  ...more,
});

/** What stands before a VM under JIT: one deny rule for each of its ports, after `rules`. */
export const networkOf = (
  vm: Vm,
  rules: readonly InboundRule[] = [],
  more: Partial<Entrance> = {},
): VmNetwork => {
  const denies = vm.jit.map(({ number, protocol }, at) =>
    ruleOf({
      ...{ name: `MicrosoftDefenderForCloud-JITRule_${number}`, priority: 4096 - at, access: 'deny' },
      ...{ protocol, ports: [String(number)], madeBy: 'jit' },
    }),
  );
  return { vm, entrances: [entranceOf([...rules, ...denies], more)], unread: [] };
};
