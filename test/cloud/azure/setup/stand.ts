import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { SandboxOptions } from '../../../../sandbox/azure/sandbox.ts';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import type { JitRule } from '../../../../src/access/setup/jit-rule.ts';
import { usualRule } from '../../../../src/access/setup/recommended.ts';
import type { AzureSettings } from '../../../../src/cloud/azure/wire/clients.ts';
import type { JitSetup, JitStanding } from '../../../../src/ports/jit-setup.ts';
import { openWire } from '../../../sandbox/wire.ts';
import { SUB, scenario, startAzure } from '../sandbox-azure.ts';

export const GROUP = `/subscriptions/${SUB}/resourceGroups/rg-Web`;
export const vmId = (name: string): string => `${GROUP}/providers/Microsoft.Compute/virtualMachines/${name}`;
export const policyId = (name: string): string =>
  `${GROUP}/providers/Microsoft.Security/locations/koreacentral/jitNetworkAccessPolicies/${name}`;
export const DEFAULT = policyId('default');

/** Beside the usual VMs, which are in the policy `default`: three that are in none. */
export const more: Scenario = {
  ...scenario,
  vms: [
    ...scenario.vms,
    ...['new-01', 'new-02', 'a-vm-of-a-very-long-name-such-as-some-people-give1'].map((name, at) => ({
      ...{ name, group: 'rg-Web' },
      nics: [{ subnet: 'vnet/web', address: `10.0.0.${20 + at}` }],
    })),
  ],
};

const CONFIGURE = { policy: 'default', settleMs: 20 } as const;
export const SSH: readonly JitRule[] = [usualRule(22)];

/** What may be put around the calls of a client: before a request is sent, and before its answer is given. */
export interface Around {
  before?(request: PipelineRequest): Promise<void>;
  after?(request: PipelineRequest, response: PipelineResponse): Promise<void>;
}

/** Setting up against the sandbox. Policies say Updating for no time, unless told otherwise. */
export async function atSetup(
  options: SandboxOptions = {},
  configure: Partial<NonNullable<AzureSettings['configure']>> = {},
) {
  const around: Around = {};
  const usual = { configure: { ...CONFIGURE, ...configure } };
  const stand = await startAzure({ scenario: more, ...options }, usual, (client) => wrapped(client, around));
  const { sandbox, azure } = stand;
  const find = (name: string) => ({ id: vmId(name).toLowerCase(), name });
  const wire = await openWire(sandbox);
  const path = (id: string) => `${id}?api-version=2020-01-01`;
  return {
    ...stand,
    around,
    /** What the policy holds, as it is on the wire. */
    entries: (id = DEFAULT): readonly Entry[] =>
      (sandbox.document(id)?.properties.virtualMachines as readonly Entry[] | undefined) ?? [],
    names: (id = DEFAULT): readonly string[] =>
      ((sandbox.document(id)?.properties.virtualMachines as readonly Entry[] | undefined) ?? []).map(
        (entry) => entry.id.split('/').at(-1) ?? '',
      ),
    look: (name: string, setup: JitSetup = azure.jitSetup): Promise<JitStanding> => setup.look(find(name)),
    /** Looks, and writes these rules on that. */
    async enable(name: string, rules: readonly JitRule[] = SSH, setup: JitSetup = azure.jitSetup) {
      return setup.write(await orderOf(await setup.look(find(name)), rules));
    },
    /** As the portal does it: the whole list, without looking whether it changed. */
    async portal(change: (entries: readonly Entry[]) => readonly object[], id = DEFAULT): Promise<void> {
      const { body } = await wire('GET', path(id));
      const virtualMachines = change(body?.properties?.virtualMachines ?? []);
      const put = await wire('PUT', path(id), { kind: 'Basic', properties: { virtualMachines } });
      if (put.status !== 200) throw new Error(JSON.stringify(put.body));
    },
    wire,
    writes: () =>
      sandbox
        .calls()
        .filter(
          ({ method, path: at }) =>
            at.includes('jitNetworkAccessPolicies') && ['PUT', 'DELETE'].includes(method),
        ),
  };
}

export type Entry = {
  readonly id: string;
  readonly ports: readonly Readonly<Record<string, unknown>>[];
};

export const orderOf = (standing: JitStanding, rules: readonly JitRule[]) => ({
  vm: standing.vm,
  policyId: standing.policyId,
  rules,
  before: standing.policies.find(({ id }) => id === standing.policyId)?.rules ?? [],
});

/** A VM as the portal would add it. */
export const entryOf = (name: string): Entry => ({
  id: vmId(name),
  ports: [{ number: 22, protocol: '*', allowedSourceAddressPrefix: '*', maxRequestAccessDuration: 'PT3H' }],
});

const wrapped = (client: HttpClient, around: Around): HttpClient => ({
  async sendRequest(request) {
    await around.before?.(request);
    const response = await client.sendRequest(request);
    await around.after?.(request, response);
    return response;
  },
});

/** A call about a JIT policy itself. */
export const isPolicy = (request: PipelineRequest, method: string): boolean =>
  request.method === method && /\/jitNetworkAccessPolicies\/[^/?]+\?/i.test(request.url);
