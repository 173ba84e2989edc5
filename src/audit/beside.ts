import { hash } from 'node:crypto';
import { type AuditEvent, PERSONAL_FIELDS, type PersonalField } from '../access/audit-event.ts';
import { SELF_APPROVAL } from '../access/may-step.ts';
import { AJAR, samePerson, UNKNOWN } from '../access/person.ts';
import type { Beside } from '../ports/store.ts';
import { oneLine } from './one-line.ts';
import { freshHex } from './salts.ts';
import { TOPICS } from './summary/topics.ts';

/** What is read where a value was erased, and where another one was put in its place. */
export const ERASED = '(erased)';
export const CHANGED = '(changed since)';

const SALT_BYTES = 16;
const SALT_DIGITS = 2 * SALT_BYTES;
const DIGEST = /^#[0-9a-f]{64}$/;

interface Form<T> {
  /** What everybody may know stays in the line: Ajar's own doing, what is empty, a sentence that is the same for all. */
  isPersonal(event: AuditEvent): boolean;
  /** A word in the shape of the value: programs of before read a digest as they read a value. */
  readonly worded: (word: string) => T;
  readonly wordOf: (value: T) => unknown;
}

const FORMS: { readonly [F in PersonalField]: Form<AuditEvent[F]> } = {
  actor: {
    isPersonal: ({ actor }) => ![AJAR, UNKNOWN].some((nobody) => samePerson(nobody, actor)),
    worded: (word) => ({ id: word, name: DIGEST.test(word) ? '#' : word }),
    wordOf: ({ id }) => id,
  },
  sources: {
    isPersonal: ({ sources }) => sources.length > 0,
    worded: (word) => [word],
    wordOf: ([word]) => word,
  },
  detail: {
    isPersonal: ({ kind, detail }) =>
      detail !== '' && TOPICS[kind] !== 'log' && !(SELF_APPROVAL as readonly string[]).includes(detail),
    worded: (word) => word,
    wordOf: (word) => word,
  },
};

type Values = Pick<AuditEvent, PersonalField>;

/** The event as its line tells it, and what is to stand beside the line. */
export function setBeside(event: AuditEvent): { readonly line: AuditEvent; readonly beside: Beside } {
  const salts = freshHex(SALT_BYTES * PERSONAL_FIELDS.length);
  let line = event;
  let beside: Beside = {};
  for (const [n, field] of PERSONAL_FIELDS.entries()) {
    if (!FORMS[field].isPersonal(event)) continue;
    const text = salts.slice(n * SALT_DIGITS, (n + 1) * SALT_DIGITS) + oneLine(plainOf(event)[field]);
    line = { ...line, [field]: FORMS[field].worded(digestOf(text)) };
    beside = { ...beside, [field]: text };
  }
  return { line, beside };
}

const digestOf = (text: string): string => `#${hash('sha256', text)}`;

/** Of a person no more than this is kept, whatever else came with them. */
const plainOf = ({ actor: { id, name }, sources, detail }: AuditEvent): Values => ({
  ...{ actor: { id, name }, sources, detail },
});

/** The fields of a line's text that hold a digest, with it. */
export const digestsIn = (line: Values): readonly (readonly [PersonalField, digest: string])[] =>
  PERSONAL_FIELDS.flatMap((field) => {
    const word = FORMS[field].wordOf(line[field] as never);
    return typeof word === 'string' && DIGEST.test(word) ? [[field, word] as const] : [];
  });

/** Whether it is what the line had when it was written. */
export const fits = (digest: string, text: string): boolean => digestOf(text) === digest;

/** What stood beside the line, in its place again: as a word where it was erased, or is not what it was. */
export function fromBeside(line: Values, beside: Beside): Partial<Values> {
  const found = digestsIn(line).map(([field, digest]) => {
    const text = beside[field];
    if (text === undefined) return [field, FORMS[field].worded(ERASED)];
    if (!fits(digest, text)) return [field, FORMS[field].worded(CHANGED)];
    return [field, JSON.parse(text.slice(SALT_DIGITS))];
  });
  return Object.fromEntries(found);
}
