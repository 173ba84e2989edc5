import type { NsgRule, Traffic } from '../network/nsg-rules.ts';
import { sameSource } from '../network/sources.ts';

/** Both prefixes are met: Azure renamed its rules in May 2023 and left the old ones. https://learn.microsoft.com/azure/defender-for-cloud/release-notes-archive */
export const JIT_NAME = /^(SecurityCenter|MicrosoftDefenderForCloud)-JITRule[_-]/;

/**
 * True for a rule that JIT made to let exactly this traffic in and nothing else. Only such a rule may ever be removed.
 * The protocol is left out: it is the JIT policy's, which may have changed since. `addresses` are the VM's own, `insides` what it sees of firewalls.
 */
export function isJitAllowFor(
  rule: NsgRule,
  traffic: Traffic,
  addresses: readonly string[],
  insides: readonly string[] = [],
): boolean {
  const [source, port] = [only(rule.sources), only(rule.ports)];
  const isOfVm = (destination: string): boolean => addresses.some((own) => sameSource(destination, own));
  return (
    JIT_NAME.test(rule.name) &&
    rule.access === 'allow' &&
    source !== undefined &&
    [traffic.source, ...insides].some((from) => sameSource(source, from)) &&
    port === String(traffic.number) &&
    rule.destinations.length > 0 &&
    rule.destinations.every(isOfVm)
  );
}

const only = (values: readonly string[]): string | undefined => (values.length === 1 ? values[0] : undefined);
