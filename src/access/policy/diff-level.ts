import { sayDuration } from '../duration.ts';
import type { Port } from '../port.ts';
import type { Vm } from '../vm.ts';
import { strictest, verdictOf } from './compose.ts';
import { asksOf } from './explain-asks.ts';
import { tooFewApprovers } from './group.ts';
import { isGuest, rulesNaming } from './guests.ts';
import { rulesFor } from './match.ts';
import { isNever } from './never.ts';
import type { Policy } from './policy.ts';
import type { Rule } from './rule.ts';
import type { Who } from './who.ts';

/** How a person comes to a port: not at all, or on which terms. Source, time and length are taken to be whatever the rules want. */
export interface Level {
  /** `without approval`, `with 1 approval from leads`; undefined where it is refused whatever is said. */
  readonly how?: string;
  /** What else is asked, of which the order is nothing. */
  readonly terms: string;
  /** May open it at once in an emergency. */
  readonly glass: boolean;
}

export const NOT_AT_ALL: Level = { terms: '', glass: false };

/** `known` holds what was found for the same rules before; it is the caller's, for one policy and one class of people. */
export function levelOf(
  policy: Policy,
  { rules, who, person }: { readonly rules: readonly Rule[]; readonly who: Who; readonly person: string },
  vm: Vm,
  port: Port,
  known: Map<string, Level>,
): Level {
  if (policy.closed !== undefined || isNever(policy, person)) return NOT_AT_ALL;
  const asked = { vms: [vm], ports: [port] };
  const { rules: held, bare } = rulesFor(rules, who, asked);
  const isUnnamed = isGuest(policy, person) && rulesFor(rulesNaming(rules), who, asked).bare !== undefined;
  const inGlass = rulesFor(rules, who, { ...asked, breakGlass: true });
  const glass = !isUnnamed && inGlass.bare === undefined && !inGlass.rules.some(isDenial);
  const isOpen = bare === undefined && !isUnnamed && !held.some(isDenial);
  const key = `${glass} ${isOpen} ${held.map(({ id }) => id).join(',')}`;
  const level = known.get(key) ?? { ...(isOpen ? terms(policy, held, person) : { terms: '' }), glass };
  known.set(key, level);
  return level;
}

const isDenial = ({ deny }: Rule): boolean => deny !== undefined;

function terms(policy: Policy, held: readonly Rule[], person: string): Omit<Level, 'glass'> {
  const { requirements, maxDurationMs } = strictest(held.map((rule) => verdictOf(rule, policy.hash)));
  if (tooFewApprovers(policy.groups, requirements, [person]) !== undefined) return { terms: '' };
  const asked = requirements.map(
    ({ count, group }) => `${count} approval${count === 1 ? '' : 's'} from ${group}`,
  );
  const others = held.flatMap(asksOf).filter(({ kind }) => !SAID.includes(kind));
  const all = [`at most ${sayDuration(maxDurationMs)}`, ...new Set(others.map(({ say }) => say).sort())];
  return {
    how: asked.length === 0 ? 'without approval' : `with ${asked.join(' and ')}`,
    terms: all.join('; '),
  };
}

/** What stands in `how`, in the cap, or beside. */
const SAID: readonly string[] = ['approvals', 'autoApprove', 'maxDuration', 'breakGlass'];
