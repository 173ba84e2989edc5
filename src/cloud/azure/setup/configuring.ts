import type { Check } from '../../../ports/check.ts';
import type { JitSetup } from '../../../ports/jit-setup.ts';
import { CloudError } from '../../../ports/provider.ts';
import { good } from '../checked.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { subscriptionsOf } from '../inventory/subscriptions.ts';
import { permissionCheck } from '../permission-check.ts';
import { signInCheck } from '../sign-in-check.ts';
import { orError } from '../wire/call.ts';
import { type AzureSettings, type Clients, createClients, type Outside } from '../wire/clients.ts';
import { createNoSetup } from './off.ts';
import { createJitSetup } from './setup.ts';

/** Setting up just-in-time access, as it is switched on or off, with what the doctor says of it. */
export interface Configuring {
  readonly jitSetup: JitSetup;
  checks(): Promise<readonly Check[]>;
}

type Parts = Pick<Parameters<typeof createJitSetup>[0], 'inventory' | 'inspector' | 'inTurn'> & {
  readonly inventory: AzureInventory;
};

/** Later than another's write is over, which was recorded to take up to 4 s with its reading. */
const SETTLE_MS = 3_000;

/** It may be another identity's: then it signs in by itself, and shares nothing with what opens ports but the list of VMs. */
export function createConfiguring(settings: AzureSettings, outside: Outside, parts: Parts): Configuring {
  const { configure } = settings;
  if (!configure) return { jitSetup: createNoSetup(), checks: async () => [OFF] };
  const { identity, policy, settleMs = SETTLE_MS } = configure;
  const clients = identity
    ? createClients({ ...settings, identity }, { ...outside, ...credentialOf(outside) })
    : createClients(settings, outside);
  return {
    jitSetup: createJitSetup({ ...parts, clients, policy, settleMs }),
    checks: () => configureChecks(clients, parts.inventory),
  };
}

const credentialOf = ({ configuring, credential }: Outside): Pick<Outside, 'credential'> => {
  const given = configuring ?? credential;
  return given ? { credential: given } : {};
};

const WHAT = 'azure configure';

const OFF = good(WHAT, 'off: Ajar puts no VM under just-in-time access (AJAR_CONFIGURE)');

async function configureChecks(clients: Clients, inventory: AzureInventory): Promise<readonly Check[]> {
  const { identity, configure } = clients.settings;
  const who = identity ? `as the identity ${identity.clientId}` : "as Ajar's own identity";
  const where = configure?.policy === 'per-vm' ? 'a policy of its own' : 'the policy "default"';
  const on = good(WHAT, `on, ${who}; a VM that is in no policy goes into ${where}`);
  const token = identity ? await signInCheck(clients, 'azure sign-in to configure', SIGN_IN) : undefined;
  if (token && token.ok !== true) return [on, token];
  const subscriptions = await orError(subscriptionsOf(clients));
  const rest =
    subscriptions instanceof CloudError
      ? [{ what: `${WHAT}: subscriptions`, ok: 'unknown' as const, found: subscriptions.message, fix: FIX }]
      : await Promise.all(
          subscriptions.map((each) => permissionCheck(clients, inventory, each, 'configure')),
        );
  return [on, ...(token ? [token] : []), ...rest];
}

const SIGN_IN =
  'set AJAR_CONFIGURE_CLIENT_ID to a managed identity of this machine, or to an app with AJAR_CONFIGURE_TENANT_ID and AJAR_CONFIGURE_CLIENT_SECRET';
const FIX = 'give the identity that configures the role of "ajar azure role --can configure"';
