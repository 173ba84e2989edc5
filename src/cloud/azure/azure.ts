import type { Grant, ProviderName } from '../../access/grant.ts';
import type { Vm } from '../../access/vm.ts';
import type { ActivityLog } from '../../ports/activity.ts';
import type { Baseline } from '../../ports/baseline.ts';
import type { Check } from '../../ports/check.ts';
import type { Rights } from '../../ports/checks.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Directory } from '../../ports/directory.ts';
import type { FlowVerifier } from '../../ports/flow-verifier.ts';
import type { Inspector } from '../../ports/inspector.ts';
import type { Inventory } from '../../ports/inventory.ts';
import type { JitSetup } from '../../ports/jit-setup.ts';
import type { Log } from '../../ports/log.ts';
import type { Outside } from '../../ports/outside.ts';
import { CloudError, type Order, type Provider } from '../../ports/provider.ts';
import { createActivityLog } from './activity/log.ts';
import { type Bypass, findBypass } from './bypass/bypass.ts';
import { createInspector } from './check/inspect.ts';
import { createFlowVerifier } from './check/ip-flow.ts';
import { azureChecks } from './checks.ts';
import { clockCheck } from './clock-check.ts';
import { createDefender } from './defender/defender.ts';
import { findOurs, type Ours } from './defender/find-ours.ts';
import { createDirectory } from './directory/directory.ts';
import { graphCheck } from './directory/graph-check.ts';
import { findFirewallRules } from './firewall/find-ours.ts';
import { createFirewall } from './firewall/firewall.ts';
import { createInventory } from './inventory/inventory.ts';
import { type Look, lookAt } from './live/look.ts';
import { createLooks } from './network/looks.ts';
import { createBaseline } from './nsg/baseline.ts';
import { findOurRules } from './nsg/find-ours.ts';
import { createNsg } from './nsg/nsg.ts';
import { createLists, type Lists } from './outside/lists.ts';
import { surveyOf } from './outside/survey.ts';
import { createRights } from './rights/rights.ts';
import { createConfiguring } from './setup/configuring.ts';
import { createAzureClock } from './wire/azure-clock.ts';
import { orError } from './wire/call.ts';
import { type AzureSettings, createClients, type Outside as World } from './wire/clients.ts';
import { createTurns } from './wire/turns.ts';

/** Azure, as the rest of Ajar sees it. Every failure that comes out is a `CloudError`. */
export interface Azure {
  /** Loads the libraries, so that nobody who waits for an answer waits for that; the network is not touched. */
  load(): Promise<void>;
  readonly providers: Readonly<Record<ProviderName, Provider>>;
  readonly inventory: Inventory & { refresh(): Promise<void> };
  readonly inspector: Inspector;
  /** Network Watcher's IP flow verify. */
  readonly flowVerifier: FlowVerifier;
  readonly jitSetup: JitSetup;
  readonly baseline: Baseline;
  readonly activity: ActivityLog;
  /** Business time by Azure's clock, as far as its answers have said: what is compared with ends in Azure goes by it. */
  readonly clock: Clock;
  readonly outside: Outside;
  /** Entra, through Microsoft Graph. */
  readonly directory: Directory;
  /** People's own roles in Azure. */
  readonly rights: Rights;
  /** For `sweep --once`: what is ours in the cloud and may be open, found without a store, and what cannot be told. */
  findOurs(): Promise<Ours>;
  /** For `doctor --live`: what Azure shows of one opening through Defender, in its own words. */
  lookAt(order: Order, grant: Grant): Promise<Look>;
  /** For `ajar azure bypass`: who could open ports of these VMs without Ajar. */
  bypass(vms: readonly Vm[]): Promise<Bypass>;
  /** For `doctor`. */
  checks(): Promise<readonly Check[]>;
}

/** Builds Azure from its settings; the libraries are loaded and the network is touched at the first call only. */
export function createAzure(
  settings: AzureSettings,
  deps: { readonly clock: Clock; readonly log: Log } & World,
): Azure {
  const { clock: machine, log, ...more } = deps;
  const clock = createAzureClock(machine, log);
  const outside: World = { ...more, log, time: clock };
  const clients = createClients(settings, outside);
  const inventory = createInventory(clients, clock, log);
  const directory = createDirectory(clients);
  const inTurn = createTurns();
  const looks = createLooks(clients);
  const inspector = createInspector(clients, inventory);
  const configuring = createConfiguring(settings, outside, { inventory, inspector, inTurn });
  const findAll = async (lists: Lists, behindFirewalls: boolean): Promise<Ours> =>
    together(
      await Promise.all([
        orError(findOurs(clients, inventory, clock, lists)),
        orError(findOurRules(clients, inventory, lists)),
        ...(behindFirewalls ? [orError(findFirewallRules(clients, inventory))] : []),
      ]),
    );
  return {
    load: clients.load,
    providers: {
      defender: createDefender({ clients, looks, log, inTurn, known: inventory.known }),
      nsg: createNsg({ clients, looks, clock, log, inTurn, known: inventory.known }),
      'azure-firewall': createFirewall({ clients, looks, clock, log, inTurn, known: inventory.known }),
    },
    ...{ clock, inventory, inspector, flowVerifier: createFlowVerifier(clients, inventory) },
    jitSetup: configuring.jitSetup,
    baseline: createBaseline({ clients, log, inTurn, inventory, inspector }),
    activity: createActivityLog(clients, inventory, clock),
    findOurs: () => findAll(createLists(clients), true),
    outside: {
      // Every few minutes, with the rights of what is switched on; the sweep looks for what was left by what is off as well.
      survey: () =>
        surveyOf(createLists(clients), clock, (lists) => findAll(lists, settings.firewall === true)),
      openings: () => inventory.openings(),
    },
    directory,
    rights: createRights(clients, directory),
    lookAt: (order, grant) => lookAt(clients, order, grant),
    bypass: (vms) => findBypass(clients, inventory, vms),
    checks: async () => [
      ...(await azureChecks(clients, inventory)),
      ...(settings.graph === true ? [await graphCheck(clients)] : []),
      ...(await configuring.checks()),
      clockCheck(clock),
    ],
  };
}

/** What one part cannot tell does not hold up the other; when neither can, nobody knows. */
function together(parts: readonly (Ours | CloudError)[]): Ours {
  const failures = parts.filter((part) => part instanceof CloudError);
  const read = parts.flatMap((part) => (part instanceof CloudError ? [] : [part]));
  if (read.length === 0 && failures[0]) throw failures[0];
  return {
    found: read.flatMap(({ found }) => found),
    doubts: [
      ...read.flatMap(({ doubts }) => doubts),
      ...failures.map(({ message: sentence }) => ({ sentence })),
    ],
  };
}
