import { saySource } from '../address.ts';
import type { Port } from '../port.ts';
import { compareFlows } from './compare-flows.ts';
import type { Findings } from './findings.ts';
import type { Flow, FlowAnswers } from './flow-answer.ts';
import { askedPorts, type SourceVerdict, verdictsFrom } from './from-source.ts';
import type { VmNetwork } from './vm-network.ts';

/** What is found of sources that were named. */
export interface LookFrom {
  readonly verdicts: readonly SourceVerdict[];
  readonly contradictions: readonly string[];
  readonly notes: readonly string[];
}

/** Each question is an operation of seconds: more than these are not put. */
const MOST_FLOWS = 4;

/** The questions for the cloud, and why others are not put. It answers for single addresses only. */
export function flowsFrom(
  network: VmNetwork,
  sources: readonly string[],
  ports: readonly Port[],
): { readonly flows: readonly Flow[]; readonly left: readonly string[] } {
  const singles = sources.filter((cidr) => !saySource(cidr).includes('/'));
  const flows = singles.flatMap((source) =>
    askedPorts(network, ports).map(
      ({ from, protocol }): Flow => ({ source: saySource(source), port: { number: from, protocol } }),
    ),
  );
  const over = flows.length - MOST_FLOWS;
  return {
    flows: flows.slice(0, MOST_FLOWS),
    left: [
      ...(singles.length < sources.length
        ? ['Azure was not asked about ranges: it answers for one address at a time.']
        : []),
      ...(over > 0
        ? [`Azure was not asked about ${over} more of these: name one port and one address.`]
        : []),
    ],
  };
}

/** Our verdicts, and beside them what the cloud answered, where it was asked. */
export function lookFrom(
  network: VmNetwork,
  sources: readonly string[],
  ports: readonly Port[],
  asked: { readonly flows: readonly Flow[]; readonly left: readonly string[] },
  answers: readonly FlowAnswers[],
): LookFrom {
  const compared = asked.flows.map((flow, at) =>
    compareFlows(network, flow, answers[at] ?? { answers: [], untold: [] }),
  );
  return {
    verdicts: sources.flatMap((source) => verdictsFrom(network, source, ports)),
    contradictions: compared.flatMap(({ contradictions }) => contradictions),
    notes: [...new Set([...compared.flatMap(({ notes }) => notes), ...asked.left])],
  };
}

/** The findings with this before all other remarks. */
export const withLook = (findings: Findings, look: LookFrom): Findings => ({
  ...findings,
  ...(look.contradictions.length > 0 && { contradictions: look.contradictions }),
  remarks: [
    ...look.contradictions,
    ...look.verdicts.map(({ sentence }) => sentence),
    ...look.notes,
    ...findings.remarks,
  ],
});
