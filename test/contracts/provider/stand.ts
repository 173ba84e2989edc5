import type { Door } from '../../../sandbox/azure/doors/doors.ts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/azure/sandbox.ts';
import type { Scenario } from '../../../sandbox/azure/scenario.ts';
import type { FaultOrder } from '../../../sandbox/azure/wire/faults.ts';
import { knock } from '../../../sandbox/demo/knock.ts';
import { type Grant, holdOf, type ProviderName, sharesRule } from '../../../src/access/grant.ts';
import type { AzureSettings } from '../../../src/cloud/azure/wire/clients.ts';
import type { Order, Provider, Sighting } from '../../../src/ports/provider.ts';
import { HERE, nsgId, orderFor, planned, startAzure } from '../../cloud/azure/sandbox-azure.ts';

/** A port that the provider serves, and the call by which it opens it. */
export interface Place {
  readonly vm: string;
  readonly port: string;
  readonly settings: Partial<AzureSettings>;
  readonly sends: FaultOrder['match'];
  /** The calls by which it closes, where they are not those that remove a rule from both groups. */
  readonly removes?: FaultOrder['match'];
  /** Another cloud than the usual one. */
  readonly scenario?: Scenario;
  /** The firewall through which the port is tried, where that is the way in; by its id. */
  readonly through?: string;
  /** Somebody wipes everything of Ajar's that lets in, beside the rules in the groups before the VM. */
  readonly wipe?: (sandbox: Sandbox) => void;
}

export type Here = (options?: SandboxOptions) => ReturnType<typeof stand>;

/** One provider at one port of a running Azure, with what the flow does around it. */
export async function stand(name: ProviderName, place: Place, options: SandboxOptions = {}) {
  const { scenario } = place;
  const here = { ...(scenario && { scenario }), ...options };
  const { azure, again, sandbox, clock } = await startAzure(here, place.settings);
  const providerOf = (more: Partial<AzureSettings> = {}): Provider => again(more).providers[name];
  const provider = azure.providers[name];
  const plan = async (source = HERE): Promise<readonly Grant[]> =>
    planned({ inventory: azure.inventory, provider }, place.vm, place.port, source);
  const order = (grants: readonly Grant[], more: Partial<Order> = {}): Order => orderFor(clock, grants, more);
  return {
    ...{ name, place, azure, again, sandbox, clock, provider, providerOf, plan, order },
    /** The rules in both groups before the VM, by name. */
    rules: (): readonly string[] =>
      ['nsg-nic', 'nsg-subnet'].flatMap((nsg) =>
        (sandbox.document(nsgId(nsg))?.properties.securityRules as { name: string }[]).map(
          (rule) => rule.name,
        ),
      ),
    /** Whether somebody at this address gets in, tried over a socket. */
    async lets(address: string): Promise<boolean> {
      const doors = await sandbox.doors();
      const isWay = ({ vm, port }: Door): boolean =>
        place.through ? vm === place.through : vm === place.vm && port === `${place.port}/tcp`;
      const tried = doors.filter(isWay).map(({ socket }) => knock(socket, { address }));
      return (await Promise.all(tried)).some((knocked) => typeof knocked === 'object');
    },
    /** Opens as the flow does: saved as sent, looked at again, for as long as it may take. */
    async open(
      grants: readonly Grant[],
      more: Partial<Order> = {},
      by = provider,
    ): Promise<readonly Grant[]> {
      let held = learnt(asSent(grants), await by.open(order(grants, more)));
      for (let look = 0; look < 4 && held.some(({ state }) => state === 'sent'); look += 1) {
        clock.pass(2000);
        held = learnt(held, await by.open(order(held, more)));
      }
      return held;
    },
    /** What other requests hold, as the flow tells it. */
    keep: (grants: readonly Grant[]): ReadonlySet<string> => new Set(grants.filter(sharesRule).map(holdOf)),
  };
}

export const NOBODY: ReadonlySet<string> = new Set();

export const asSent = (grants: readonly Grant[]): readonly Grant[] =>
  grants.map((grant) => ({ ...grant, state: 'sent' }));

/** The grants as the flow keeps them after these sightings. */
export const learnt = (grants: readonly Grant[], sightings: readonly Sighting[]): readonly Grant[] =>
  grants.map((grant) => {
    const seen = sightings.find(({ key }) => key === grant.key);
    return seen ? { ...grant, state: seen.unsent ? 'planned' : seen.state } : grant;
  });
