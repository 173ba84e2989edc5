import { isPrivate } from '../../access/own-address.ts';
import { defaultDurationMs } from '../../access/policy/judge.ts';
import { formatPort, type Port } from '../../access/port.ts';
import type { Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';
import { policyFor } from '../step/policy-now.ts';
import { addressChoices, type Known, knownAddresses } from './addresses.ts';
import { nameVms } from './name-vms.ts';
import { visibleVms } from './visible-vms.ts';
import type { Ask, Completed } from './wish.ts';

/** Names the VMs, takes the policy's default duration, asks for what nobody may guess: VM, port, source. */
export async function completeAsk(deps: Deps, person: string, ask: Ask): Promise<Completed> {
  const visible = await visibleVms(deps, person);
  if ('refused' in visible) return visible;
  const named = nameVms(visible.vms, ask);
  if (!('vms' in named)) return named;
  if (ask.mine && ask.onBehalf) return { refused: NOT_THEIRS };
  if (ask.mine && !deps.links) return { refused: NO_PAGE };
  if (ask.ports.length === 0) return askPort(named.vms);
  const sources = sourcesOf(deps, ask);
  if ('refused' in sources) return sources;
  if (sources.cidrs.length === 0)
    return ask.onBehalf
      ? askSource(deps, named.vms, [], 'they')
      : askSource(deps, named.vms, await knownAddresses(deps, person), 'you');
  const at = ask.startsAt ?? deps.clock.now();
  const glass = ask.breakGlass ? { breakGlass: true as const } : {};
  const bare = { requester: person, vms: named.vms, ports: ask.ports, sources: sources.cidrs, at, ...glass };
  const policy = await policyFor(deps, person);
  if ('refused' in policy) return policy;
  const durationMs = durationOf(deps, ask) ?? defaultDurationMs(policy, bare);
  return {
    wish: {
      vms: named.vms,
      ports: ask.ports,
      sources: sources.cidrs,
      durationMs,
      durationDefaulted: durationOf(deps, ask) === undefined,
      ...(ask.startsAt ? { startsAt: ask.startsAt } : ask.until ? { notAfter: ask.until } : {}),
      ...glass,
      ...(ask.justification !== undefined ? { justification: ask.justification } : {}),
      ...(ask.ticket !== undefined ? { ticket: ask.ticket } : {}),
      ...(ask.proven !== undefined ? { proven: ask.proven } : {}),
      ...(ask.replaces !== undefined ? { replaces: ask.replaces } : {}),
      ...(ask.origin !== undefined ? { origin: ask.origin } : {}),
    },
  };
}

export const NOT_THEIRS =
  'The address where you are is not where they come from. Write theirs, such as "from 203.0.113.7", or a named network.';

const NO_PAGE =
  'A chat does not tell Ajar the address that you come from, and this Ajar has no page that sees it. Write it, such as "from 203.0.113.7", or a named network, such as "from vpn".';

function durationOf(deps: Deps, ask: Ask): number | undefined {
  if (ask.durationMs !== undefined) return ask.durationMs;
  return ask.until === undefined
    ? undefined
    : ask.until.getTime() - (ask.startsAt ?? deps.clock.now()).getTime();
}

function askPort(vms: readonly Vm[]): Completed {
  const ports = [...new Map(vms.flatMap((vm) => vm.jit).map((jit) => [jit.number, jit])).values()];
  if (ports.length === 0)
    return { refused: `Which port on ${names(vms)}?`, hint: `open 22 on ${vms[0]?.name} for 1h` };
  const choices = ports.map((jit) => {
    const port: Port = { number: jit.number, protocol: jit.protocol === 'udp' ? 'udp' : 'tcp' };
    return { title: formatPort(port), fills: { ports: [port] } };
  });
  return { question: { sentence: `Which port on ${names(vms)}?`, choices } };
}

const names = (vms: readonly Vm[]): string => vms.map((vm) => vm.name).join(', ');

/** Addresses as said, and those of the named networks. */
export function sourcesOf(
  deps: Deps,
  ask: Pick<Ask, 'sources' | 'networks'>,
): { readonly cidrs: readonly string[] } | { readonly refused: string } {
  const networks = new Map(
    Object.entries(deps.policy().networks).map(([name, each]) => [name.toLowerCase(), each]),
  );
  const unknown = ask.networks.find((name) => !networks.has(name.toLowerCase()));
  if (unknown !== undefined) {
    const known =
      networks.size > 0 ? `The policy names: ${[...networks.keys()].join(', ')}.` : 'The policy names none.';
    return {
      refused: `I know no network called "${unknown}". ${known} Or write an address, such as "from 203.0.113.7".`,
    };
  }
  const named = ask.networks.flatMap((name) => networks.get(name.toLowerCase())?.cidrs ?? []);
  return { cidrs: [...new Set([...ask.sources, ...named])] };
}

function askSource(deps: Deps, vms: readonly Vm[], known: readonly Known[], who: 'you' | 'they'): Completed {
  // What has no public address is reached through a VPN or a Bastion.
  const { last, networks } = addressChoices(deps, known);
  return {
    question: {
      sentence: `From which address will ${who} connect to ${names(vms)}? The port opens for that address alone.`,
      choices: isPrivate(vms) ? [...networks, ...last] : [...last, ...networks],
      input: { label: 'Another address', placeholder: '203.0.113.7' },
    },
  };
}
