import type { Row, Slots } from '../../fill.ts';
import type { FormText } from '../../form-text.ts';
import { CAPS } from '../../plain.ts';
import { cut, linkTo } from './harmless.ts';
import { MOST_BOXES, MOST_OPTIONS } from './limits.ts';

/** A longer option value is refused: https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
const MOST_VALUE = 75;

/**
 * What the modal needs beside the facts: lists as boxes while they are few and as a menu beyond, what is chosen of them, and
 * sentences where there is nothing to choose from, since Slack refuses a view with an empty list.
 */
export function formSlots(form: FormText): Slots {
  const { hasVm, ports, otherPort, durations, sources, justification, ticket, originUrl, notice } = form;
  const { whom } = form;
  return {
    ...split('ports', ports, MOST_OPTIONS),
    ...split('sources', sources, 1),
    durations: options(durations),
    chosenDuration: options(durations).filter(isChosen).slice(0, 1),
    pickFirst: notice || (hasVm ? '' : 'Pick a VM, and what you may ask for on it is shown here.'),
    noPorts:
      hasVm && ports.length === 0 && !otherPort
        ? 'No port of this VM is yours to ask for. Pick another VM.'
        : '',
    portsHint: otherPort ? 'One of these, or another port below.' : 'At least one.',
    // An input refuses to begin with more than its max_length.
    justification: cut(justification, CAPS.reason),
    ticket: cut(ticket, CAPS.ticket),
    whom: cut(whom, CAPS.label),
    origin: linkTo(originUrl, 'The message that this is asked from'),
  };
}

/** `most` can be chosen at once. */
function split(name: 'ports' | 'sources', rows: readonly Row[], most: number): Slots {
  const all = options(rows);
  const few = all.length <= MOST_BOXES ? all : [];
  const many = all.length <= MOST_BOXES ? [] : all;
  return {
    [`${name}Few`]: few,
    [`${name}FewChosen`]: few.filter(isChosen).slice(0, most),
    [`${name}Many`]: many,
    [`${name}ManyChosen`]: many.filter(isChosen).slice(0, most),
  };
}

const options = (rows: readonly Row[]): readonly Row[] =>
  rows.filter(({ value }) => String(value).length <= MOST_VALUE).slice(0, MOST_OPTIONS);

const isChosen = ({ chosen }: Row): boolean => chosen === true;
