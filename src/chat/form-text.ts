import type { Form, FormChoice, VmChoice } from '../ports/form.ts';
import type { Row } from './fill.ts';
import { CAPS, counted, plain } from './plain.ts';
import { spellDuration } from './times.ts';

/** The request form as it stands. Everything that waits for a VM to be picked is empty until one is. */
export type FormText = {
  readonly card: 'form';
  readonly summary: string;
  readonly form: string;
  readonly title: string;
  readonly hasVm: boolean;
  /** Key, name and one more fact of the VM that was picked. */
  readonly vm: string;
  readonly vmName: string;
  readonly vmNote: string;
  /** `value`, `title`, `note`, `label`: title and note as one text. */
  readonly lastVms: readonly Row[];
  /** `value`, `title`, `note`, `label`, `chosen`. */
  readonly ports: readonly Row[];
  /** The values that are chosen, with a comma between. */
  readonly portsChosen: string;
  readonly otherPort: boolean;
  /** For whom it is, as typed, where they may ask for others at all. */
  readonly forOthers: boolean;
  readonly whom: string;
  /** Whose choices they are: an id. */
  readonly requester: string;
  /** A later start, as typed. */
  readonly start: string;
  readonly durations: readonly Row[];
  readonly minutesChosen: string;
  /** `At most 4 h here.`; empty where nothing caps it or no VM is picked. */
  readonly cap: string;
  readonly sources: readonly Row[];
  readonly sourceChosen: string;
  readonly justification: string;
  readonly ticket: string;
  readonly originUrl: string;
  /** Why no VM can be picked, or that there were more; empty where there is nothing to say. */
  readonly notice: string;
};

export function formText(form: Form, most: number): FormText {
  const { vm } = form;
  const ports = shownOf(form.ports, most).map(choiceRow);
  const durations = shownOf(form.durations, most).map(choiceRow);
  const sources = shownOf(form.sources, most).map(choiceRow);
  const title = vm ? `Open a port on ${plain(vm.name, CAPS.name)}` : 'Open a port';
  return {
    ...{ card: 'form', summary: title, title, form: plain(form.id, CAPS.id) },
    hasVm: vm !== undefined,
    vm: plain(vm?.key ?? '', CAPS.id),
    vmName: plain(vm?.name ?? '', CAPS.name),
    vmNote: plain(vm?.note ?? '', CAPS.sentence),
    lastVms: form.lastVms.slice(0, most).map(vmChoiceRow),
    ...{ ports, portsChosen: chosen(form.ports) },
    otherPort: form.otherPort,
    forOthers: form.forOthers,
    requester: plain(form.requester, CAPS.id),
    whom: plain(form.whom, CAPS.name),
    start: plain(form.start, CAPS.label),
    ...{ durations, minutesChosen: chosen(form.durations) },
    cap: form.capMs === undefined ? '' : `At most ${spellDuration(form.capMs)} here.`,
    ...{ sources, sourceChosen: chosen(form.sources) },
    justification: plain(form.justification, CAPS.reason),
    ticket: plain(form.ticket, CAPS.ticket),
    originUrl: form.origin?.url ?? '',
    notice: plain([form.notice ?? '', leftOut(form.ports, ports)].join(' '), CAPS.sentence),
  };
}

/** What is chosen is always among them, or it would be sent along unseen. */
function shownOf(choices: readonly FormChoice[], most: number): readonly FormChoice[] {
  const others = choices.filter((choice) => !choice.chosen);
  const shown = new Set([...choices.filter((choice) => choice.chosen), ...others].slice(0, most));
  return choices.filter((choice) => shown.has(choice));
}

function leftOut(all: readonly unknown[], shown: readonly unknown[]): string {
  const left = all.length - shown.length;
  return left > 0
    ? `${counted(left, 'more port')} of it cannot be listed here: ask for those in one line.`
    : '';
}

/** A VM of a picker: `value`, `title`, `note`, `label`. */
export const vmChoiceRow = ({ key, name, note }: VmChoice): Row =>
  labelled({ value: plain(key, CAPS.id), title: plain(name, CAPS.name), note: plain(note, CAPS.sentence) });

const choiceRow = ({ value, title, note, chosen: isChosen }: FormChoice): Row => ({
  ...labelled({
    value: plain(value, CAPS.id),
    title: plain(title, CAPS.label),
    note: plain(note ?? '', CAPS.sentence),
  }),
  chosen: isChosen,
});

const labelled = (row: { readonly value: string; readonly title: string; readonly note: string }): Row => ({
  ...row,
  label: row.note === '' ? row.title : `${row.title} (${row.note})`,
});

const chosen = (choices: readonly FormChoice[]): string =>
  choices.flatMap(({ value, chosen: isChosen }) => (isChosen ? [plain(value, CAPS.id)] : [])).join(',');
