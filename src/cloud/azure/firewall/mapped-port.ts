import type { NatRule } from '@azure/arm-network';
import { spans } from '../network/nsg-rules.ts';
import type { NatWay } from './policy-rules.ts';

/** Above what people map by hand, below what Azure keeps for itself (from 64000). https://learn.microsoft.com/azure/firewall/firewall-known-issues */
const [FIRST, COUNT] = [20_000, 40_000];

/** What is to be reached, and the public address by which. */
export interface Target {
  readonly publicAddress: string;
  readonly address: string;
  readonly number: number;
}

/**
 * The port of the public address that is to lead to the target: the one that a rule of ours has for it already, so that
 * everybody who may reach it connects alike; else a free one, the same whenever it is asked. Undefined when all are taken.
 */
export function mappedPort(
  target: Target,
  own: readonly NatRule[],
  others: readonly NatWay[],
): number | undefined {
  const isFree = (port: number): boolean =>
    takenBy(target, port, others) === undefined && !own.some((rule) => isElsewhere(rule, target, port));
  const standing = own
    .filter((rule) => leadsTo(rule, target))
    .map((rule) => Number(rule.destinationPorts?.[0]));
  const start = numberFrom(`${target.address}|${target.number}`);
  const ports = Array.from({ length: COUNT }, (_, step) => FIRST + ((start + step) % COUNT));
  return [...standing, ...ports].find(isFree);
}

/** The rule of somebody else that has the port already, or may have: what an IP group or a name stands for cannot be told. */
export const takenBy = (
  { publicAddress }: Pick<Target, 'publicAddress'>,
  port: number,
  others: readonly NatWay[],
): NatWay | undefined =>
  others.find(
    ({ rule }) =>
      (rule.destinationPorts ?? []).some((text) => spans(text, port)) &&
      (rule.destinationAddresses ?? []).some((to) => to === publicAddress || !IS_ADDRESS.test(to)),
  );

const IS_ADDRESS = /^[\d.]+$/;

const leadsTo = (rule: NatRule, { publicAddress, address, number }: Target): boolean =>
  rule.translatedAddress === address &&
  rule.translatedPort === String(number) &&
  rule.destinationAddresses?.[0] === publicAddress;

/** True for a rule that has the port of the same public address for another target. */
export const isElsewhere = (rule: NatRule, target: Target, port: number): boolean =>
  rule.destinationAddresses?.[0] === target.publicAddress &&
  rule.destinationPorts?.[0] === String(port) &&
  !leadsTo(rule, target);

/** The same number for the same text, spread evenly (FNV-1a). */
const numberFrom = (text: string): number =>
  [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0, 2_166_136_261);
