import type { Findings, PortState } from '../access/check/findings.ts';
import { byUrgency, summaryOf } from '../access/check/summary.ts';
import type { Row } from './fill.ts';
import { CAPS, plain } from './plain.ts';
import type { Tone } from './wording.ts';

/** Who may reach a VM's ports, and why. */
export type CheckText = {
  readonly card: 'check';
  readonly summary: string;
  readonly title: string;
  /** What it comes to. */
  readonly lead: string;
  /** `ports`, `status`, `tone`, `sentence`, `mend`. */
  readonly rows: readonly Row[];
  readonly more: string;
  /** `text` */
  readonly remarks: readonly Row[];
};

const WORDS: Readonly<Record<PortState, { readonly status: string; readonly tone: Tone }>> = {
  shut: { status: 'Shut', tone: 'good' },
  open: { status: 'Open', tone: 'calm' },
  exposed: { status: 'Open, and should be shut', tone: 'bad' },
  unsure: { status: 'Cannot be told', tone: 'waiting' },
};

export function checkText(findings: Findings, most: number): CheckText {
  const name = plain(findings.vm, CAPS.name);
  const lead = plain(summaryOf(findings), CAPS.sentence);
  const left = findings.ports.length - Math.min(findings.ports.length, most);
  return {
    ...{ card: 'check', summary: `${name}: ${lead}`, title: `Check of ${name}`, lead },
    rows: byUrgency(findings.ports)
      .slice(0, most)
      .map(({ ports, state, sentence, mend }) => ({
        ...{ ports: plain(ports, CAPS.name), ...WORDS[state] },
        ...{ sentence: plain(sentence, CAPS.reason), mend: plain(mend, CAPS.summary) },
      })),
    more: left > 0 ? `${left} more do not fit here: name a port, such as check 22 on ${name}.` : '',
    remarks: findings.remarks.slice(0, most).map((text) => ({ text: plain(text, CAPS.sentence) })),
  };
}
