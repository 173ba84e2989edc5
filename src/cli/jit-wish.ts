import { InvalidArgumentError } from 'commander';
import { readSource } from '../access/address.ts';
import { readDuration } from '../access/duration.ts';
import { type Port, readPort } from '../access/port.ts';
import type { JitRule } from '../access/setup/jit-rule.ts';
import { defaultsFor, recommendedFor, USUAL_MS } from '../access/setup/recommended.ts';
import type { Vm } from '../access/vm.ts';

/** What the options say of ports; of several ports the same. */
export interface JitWish {
  readonly recommended?: true;
  readonly defaults?: true;
  readonly port?: readonly Port[];
  readonly source?: readonly string[];
  readonly max?: number;
  readonly drop?: readonly Port[];
}

export function addPort(text: string, before: readonly Port[] = []): readonly Port[] {
  const read = readPort(text);
  if ('error' in read) throw new InvalidArgumentError(read.error);
  return [...before, ...read];
}

/** Addresses and ranges, repeated or with commas; `any` for every source. */
export function addSource(text: string, before: readonly string[] = []): readonly string[] {
  const read = text.split(',').map((word) => {
    if (word === 'any' || word === '*') return '*';
    const source = readSource(word.trim());
    if (typeof source === 'string') return source;
    throw new InvalidArgumentError(source.error);
  });
  return [...before, ...read];
}

export function spanOf(text: string): number {
  const read = readDuration(text);
  if (typeof read === 'number') return read;
  throw new InvalidArgumentError(read.error);
}

/** The rules of a VM that has none: as Azure makes them where nothing else is said. */
export function newRules({ os }: Vm, wish: JitWish): readonly JitRule[] {
  const usual = wish.recommended ? recommendedFor(os) : wish.defaults ? defaultsFor(os) : [];
  const named = (wish.port ?? []).map((port) => ({ ...port, maxDurationMs: USUAL_MS, sources: ['*'] }));
  return [...usual, ...named].map((rule) => as(wish, rule));
}

/** What a policy keeps of a VM after the change; `isMain` is the one that new ports go into. */
export function changedRules(
  vm: Vm,
  standing: readonly JitRule[],
  wish: JitWish,
  isMain: boolean,
): readonly JitRule[] {
  const isIn = (ports: readonly Port[], rule: Port): boolean => ports.some((port) => isSame(port, rule));
  const named = wish.port ?? [];
  if (wish.recommended || wish.defaults) return isMain ? newRules(vm, wish) : standing;
  const left = standing.filter((rule) => !isIn(wish.drop ?? [], rule));
  const changed = left.map((rule) => (named.length === 0 || isIn(named, rule) ? as(wish, rule) : rule));
  // A port that another policy of the VM keeps is changed there.
  const fresh = named.filter((port) => !isIn(vm.jit, port));
  return isMain ? [...changed, ...newRules(vm, { ...wish, port: fresh })] : changed;
}

export const isSame = (a: Port, b: Port): boolean => a.number === b.number && a.protocol === b.protocol;

const as = ({ source, max }: JitWish, rule: JitRule): JitRule => ({
  ...rule,
  ...(source && { sources: source }),
  ...(max !== undefined && { maxDurationMs: max }),
});
