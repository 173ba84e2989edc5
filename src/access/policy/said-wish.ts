import type { Person } from '../person.ts';
import type { Sentence } from '../sentence.ts';
import { isCalled, type Vm } from '../vm.ts';
import { defaultDurationMs } from './judge.ts';
import type { Policy, PolicyWish } from './policy.ts';

/** What a sentence comes to, for whoever tries a policy out; `assumed` is a sentence on what it left open. */
export type SaidWish = { readonly wish: PolicyWish; readonly assumed?: string } | { readonly error: string };

/** An address that is nobody's (RFC 5737), and so in none of the networks that a policy names. */
const NOWHERE = '192.0.2.1/32';
const ASSUMED = `No source was said: judged as from one address that is in no named network (${NOWHERE}).`;

/** Whom a name, an address or an id means: exactly one person, or a sentence. */
export type WhoIs = (text: string) => { readonly person: Person } | { readonly refused: string };

interface Known {
  readonly vms: readonly Vm[];
  readonly now: Date;
  readonly whoIs: WhoIs;
}

/** Reads a wish as Ajar would, but for what it asks back for: a VM or a port that was not said is an error here. */
export function saidWish(
  policy: Policy,
  asker: string,
  sentence: Sentence,
  { vms, now, whoIs }: Known,
): SaidWish {
  if (sentence.verb === undefined) return { error: sentence.error };
  if (sentence.verb !== 'open' && sentence.verb !== 'breakGlass')
    return { error: `This asks for no access. Write it like this: "open 22 on web-01 for 2h".` };
  const named = sentence.vms.map((name, at) => vmCalled(vms, sentence.ids[at] ?? name));
  const unknown = named.find((each) => 'error' in each);
  if (unknown && 'error' in unknown) return unknown;
  if (named.length === 0 || sentence.ports.length === 0)
    return { error: 'Name a VM and a port, such as "open 22 on web-01 for 2h".' };
  const sources = sourcesOf(policy, sentence);
  if ('error' in sources) return sources;
  const whom = 'onBehalf' in sentence && sentence.onBehalf ? whoIs(sentence.onBehalf.person) : undefined;
  if (whom && 'refused' in whom) return { error: whom.refused };
  const startsAt = 'startsAt' in sentence ? sentence.startsAt : undefined;
  const at = startsAt ?? now;
  const bare = {
    ...{ requester: whom?.person.id ?? asker, ports: sentence.ports, at },
    vms: named.flatMap((each) => ('error' in each ? [] : [each])),
    sources: sources.cidrs.length > 0 ? sources.cidrs : [NOWHERE],
    ...(startsAt ? { aheadMs: startsAt.getTime() - now.getTime() } : {}),
    ...(sentence.justification === undefined ? {} : { justification: sentence.justification }),
    ...(sentence.ticket === undefined ? {} : { ticket: sentence.ticket }),
    ...(whom ? { askedBy: asker } : {}),
    ...(sentence.verb === 'breakGlass' ? { breakGlass: true as const } : {}),
  };
  const saidMs = sentence.durationMs ?? (sentence.until && sentence.until.getTime() - at.getTime());
  const wish = { ...bare, durationMs: saidMs ?? defaultDurationMs(policy, bare) };
  return { wish, ...(sources.cidrs.length > 0 ? {} : { assumed: ASSUMED }) };
}

function vmCalled(vms: readonly Vm[], name: string): Vm | { readonly error: string } {
  const [vm, ...others] = vms.filter((each) => isCalled(each, name));
  if (vm && others.length === 0) return vm;
  return {
    error: vm
      ? `There are ${others.length + 1} VMs called ${name}. Write the whole resource id.`
      : `There is no VM called ${name}.`,
  };
}

function sourcesOf(
  { networks }: Policy,
  said: { readonly sources: readonly string[]; readonly networks: readonly string[] },
): { readonly cidrs: readonly string[] } | { readonly error: string } {
  const byName = new Map(Object.entries(networks).map(([name, { cidrs }]) => [name.toLowerCase(), cidrs]));
  const unknown = said.networks.find((name) => !byName.has(name.toLowerCase()));
  if (unknown !== undefined) return { error: `The policy has no network called ${unknown}.` };
  return {
    cidrs: [...said.sources, ...said.networks.flatMap((name) => byName.get(name.toLowerCase()) ?? [])],
  };
}
