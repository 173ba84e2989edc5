import type { Check } from '../../ports/check.ts';
import { CloudError } from '../../ports/provider.ts';
import { fixOf, good, readerOn } from './checked.ts';
import type { Subscription } from './inventory/subscriptions.ts';
import type { Action } from './permissions.ts';
import { ask, startDeadline } from './wire/call.ts';
import type { Clients } from './wire/clients.ts';

const ACTION: Action = 'Microsoft.Security/pricings/read';

/** JIT belongs to Defender for Servers Plan 2. https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-overview */
export async function planCheck(clients: Clients, { id, name }: Subscription): Promise<Check> {
  const what = `azure Defender plan of ${name}`;
  const doing = clients.doing('read the Defender plan', ACTION, `the Defender plan of ${name}`);
  try {
    const security = await clients.security(id);
    const { value } = await ask(doing, startDeadline(clients.limitMs), (options) =>
      security.pricings.get('VirtualMachines', options),
    );
    return judge(what, id, value, clients.settings.nsg === true);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    // JIT itself may work all the same: the plan is only not visible.
    const denied = readerOn(`/subscriptions/${id}`, ACTION);
    return { what, ok: 'unknown', found: error.message, fix: fixOf(error, { denied }) };
  }
}

interface Pricing {
  readonly pricingTier?: string | undefined;
  readonly subPlan?: string | undefined;
}

/** A paid tier without a word of which plan may be either. */
function judge(what: string, id: string, { pricingTier, subPlan }: Pricing, nsg: boolean): Check {
  const tier = `${pricingTier ?? 'no tier'} ${subPlan ?? ''}`.trim();
  if (pricingTier === 'Standard' && subPlan === 'P2') return good(what, tier);
  if (pricingTier === 'Standard' && !subPlan)
    return { what, ok: 'unknown', found: `${tier}, and Azure does not say which plan`, fix: turnOn(id) };
  if (!nsg) return { what, ok: false, found: tier, fix: turnOn(id) };
  // Rules of our own need no plan: then it is missed only where JIT is wanted too.
  const found = `${tier}; what Ajar opens by rules of its own (AJAR_NSG=on) needs no plan`;
  return { what, ok: 'unknown', found, fix: `for just-in-time access, ${turnOn(id)}` };
}

const turnOn = (id: string): string =>
  'turn on Defender for Servers Plan 2 for the subscription: in Defender for Cloud under Environment settings, or with ' +
  `"az security pricing create --name VirtualMachines --tier standard --subplan P2 --subscription ${id}"; it is charged for each VM`;
