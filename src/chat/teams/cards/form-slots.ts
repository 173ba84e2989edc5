import {
  type FilledForm,
  FORM_FIELDS,
  type Form,
  type FormChoice,
  type FormField,
} from '../../../ports/form.ts';
import type { Row, Slots } from '../../fill.ts';
import type { FormText } from '../../form-text.ts';
import { CAPS, plain } from '../../plain.ts';
import { harmless } from './harmless.ts';

export type Faults = Readonly<Partial<Record<FormField, string>>>;

/** A form as it came back: what was typed stands in it again, so that nobody types twice. */
export function withTyped(form: Form, fields: FilledForm['fields']): Form {
  const { ports, minutes, source, justification, ticket, whom, start } = fields;
  return {
    ...form,
    ports: chosenBy(form.ports, ports),
    durations: chosenBy(form.durations, minutes),
    sources: chosenBy(form.sources, source),
    justification: justification ?? form.justification,
    ticket: ticket ?? form.ticket,
    whom: whom ?? form.whom,
    start: start ?? form.start,
  };
}

const chosenBy = (choices: readonly FormChoice[], typed: string | undefined): readonly FormChoice[] => {
  if (typed === undefined || typed === '') return choices;
  const values = new Set(typed.split(','));
  // A VM that was picked since may not have what was chosen for the one before.
  if (!choices.some(({ value }) => values.has(value))) return choices;
  return choices.map((choice) => ({ ...choice, chosen: values.has(choice.value) }));
};

const NO_FAULTS = Object.fromEntries(FORM_FIELDS.map((name) => [name, '']));

/** What the form's card says beside the form itself: what is wrong at a field, and the two fields that only hold what is typed. */
export function typedSlots(fields: FilledForm['fields'], faults: Faults): Slots {
  const text = (typed: string | undefined, cap: number): string => harmless(plain(typed ?? '', cap));
  const wrong = Object.entries(faults).map(([name, fault]) => [faultSlot(name), text(fault, CAPS.sentence)]);
  return {
    otherPortTyped: text(fields.otherPort, CAPS.label),
    otherSourceTyped: text(fields.otherSource, CAPS.label),
    ...Object.fromEntries(wrong),
  };
}

const faultSlot = (name: string): string => `fault${name[0]?.toUpperCase()}${name.slice(1)}`;

/**
 * The VM that is picked is offered beside the last ones. Titles of check boxes are read as markdown by some clients, so they
 * are reduced to what no markdown is made of.
 */
export function formSlots({ ports, lastVms, vm, vmName, vmNote, notice }: FormText): Slots {
  const label = vmNote === '' ? vmName : `${vmName} (${vmNote})`;
  const others = lastVms.filter(({ value }) => value !== vm);
  const pickable = vm === '' ? others : [{ value: vm, label }, ...others];
  return {
    ...typedSlots({}, { ...NO_FAULTS, vm: notice }),
    ports: ports.map((row) => optionOf(row, lettersOf)),
    lastVms: pickable.map((row) => optionOf(row, harmless)),
  };
}

const optionOf = ({ value, label }: Row, clean: (text: string) => string): Row => ({
  value: harmless(String(value)),
  label: clean(String(label)),
});

/** What no markdown is made of. */
export const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{M}\p{N}.,:/() -]/gu, ' ');
