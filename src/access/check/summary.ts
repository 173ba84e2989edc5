import type { Findings, PortFinding, PortState } from './findings.ts';

/** The worst first: what is open and should not be. */
const ORDER: readonly PortState[] = ['exposed', 'unsure', 'open', 'shut'];

/** The findings in the order in which they matter. */
export const byUrgency = (ports: readonly PortFinding[]): readonly PortFinding[] =>
  [...ports].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));

/** What a look comes to, in a sentence or two. */
export function summaryOf({ ports, more, contradictions = [] }: Findings): string {
  const exposed = ports.filter(({ state }) => state === 'exposed');
  const unsure = ports.filter(({ state }) => state === 'unsure');
  const said = [
    ...(contradictions.length > 0
      ? ["Azure's own answer is another than Ajar's: read the first lines below."]
      : []),
    ...(exposed.length > 0 ? [`Open, and should be shut: ${named(exposed)}.`] : []),
    ...(unsure.length > 0 ? [`It cannot be told whether these are shut: ${named(unsure)}.`] : []),
    ...(more > 0 ? [`${more} more ranges of ports have rules and were not looked at.`] : []),
  ];
  if (said.length > 0) return said.join(' ');
  return ports.length > 0
    ? 'Nothing is open that should be shut.'
    : 'No JIT policy names a port of it, and nobody made a rule that lets anybody in.';
}

/** More than these are a number. */
const MOST = 5;

function named(ports: readonly PortFinding[]): string {
  const shown = ports.slice(0, MOST).map((finding) => finding.ports);
  return ports.length > MOST ? `${shown.join(', ')} and ${ports.length - MOST} more` : shown.join(', ');
}
