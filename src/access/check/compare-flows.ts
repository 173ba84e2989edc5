import { saySource } from '../address.ts';
import { formatPort } from '../port.ts';
import { addressesOf, both, isNobody, NOBODY } from './addresses.ts';
import { evaluateDirect } from './evaluate.ts';
import type { Flow, FlowAnswer, FlowAnswers } from './flow-answer.ts';
import { type Admission, admissionOf } from './from-source.ts';
import { byRules, distinct } from './names.ts';
import type { VmNetwork } from './vm-network.ts';

/** Azure's answers beside ours, in sentences. */
export interface Compared {
  /** Where the two contradict each other; said before everything else. */
  readonly contradictions: readonly string[];
  readonly notes: readonly string[];
}

/** Puts the cloud's answers on one flow beside what the rules that were read say of the same address of the VM. */
export function compareFlows(network: VmNetwork, flow: Flow, { answers, untold }: FlowAnswers): Compared {
  const said = answers.map((answer) => compare(network, flow, answer));
  return {
    contradictions: said.flatMap(({ contradicts, text }) => (contradicts ? [text] : [])),
    notes: [...said.flatMap(({ contradicts, text }) => (contradicts ? [] : [text])), ...untold],
  };
}

function compare(
  network: VmNetwork,
  flow: Flow,
  answer: FlowAnswer,
): { readonly contradicts: boolean; readonly text: string } {
  const ours = ourOpinion(network, flow, answer.address);
  const { source, port } = flow;
  const by = answer.rule === '' ? '' : `, by ${answer.rule}`;
  const theirs = `Azure's IP flow verify ${answer.access === 'allow' ? 'lets in' : 'keeps out'} ${saySource(source)} on ${formatPort(port)} of ${answer.address}${by}`;
  switch (ours.admission) {
    case 'in':
    case 'out': {
      const agrees = (ours.admission === 'in') === (answer.access === 'allow');
      if (agrees) return { contradicts: false, text: `${theirs}: the same as Ajar's answer.` };
      const own = `${ours.admission === 'in' ? 'it is let in' : 'it is kept out'}${ours.by}`;
      return {
        contradicts: true,
        text: `AZURE AND AJAR DISAGREE. ${theirs}. By the rules that Ajar read, ${own}. Trust neither: look at the effective security rules of the interface in the portal.`,
      };
    }
    case 'part':
    case 'unsure':
      return { contradicts: false, text: `${theirs}. Ajar cannot tell, so this is Azure's word alone.` };
    default:
      return ours.admission satisfies never;
  }
}

/**
 * Of the VM's own address and its rules alone: IP flow verify knows nothing of firewalls. What it says where no group is
 * before an address is not documented, so there is nothing to compare.
 */
function ourOpinion(
  network: VmNetwork,
  { source, port }: Flow,
  address: string,
): { readonly admission: Admission; readonly by: string } {
  const entrance = network.entrances.find((each) => each.address === address);
  if (!entrance || entrance.groups.length === 0) return { admission: 'unsure', by: '' };
  const aim = { entrance, from: port.number, to: port.number, protocol: port.protocol };
  const { allowed, denied } = evaluateDirect(aim);
  const who = addressesOf(source) ?? NOBODY;
  const admission = admissionOf(allowed, who);
  const deciding = (admission === 'in' ? allowed : denied).filter(({ maybe }) => !isNobody(both(maybe, who)));
  const rules = distinct(deciding.flatMap((piece) => piece.rules));
  return { admission, by: rules.length === 0 ? '' : `, by ${byRules(rules)}` };
}
