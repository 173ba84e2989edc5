import { sayDuration } from '../duration.ts';
import { jitOf, lettingIn, longestOf } from '../jit.ts';
import { formatPort, type Port } from '../port.ts';
import type { Vm } from '../vm.ts';
import { AZURE_MAX_MS } from './compose.ts';
import type { Rule } from './rule.ts';

/** How long something may be at most, and who says so. */
export interface Cap {
  readonly ms: number;
  /** `rule "prod"`, `Azure's JIT policy for 22/tcp on web-01`: the subject of a sentence. */
  readonly by: string;
}

/**
 * The smallest of every cap there is (HOLES H5): the rules, Azure itself, and for each VM, port and source the JIT policy
 * that allows it longest, since that is the one it opens through. Without a source, each JIT policy counts.
 */
export function smallestCap(
  rules: readonly Rule[],
  vms: readonly Vm[],
  ports: readonly Port[],
  sources: readonly string[],
): Cap {
  const ofRules = rules.map(({ id, maxDurationMs: ms = Number.POSITIVE_INFINITY }) => ({
    ...{ ms, by: `rule "${id}"` },
  }));
  const ofJit = vms.flatMap((vm) =>
    ports.flatMap((port) =>
      jitCaps(vm, port, sources).map((ms) => ({
        ms,
        by: `Azure's JIT policy for ${formatPort(port)} on ${vm.name}`,
      })),
    ),
  );
  const caps = [{ ms: AZURE_MAX_MS, by: 'Azure' }, ...ofRules, ...ofJit];
  const least = Math.min(...caps.map(({ ms }) => ms));
  // Of equal caps the first by name speaks, so that the order of rules never shows.
  const [by = 'Azure'] = caps.flatMap((cap) => (cap.ms === least ? cap.by : [])).sort();
  return { ms: least, by };
}

function jitCaps({ jit }: Vm, port: Port, sources: readonly string[]): readonly number[] {
  const entries = jitOf(jit, port);
  if (sources.length === 0) return entries.map(({ maxDurationMs }) => maxDurationMs);
  return sources.flatMap((source) => longestOf(lettingIn(entries, source)) ?? []);
}

/** Why a duration is too long, or undefined. `chainMs` counts from the first opening of a chain of extensions to its last end. */
export function tooLong(durationMs: number, chainMs: number | undefined, cap: Cap): string | undefined {
  if (!(durationMs > 0))
    return 'A request needs a duration longer than nothing. Write one, such as "for 1h".';
  const whole = Math.max(durationMs, chainMs ?? 0);
  if (whole <= cap.ms) return undefined;
  const most = `${cap.by} allows at most ${sayDuration(cap.ms)}`;
  if (whole === durationMs)
    return `${sayDuration(durationMs)} is too long: ${most}. Ask for ${sayDuration(cap.ms)} or less.`;
  const left = cap.ms - (whole - durationMs);
  const instead =
    left >= 60_000
      ? `Ask for at most ${sayDuration(left)} more.`
      : 'It cannot be extended any more: let it close, then ask for it anew.';
  return `With this it would be open for ${sayDuration(whole)} in all, and ${most} from the first opening to the last end. ${instead}`;
}
