import { jitOf, lettingIn, longEnough, longestOf } from '../../../access/jit.ts';
import { formatPort, type Port } from '../../../access/port.ts';
import type { JitPort } from '../../../access/vm.ts';
import { isIpv6 } from '../network/sources.ts';

/** What is asked of one port of one VM. */
export interface Wanted {
  readonly vmName: string;
  readonly privateAddresses: readonly string[];
  readonly port: Port;
  readonly source: string;
  readonly durationMs: number;
}

/** The JIT policies' entries that allow it, or a sentence that says what to ask instead. */
export type Limits = { readonly allowing: readonly JitPort[] } | { readonly refused: string };

/** Holds a wish against what the JIT policies of the VM allow: number, protocol, source, duration, in this order. */
export function withinLimits(jit: readonly JitPort[], wanted: Wanted): Limits {
  const { port, source, vmName } = wanted;
  const numbered = jit.filter((entry) => entry.number === port.number);
  if (numbered.length === 0) return { refused: notProtected(jit, wanted) };
  const spoken = jitOf(jit, port);
  if (spoken.length === 0) {
    return {
      refused: `JIT keeps ${list(numbered.map(formatPort))} on ${vmName}, not ${formatPort(port)}. Ask for ${formatPort(numbered[0] ?? port)}.`,
    };
  }
  if (!wanted.privateAddresses.some((address) => isIpv6(address) === isIpv6(source))) {
    return {
      refused: `${vmName} has no ${isIpv6(source) ? 'IPv6' : 'IPv4'} address, so ${source} cannot reach it. Ask from an ${isIpv6(source) ? 'IPv4' : 'IPv6'} address.`,
    };
  }
  const reachable = lettingIn(spoken, source);
  if (reachable.length === 0) {
    const sources = [...new Set(spoken.flatMap((entry) => entry.sources))];
    return {
      refused: `The JIT policy of ${vmName} does not let ${source} reach ${formatPort(port)}. Ask from ${list(sources) || 'a source that it names: it names none'}.`,
    };
  }
  const allowing = longEnough(reachable, wanted.durationMs);
  if (allowing.length > 0) return { allowing };
  const most = longestOf(reachable) ?? 0;
  return {
    refused: `${formatPort(port)} on ${vmName} may be open for ${inWords(most)} at most, by its JIT policy; ${inWords(wanted.durationMs)} was asked. Ask for ${inWords(most)} or less.`,
  };
}

function notProtected(jit: readonly JitPort[], { port, vmName }: Wanted): string {
  const others = [...new Set(jit.map(formatPort))];
  return others.length === 0
    ? `JIT is not set up for ${vmName}. Configure it in Defender for Cloud, with ${formatPort(port)} among its ports.`
    : `Port ${port.number} of ${vmName} is in no JIT policy. Ask for ${list(others)}, or add ${formatPort(port)} to its JIT policy in Defender for Cloud.`;
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** `3 h`, `1 h 30 min`; anything under a minute counts as one. */
function inWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : '']
    .filter(Boolean)
    .join(' ');
}
