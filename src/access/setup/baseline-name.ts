import type { Port, Protocol } from '../port.ts';

/**
 * How the deny rules of Ajar's baseline are called: `ajar-baseline-3f2a9c0b1d4e-22-tcp`. They are nobody's opening and have no end,
 * so their names are no opening's. Another family has a rule of its own: `…-22-tcp-ipv6`.
 */
export const baselineName = (
  { vmId }: { readonly vmId: string },
  { number, protocol }: Port,
  isIpv6: boolean,
): string =>
  `ajar-baseline-${shortIdOf(vmId)}-${number}-${protocol === '*' ? 'any' : protocol}${isIpv6 ? '-ipv6' : ''}`;

/** A part of Azure's own id of a VM, which a VM that is made anew under the name does not have: 48 bits, by chance. */
export const shortIdOf = (vmId: string): string =>
  vmId
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .slice(0, 12);

const OURS = /^ajar-baseline-([0-9a-z]{1,12})-(\d{1,5})-(tcp|udp|any)(?:-ipv6)?$/i;

/** What the name of a rule of the baseline says; undefined for every other rule. */
export function readBaselineName(name: string): { readonly vm: string; readonly port: Port } | undefined {
  const [, vm, number, protocol = ''] = OURS.exec(name.toLowerCase()) ?? [];
  if (vm === undefined) return undefined;
  return {
    vm,
    port: { number: Number(number), protocol: protocol === 'any' ? '*' : (protocol as Protocol) },
  };
}
