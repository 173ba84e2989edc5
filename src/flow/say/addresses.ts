import { saySource } from '../../access/address.ts';
import { sourceName } from '../../access/policy/policy.ts';
import { DAY_MS } from '../../access/unit-ms.ts';
import type { Choice } from '../../ports/card.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';

/** A source that a person used before. */
export interface Known {
  readonly source: string;
  readonly at: string;
}

const KEPT = 3;
const KEPT_FOR_MS = 90 * DAY_MS;

const keyOf = (person: string): string => `addresses/${person}`;

/** The person's last addresses, newest first. */
export async function knownAddresses(deps: Deps, person: string): Promise<readonly Known[]> {
  const known = await deps.store.recall(keyOf(person), deps.clock.now());
  return Array.isArray(known) ? (known as readonly Known[]) : [];
}

/** Remembers what was asked from; a named network is offered anyway. */
export async function rememberAddresses(
  deps: Deps,
  person: string,
  sources: readonly string[],
): Promise<void> {
  const now = deps.clock.now();
  const own = sources.filter((source) => sourceName(deps.policy(), source) === undefined);
  const before = (await knownAddresses(deps, person)).filter((known) => !own.includes(known.source));
  const known: readonly Known[] = [...own.map((source) => ({ source, at: now.toISOString() })), ...before];
  await deps.store.remember(keyOf(person), known.slice(0, KEPT), later(now, KEPT_FOR_MS));
}

/** Buttons: the last addresses with their age, then the networks that the policy names. */
export function addressChoices(deps: Deps, known: readonly Known[]) {
  const now = deps.clock.now();
  const last = known.map(({ source, at }) => ({
    title: saySource(source),
    note: `last used ${ageOf(now, new Date(at))}`,
    fills: { sources: [source], networks: [] },
  }));
  const named = Object.entries(deps.policy().networks).map(([name, network]) => ({
    title: name,
    note: `${network.cidrs.join(', ')}${network.shared ? ', shared with others' : ''}`,
    fills: { sources: [], networks: [name] },
  }));
  return { last, networks: named } satisfies Readonly<Record<string, readonly Choice[]>>;
}

function ageOf(now: Date, at: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - at.getTime()) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
}
