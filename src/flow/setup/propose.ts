import type { Port } from '../../access/port.ts';
import { exposing } from '../../access/setup/exposing.ts';
import type { JitRule } from '../../access/setup/jit-rule.ts';
import { losing, transportsOf } from '../../access/setup/losing.ts';
import { ruleFaults, sameRules } from '../../access/setup/rule-faults.ts';
import type { Consequences, Setup, WaitingWish } from '../../access/setup/setup.ts';
import type { VmRef } from '../../access/vm.ts';
import type { JitStanding } from '../../ports/jit-setup.ts';
import { CloudError } from '../../ports/provider.ts';
import type { Deps } from '../deps.ts';

/** All that is to be asked, as it was seen: what a setup is made of once its asker has read it. */
export type WantedSetup = Pick<Setup, 'policyId' | 'rules' | 'before' | 'shown'> & {
  readonly vm: VmRef;
  readonly justification?: string;
  readonly ticket?: string;
  /** Set where it is asked for because an ask met a port that is not kept. */
  readonly wish?: WaitingWish;
};

type Refused = { readonly refused: string };

/** How just-in-time access stands to a VM now, or why that cannot be told. */
export async function lookAt(
  deps: Deps,
  vm: Pick<VmRef, 'id' | 'name'>,
): Promise<{ readonly standing: JitStanding } | Refused> {
  try {
    return { standing: await deps.jitSetup.look(vm) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    deps.log.warn({ vm: vm.id, reason: error.message }, 'how JIT stands to a VM could not be read');
    return { refused: `Nothing was asked, because ${vm.name} could not be looked at. ${error.message}` };
  }
}

/** What the policy that would be written to keeps of the VM now. */
export const keptNow = ({ policies, policyId }: JitStanding): readonly JitRule[] =>
  policies.find(({ id }) => id === policyId)?.rules ?? [];

/** The wanted rules with all that follows from them; or why they cannot be asked for. */
export function propose(standing: JitStanding, rules: readonly JitRule[]): WantedSetup | Refused {
  const before = keptNow(standing);
  const { vm, policyId } = standing;
  const faults = ruleFaults(rules, before);
  if (faults.length > 0) return { refused: faults.join(' ') };
  if (rules.length === 0)
    return {
      refused: `That would take ${vm.name} out of just-in-time access, which is done on the command line only: ajar jit disable ${vm.name}`,
    };
  if (sameRules(before, rules))
    return { refused: `Just-in-time access keeps exactly that of ${vm.name} already.` };
  return { vm: refOf(vm), policyId, rules, before, shown: consequencesOf(standing, rules) };
}

/** What follows from keeping these ports, and no others. */
export const consequencesOf = (standing: JitStanding, rules: readonly JitRule[]): Consequences => ({
  losing: losing(standing.network, rules),
  exposing: exposing(
    standing.network,
    keptNow(standing).flatMap((old) => leftOut(old, rules)),
  ),
});

/** What these rules keep no more of a port: 53/tcp is not kept by 53/udp, and of any protocol one may be left out. */
function leftOut({ number, protocol }: Port, rules: readonly JitRule[]): readonly Port[] {
  const own = rules.filter((rule) => rule.number === number);
  const transports = transportsOf(protocol).filter(
    (each) => !own.some((rule) => rule.protocol === '*' || rule.protocol === each),
  );
  return transports.length > 1
    ? [{ number, protocol }]
    : transports.map((each) => ({ number, protocol: each }));
}

/** No more of a VM than a request keeps of it. */
const refOf = (vm: JitStanding['vm']): VmRef => {
  const { id, vmId, nicIds, privateAddresses, name, resourceGroup, subscriptionId, publicAddresses } = vm;
  return { id, vmId, nicIds, privateAddresses, name, resourceGroup, subscriptionId, publicAddresses };
};
