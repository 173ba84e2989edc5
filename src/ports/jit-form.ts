import type { Person } from '../access/person.ts';
import type { FilledForm, FormChoice } from './form.ts';

/** As many ports as one form takes; Azure itself has no such limit, and what a VM has beyond is left as it is. */
export const JIT_ROWS = 6;

const NUMBERS = ['1', '2', '3', '4', '5', '6'] as const;
type Row = (typeof NUMBERS)[number];

/** One input of the form: a port with its protocol, the longest time in minutes, allowed sources, of one row; or why. */
export type JitField = `port${Row}` | `max${Row}` | `from${Row}` | 'why';

/** The inputs in their order. */
export const JIT_FIELDS: readonly JitField[] = [
  ...NUMBERS.flatMap((row): readonly JitField[] => [`port${row}`, `max${row}`, `from${row}`]),
  'why',
];

export type JitFields = Readonly<Partial<Record<JitField, string>>>;

/** What just-in-time access is to keep of one VM, to be filled in. Kept in the store under its id. */
export interface JitForm {
  readonly id: string;
  readonly person: Person;
  readonly vm: { readonly name: string; readonly note: string };
  /** Whether it keeps something already. */
  readonly how: 'enable' | 'edit';
  readonly rows: readonly JitRow[];
  /** Longest times to choose from: `value` in whole minutes, from 5 minutes to 24 hours. */
  readonly times: readonly Pick<FormChoice, 'value' | 'title'>[];
  readonly why: string;
  /** What is to be known before, as sentences: who reaches these ports now, ports that the form does not show. */
  readonly remarks: readonly string[];
}

/** A row without a port is no rule. */
export interface JitRow {
  /** `22/tcp`, `3389/any`, or empty. */
  readonly port: string;
  /** The longest that may be asked for, one of the form's `times`. */
  readonly max: string;
  /** CIDRs and names of networks with a comma between, or `any`. */
  readonly from: string;
}

/** A form as it came back; every field as typed. */
export interface FilledJitForm extends Omit<FilledForm, 'fields'> {
  readonly fields: JitFields;
}

/** `faults` where something is to be put right, each at its field; else what the person is told. */
export type JitAnswer =
  | { readonly faults: JitFields }
  | { readonly sentence: string; readonly refused: boolean };
