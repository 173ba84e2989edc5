import type { Grant, ProviderName } from '../../access/grant.ts';
import { formatPort, type Port } from '../../access/port.ts';
import type { Continuation } from '../../access/request.ts';
import type { Vm } from '../../access/vm.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Deps } from '../deps.ts';
import type { FullWish } from '../say/wish.ts';

export interface Unserved {
  readonly vm: Vm;
  readonly ports: readonly Port[];
}

/** What an extension adds to a wish: what it continues, and which of the crossed (VM, port, source) are meant. */
export interface Extension {
  readonly continues: Continuation;
  readonly grants: readonly Grant[];
}

/** What a wish takes of the cloud: a grant for every VM, port and source, or why it cannot be had. */
export function plannedOf(
  deps: Deps,
  wish: FullWish,
  continues: Continuation | undefined,
  now: Date,
  isMeant: IsMeant,
):
  | { readonly grants: readonly Grant[] }
  | { readonly refused: string; readonly unserved: readonly Unserved[] } {
  const planned = planGrants(deps, wish, continues, now);
  if ('refused' in planned) return { refused: planned.refused, unserved: unservedOf(deps, wish) };
  return { grants: numbered(planned.grants.filter(isMeant)) };
}

type Planned = Omit<Grant, 'key'>;

type IsMeant = (planned: Planned) => boolean;

/**
 * Which of the crossed (VM, port, source) are meant: all of them, but of what goes on with an open access only what is open of
 * that. By the protocol too: crossed, 53/udp here and 53/tcp there would become both at both.
 */
export async function meantBy(
  deps: Pick<Deps, 'store'>,
  { replaces }: FullWish,
  extension: Extension | undefined,
): Promise<IsMeant> {
  if (extension) return (planned) => extension.grants.some((each) => isThere(planned, each, each.source));
  const old = replaces === undefined ? undefined : await deps.store.find(replaces);
  if (!old) return () => true;
  const open = old.request.grants.filter(({ state }) => state === 'open');
  return (planned) => open.some((each) => isThere(planned, each));
}

/** Whether something would open that what it goes on with did not: a JIT policy may keep its port for any protocol by now. */
export const opensMore = (planned: readonly Grant[], before: readonly Grant[]): boolean =>
  planned.some(
    (each) => !before.some((old) => isThere(each, old, old.source) && covers(old.opens, each.opens)),
  );

const covers = (wide: Port, port: Port): boolean =>
  wide.protocol === '*' || formatPort(wide) === formatPort(port);

const isThere = (planned: Planned, { vm, port }: Grant, source = planned.source): boolean =>
  vm.id === planned.vm.id && formatPort(port) === formatPort(planned.port) && source === planned.source;

const numbered = (planned: readonly Planned[]): readonly Grant[] =>
  planned.map((grant, index) => ({ ...grant, key: `g${index + 1}` }));

function planGrants(
  deps: Deps,
  wish: FullWish,
  continues: Continuation | undefined,
  now: Date,
): { readonly grants: readonly Planned[] } | { readonly refused: string } {
  const untilMs = Math.max(0, (continues?.from.getTime() ?? 0) - now.getTime()) + wish.durationMs;
  const plans = wish.vms.flatMap((vm) =>
    [...Map.groupBy(wish.ports, (port) => providerOf(deps, vm, port, wish.sources))].map(
      ([provider, ports]) => provider.plan(vm, ports, wish.sources, untilMs),
    ),
  );
  const refused = plans.flatMap((plan) => ('refused' in plan ? [plan.refused] : []));
  if (refused.length > 0) return { refused: [...new Set(refused)].join(' ') };
  return { grants: plans.flatMap((plan) => ('grants' in plan ? plan.grants : [])) };
}

/** Who opens a port of a VM: Defender where a JIT policy keeps it, else what may. Nobody's is Defender's to refuse. */
const providerOf = (deps: Deps, vm: Vm, port: Port, sources: readonly string[]): Provider =>
  servingOf(deps, vm, port, sources) ?? deps.providers.defender;

/** A firewall before a security group: a rule in the group alone lets nobody through the firewall. */
const IN_ORDER: readonly ProviderName[] = ['defender', 'azure-firewall', 'nsg'];

const servingOf = (
  { providers }: Deps,
  vm: Vm,
  port: Port,
  sources: readonly string[],
): Provider | undefined =>
  IN_ORDER.map((name) => providers[name]).find((provider) => provider.serves(vm, port, sources));

const unservedOf = (deps: Deps, { vms, ports, sources }: FullWish): readonly Unserved[] =>
  vms
    .map((vm) => ({
      vm,
      ports: ports.filter((port) => servingOf(deps, vm, port, sources) === undefined),
    }))
    .filter((each) => each.ports.length > 0);
