import { readSource } from '../../access/address.ts';
import { readMinutes, sayDuration } from '../../access/duration.ts';
import { formatPort, type Port, readPort } from '../../access/port.ts';
import type { JitRule } from '../../access/setup/jit-rule.ts';
import { LONGEST_MS, SHORTEST_MS, USUAL_MS } from '../../access/setup/recommended.ts';
import { ruleFaults } from '../../access/setup/rule-faults.ts';
import { MINUTE_MS } from '../../access/unit-ms.ts';
import { JIT_ROWS, type JitField, type JitFields, type JitForm, type JitRow } from '../../ports/jit-form.ts';
import type { Deps } from '../deps.ts';
import { sayFrom } from './consent.ts';
import { asAllowed } from './wanted-rules.ts';

const USUAL_MINUTES = [5, 15, 30, 60, 120, 180, 240, 480, 720, 1440];
const EMPTY: JitRow = { port: '', max: String(USUAL_MS / MINUTE_MS), from: 'any' };

/** The rules in as many rows as a form has; the rest of them empty, for other ports. */
export const rowsOf = (rules: readonly JitRule[]): readonly JitRow[] =>
  Array.from({ length: JIT_ROWS }, (_, at) => {
    const rule = rules[at];
    if (!rule) return EMPTY;
    return {
      port: formatPort(rule),
      max: String(Math.round(rule.maxDurationMs / MINUTE_MS)),
      from: sayFrom(rule),
    };
  });

/** Usual lengths, and those that stand there already. */
export const longTimes = (standing: readonly string[]): JitForm['times'] => {
  const own = standing.map(Number).filter((minutes) => Number.isInteger(minutes) && minutes > 0);
  return [...new Set([...USUAL_MINUTES, ...own])]
    .sort((a, b) => a - b)
    .map((minutes) => ({ value: String(minutes), title: sayDuration(minutes * MINUTE_MS) }));
};

/** What was typed, as rules; or every fault at its own field. Rows without a port say nothing. */
export function readRows(
  deps: Deps,
  fields: JitFields,
): { readonly rules: readonly JitRule[] } | { readonly faults: JitFields } {
  const faults: Partial<Record<JitField, string>> = {};
  const rules: JitRule[] = [];
  for (let row = 1; row <= JIT_ROWS; row += 1) {
    const name = (part: 'port' | 'max' | 'from') => `${part}${row}` as JitField;
    const typed = (fields[name('port')] ?? '').trim();
    if (typed === '') continue;
    const port = portOf(typed);
    const maxDurationMs = longestOf(fields[name('max')] ?? '');
    const sources = sourcesOf(deps, fields[name('from')] ?? '');
    if ('fault' in port) faults[name('port')] = port.fault;
    if (typeof maxDurationMs === 'string') faults[name('max')] = maxDurationMs;
    if ('fault' in sources) faults[name('from')] = sources.fault;
    if ('fault' in port || typeof maxDurationMs === 'string' || 'fault' in sources) continue;
    const rule = { ...port.port, maxDurationMs, sources: sources.cidrs };
    const [twice] = ruleFaults([...rules, rule]);
    if (twice === undefined) rules.push(rule);
    else faults[name('port')] = twice;
  }
  return Object.keys(faults).length > 0 ? { faults } : { rules };
}

type Fault = { readonly fault: string };

function portOf(text: string): { readonly port: Port } | Fault {
  const read = readPort(text);
  if ('error' in read) return { fault: read.error };
  const [port, ...more] = read;
  if (!port || more.length > 0) return { fault: 'Write one port in a row, such as 22/tcp.' };
  return { port };
}

/** The duration, or what is wrong with it. */
function longestOf(text: string): number | string {
  const ms = readMinutes(text.trim());
  if (ms === undefined) return 'Choose the longest time that may be asked for.';
  return ms >= SHORTEST_MS && ms <= LONGEST_MS ? ms : 'The longest time is from 5 minutes to 24 hours.';
}

/** `any`, or addresses, ranges and names of networks with a comma or a blank between. */
function sourcesOf(deps: Deps, text: string): { readonly cidrs: readonly string[] } | Fault {
  const networks = new Map(
    Object.entries(deps.policy().networks).map(([name, each]) => [name.toLowerCase(), each.cidrs]),
  );
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  if (words.length === 0)
    return { fault: 'Write which sources may be asked for, such as 203.0.113.0/24, or any.' };
  const cidrs: string[] = [];
  for (const word of words) {
    const known = networks.get(word.toLowerCase());
    if (known) cidrs.push(...known);
    else if (word === '*' || word.toLowerCase() === 'any') cidrs.push('0.0.0.0/0');
    else {
      const read = readSource(word);
      if (typeof read !== 'string') return { fault: read.error };
      cidrs.push(read);
    }
  }
  return { cidrs: asAllowed(cidrs) };
}
