import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { isGuid } from './match.ts';
import { formatRange, readRange } from './range.ts';
import type { PortRange } from './rule.ts';

/** Runs a check of a whole block even when something inside it is wrong already: all faults are told at once. */
export const ALWAYS = { when: () => true };

/** Marks a message that says by itself what was found; any other is shown after "found …:". */
export const WHOLE = { whole: true };

export const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
const NAME_RULE = 'letters, digits, ".", "_" and "-", 64 at most, beginning with a letter or digit';

/** ` Did you mean "maxDuration"?`, or nothing where no word is near. */
export function didYouMean(word: string, words: readonly string[]): string {
  if (words.length === 0) return '';
  const near = closest(
    word.toLowerCase(),
    words.map((each) => each.toLowerCase()),
  );
  const found = words.find((each) => each.toLowerCase() === near) ?? '';
  return distance(word.toLowerCase(), near) <= Math.max(2, word.length / 3)
    ? ` Did you mean "${found}"?`
    : '';
}

/** A block that has these keys and no others. */
export const block = <S extends z.ZodRawShape>(shape: S, write: string) =>
  z.looseObject(shape, { error: write }).superRefine((value, context) => {
    const known = Object.keys(shape);
    for (const key of Object.keys(isBlock(value) ? value : {})) {
      if (known.includes(key)) continue;
      const message = `no such key here: the keys are ${known.join(', ')}.${didYouMean(key, known)}`;
      context.addIssue({ code: 'custom', path: [key], message, params: { ...WHOLE, key: true } });
    }
  }, ALWAYS);

export const isBlock = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One value, or a list of at least one. */
export const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value : [value]),
    z.array(item).min(1, { error: 'write at least one, or leave the key out' }),
  );

/** A block of named things. */
export const byName = <T extends z.ZodType>(item: T, write: string) =>
  z.record(z.string(), item, { error: write }).superRefine((value, context) => {
    for (const key of Object.keys(isBlock(value) ? value : {})) {
      if (NAME.test(key) && !isGuid(key.toLowerCase())) continue;
      const message = `"${key}" cannot be a name: write ${NAME_RULE}`;
      context.addIssue({ code: 'custom', path: [key], message, params: { ...WHOLE, key: true } });
    }
  }, ALWAYS);

export const newName = z
  .string({ error: 'write a name of its own, such as prod-rdp' })
  .regex(NAME, { error: `write a name of ${NAME_RULE}` });

/** The name of something that the same file defines. */
export const nameOf = (what: 'group' | 'network', known: readonly string[]) =>
  z.string({ error: `write the name of a ${what}` }).superRefine((name, context) => {
    if (known.includes(name)) return;
    const message = `no ${what} of this file has that name: define it under "${what}s".${didYouMean(name, known)}`;
    context.addIssue({ code: 'custom', message });
  });

const TEXT = 'write text; what looks like a number or true or false needs quotes';

/** What is compared with names: `*` stands for any run of characters. */
export const pattern = z
  .string({ error: TEXT })
  .min(1, { error: 'write a name, or a pattern such as "web-*"' })
  .max(256, { error: 'write a pattern of at most 256 characters' });

/** What people will read. Control and direction characters could make it look like something else. */
export const sentence = z
  .string({ error: 'write the sentence that people will read' })
  .trim()
  .min(1, { error: 'write the sentence that people will read' })
  .max(300, { error: 'write at most 300 characters' })
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, { error: 'write it on one line, without control characters' });

const ID = 'write an Entra object id, such as 3f2a9c1e-5b7d-4e8f-a1c2-9d0b6e7f8a34';

export const personId = z
  .string({ error: ID })
  .transform((text) => text.toLowerCase())
  .refine(isGuid, { error: ID })
  .refine((id) => !/^[0-]+$/.test(id), { error: 'write the id of a person, the nil id is nobody' });

const PORTS = 'write a port from 1 to 65535, such as 22, 5985-5986, 443/tcp or 161/udp';

export const cidr = z
  .string({ error: 'write an address or a CIDR, such as 203.0.113.0/28' })
  .transform((text, context) => {
    const range = readRange(text);
    if (range !== undefined && !range.hostBits) return formatRange(range);
    const message =
      range === undefined
        ? 'write an address or a CIDR, such as 203.0.113.0/28 or 2001:db8::/48'
        : `this is an address inside the range: write ${formatRange(range)}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** `22`, `5985-5986`, `161/udp`: without a protocol both are meant. */
export const ports = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.string({ error: PORTS }).transform((text, context): PortRange => {
    const [, first = '', last = first, protocol = 'any'] =
      /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|any))?$/.exec(text) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (from >= 1 && from <= to && to <= 65_535) {
      return { from, to, protocol: protocol === 'tcp' || protocol === 'udp' ? protocol : '*' };
    }
    context.addIssue({ code: 'custom', message: PORTS });
    return z.NEVER;
  }),
);

export const flag = (write: string) => z.literal(true, { error: write });

export const count = (from: number, to: number) => {
  const error = `write a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
};

/** `2h`, `90m`, `1h30m` or ISO 8601 (`PT2H`); in milliseconds, within limits that are written the same way. */
export const duration = (least: string, most: string) => {
  const [from, to] = [millisOf(least) ?? 0, millisOf(most) ?? 0];
  const error = `write a duration from ${least} to ${most}, such as "2h", "90m" or "PT1H30M"`;
  return z.string({ error }).transform((text, context) => {
    const ms = millisOf(text);
    if (ms !== undefined && from <= ms && ms <= to) return ms;
    context.addIssue({ code: 'custom', message: error });
    return z.NEVER;
  });
};

function millisOf(text: string): number | undefined {
  const [whole, days, hours, minutes] =
    /^(?:P(?=.)(?:(\d{1,4})D)?(?:T(?=.)(?:(\d{1,4})H)?(?:(\d{1,6})M)?)?)$/i.exec(text) ??
    /^(?=.)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?$/i.exec(text) ??
    [];
  if (whole === undefined) return undefined;
  return ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60_000;
}
