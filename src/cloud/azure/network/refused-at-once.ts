import { formatPort, type Port } from '../../../access/port.ts';
import type { Vm } from '../../../access/vm.ts';
import { isNarrow } from './sources.ts';

/** What is opened by rules of ours, in words, and whether it opens a port of this VM at all. */
export interface Opened {
  /** `A security group`: what is opened. */
  readonly what: string;
  /** `its security groups`: by what a port would be opened. */
  readonly by: string;
  serves(port: Port): boolean;
  /** Why it cannot be told what Defender keeps: it is never got round. */
  readonly jitTrouble: string | undefined;
}

/** Why rules of ours open none of this, whatever else is known of the VM: a sentence that says what to ask instead. */
export function refusedAtOnce(
  vm: Vm,
  ports: readonly Port[],
  sources: readonly string[],
  { what, by, serves, jitTrouble }: Opened,
): string | undefined {
  if (sources.length === 0) return `Say from which address ${vm.name} is to be reached.`;
  if (ports.length === 0) return `Say which port of ${vm.name} to open.`;
  const wide = sources.find((source) => !isNarrow(source));
  if (wide !== undefined)
    return `${what} is opened to an address or a range, never to everybody, and "${wide}" is neither. Name the address you come from, such as 203.0.113.7.`;
  const other = ports.find((port) => !serves(port));
  return other && (jitTrouble ?? `${formatPort(other)} on ${vm.name} is not opened by ${by}.`);
}

/** Where JIT keeps the number for any of the asked protocols it is Defender's: its caps are not got round by asking for "any". */
export const keptByJit = ({ jit }: Vm, { number, protocol }: Port): boolean =>
  jit.some(
    (kept) =>
      kept.number === number && (kept.protocol === '*' || protocol === '*' || kept.protocol === protocol),
  );
