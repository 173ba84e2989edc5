import { JIT_FIELDS, type JitFields, type JitForm } from '../ports/jit-form.ts';
import type { Row } from './fill.ts';
import { CAPS, plain } from './plain.ts';

/** The form for just-in-time access, as it stands. */
export type JitText = {
  readonly card: 'jit';
  readonly summary: string;
  readonly form: string;
  readonly title: string;
  readonly vmName: string;
  readonly vmNote: string;
  readonly lead: string;
  /** `n`, `port`, `max`, `maxTitle`, `from`, `text`: all of it as one, `faultPort`, `faultMax`, `faultFrom`. */
  readonly rows: readonly Row[];
  /** `value`, `title`. */
  readonly times: readonly Row[];
  /** `text` */
  readonly remarks: readonly Row[];
  readonly why: string;
  /** Every fault in one text; empty where there is none. */
  readonly faults: string;
};

const LEAD =
  'Each port with its protocol (tcp, udp or any), the longest time that may be asked for, and the sources that may be asked for. An empty row says nothing; a port that is taken out of its row is kept no more.';

export function jitText(form: JitForm, faults: JitFields, most: number): JitText {
  const name = plain(form.vm.name, CAPS.name);
  const title =
    form.how === 'edit' ? `Change just-in-time access on ${name}` : `Put ${name} under just-in-time access`;
  const titleOf = new Map(form.times.map(({ value, title: text }) => [value, text]));
  const fault = (field: string): string =>
    plain((faults as Record<string, string>)[field] ?? '', CAPS.sentence);
  return {
    ...{ card: 'jit', summary: title, title, lead: LEAD, form: plain(form.id, CAPS.id) },
    ...{ vmName: name, vmNote: plain(form.vm.note, CAPS.sentence) },
    rows: form.rows.map(({ port, max, from }, at) => {
      const n = String(at + 1);
      const row = {
        port: plain(port, CAPS.name),
        max: plain(max, CAPS.name),
        from: plain(from, CAPS.reason),
      };
      const maxTitle = plain(titleOf.get(max) ?? '', CAPS.name);
      return {
        ...{ n, ...row, maxTitle },
        text: row.port === '' ? 'no port' : `${row.port}, up to ${maxTitle}, from ${row.from}`,
        ...{ faultPort: fault(`port${n}`), faultMax: fault(`max${n}`), faultFrom: fault(`from${n}`) },
      };
    }),
    times: form.times.map(({ value, title: text }) => ({
      ...{ value: plain(value, CAPS.name), title: plain(text, CAPS.label) },
    })),
    remarks: form.remarks.slice(0, most).map((text) => ({ text: plain(text, CAPS.sentence) })),
    why: plain(form.why, CAPS.reason),
    faults: JIT_FIELDS.map(fault).filter(Boolean).join(' '),
  };
}
