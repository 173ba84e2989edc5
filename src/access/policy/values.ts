import { z } from 'zod';
import { readDuration } from '../duration.ts';
import { readEmail } from '../email.ts';
import { isGuid } from '../guid.ts';
import { formatRange, readRange } from '../range.ts';
import { didYouMean, forms, NAME, NAME_RULE } from './blocks.ts';
import type { PortRange } from './rule.ts';
import { fitsSomeTicket } from './text-pattern.ts';

export const newName = z
  .string({ error: 'write a name of its own, such as prod-rdp' })
  .regex(NAME, { error: `write a name of ${NAME_RULE}` })
  .meta({ title: 'name' });

/** For editors, of whatever names the file defines. */
export const groupName = z.string().regex(NAME).meta({ title: 'name of a group' });

/** The name of something that the same file defines. */
export const nameOf = (what: 'group' | 'network' | 'hook', known: readonly string[]) =>
  z
    .string({ error: `write the name of a ${what}` })
    .superRefine((name, context) => {
      if (known.includes(name)) return;
      const message = `no ${what} of this file has that name: define it under "${what}s".${didYouMean(name, known)}`;
      context.addIssue({ code: 'custom', message });
    })
    .meta({ title: `name of a ${what}`, pattern: NAME.source });

const TEXT = 'write text; what looks like a number or true or false needs quotes';

/** What is compared with names: `*` stands for any run of characters. */
export const pattern = z
  .string({ error: TEXT })
  .min(1, { error: 'write a name, or a pattern such as "web-*"' })
  .max(256, { error: 'write a pattern of at most 256 characters' })
  .meta({ title: 'pattern' });

/** What people will read. Control and direction characters could make it look like something else. */
export const sentence = z
  .string({ error: 'write the sentence that people will read' })
  .trim()
  .min(1, { error: 'write the sentence that people will read' })
  .max(300, { error: 'write at most 300 characters' })
  .refine((text) => !/[\p{Cc}\p{Cf}]/u.test(text), {
    error: 'write it on one line, without control characters',
  })
  .meta({ title: 'text' });

const ID = 'write an Entra object id, such as 3f2a9c1e-5b7d-4e8f-a1c2-9d0b6e7f8a34';

export const personId = z
  .string({ error: ID })
  .transform((text) => text.toLowerCase())
  .refine(isGuid, { error: ID })
  .refine((id) => !/^[0-]+$/.test(id), { error: 'write the id of a person, the nil id is nobody' })
  .meta({ title: 'Entra object id', pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' });

/** A group of the file, or a person by id: a group cannot have a name that is an id. */
export const groupOrPerson = (known: readonly string[]) =>
  z
    .string({ error: 'write the name of a group, or an Entra object id' })
    .transform((text, context) => {
      const read = known.includes(text) ? undefined : personId.safeParse(text);
      if (read === undefined || read.success) return read?.data ?? text;
      const message = `no group of this file has that name: define it under "groups".${didYouMean(text, known)}`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .meta({ title: 'name of a group, or Entra object id' });

const EMAIL = 'write an e-mail address, such as riley@example.com';

export const email = z
  .string({ error: EMAIL })
  .transform((text, context) => {
    const read = readEmail(text);
    if (read !== undefined) return read.email;
    context.addIssue({ code: 'custom', message: EMAIL });
    return z.NEVER;
  })
  .meta({ title: 'e-mail address', pattern: '^[^\\s@]+@[^\\s@]+$' });

const ACCOUNT = 'write the workspace and the user by their ids, such as T0123ABCD/U0456EFGH';

/** An account in a chat app, by ids: `T0123ABCD/U0456EFGH`. */
export const account = z
  .string({ error: ACCOUNT })
  .transform((text, context) => {
    const [, team, user] = /^([\w.-]{1,64})\/([\w.-]{1,64})$/.exec(text) ?? [];
    if (team !== undefined && user !== undefined) return { team, user };
    context.addIssue({ code: 'custom', message: ACCOUNT });
    return z.NEVER;
  })
  .meta({ title: 'workspace/user', pattern: '^[A-Za-z0-9_.-]{1,64}/[A-Za-z0-9_.-]{1,64}$' });

const SCHEDULE = 'write the id of a schedule, such as PABC123: it is in the address of its page';

/** A schedule of PagerDuty, by id. */
export const schedule = z
  .string({ error: SCHEDULE })
  .regex(/^[A-Z0-9]{4,32}$/, { error: SCHEDULE })
  .meta({ title: 'id of a schedule' });

const HOOK = 'write an https address';

/** A system of the organisation's own that is asked; plain http is taken on this machine alone. */
export const hookUrl = z
  .string({ error: HOOK })
  .refine(
    (text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, hostname, username, password } = new URL(text);
      const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
      return (
        username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && isHere))
      );
    },
    { error: HOOK },
  )
  .meta({ title: 'https address', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' });

const SECRET =
  'write the name of the setting that holds the secret: AJAR_HOOK_ and capital letters, digits or _';

/** Secrets are in the environment; the file has their names. */
export const hookSecret = z
  .string({ error: SECRET })
  .regex(/^AJAR_HOOK_[A-Z0-9_]{1,60}$/, { error: SECRET })
  .meta({ title: 'name of a setting' });

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
  })
  .meta({ title: 'address or CIDR', pattern: '^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$' });

/** A network of the file, or a range. */
export const source = (known: readonly string[]) =>
  z
    .string({ error: 'write an address, a CIDR, or a network of this file' })
    .transform((text, context) => {
      const read = known.includes(text) ? undefined : cidr.safeParse(text);
      if (read === undefined || read.success) return read?.data ?? text;
      const message = read.error.issues[0]?.message ?? '';
      const word = /[a-z]/i.test(text) && !text.includes(':');
      context.addIssue({
        code: 'custom',
        message: word
          ? `no network of this file has that name: define it under "networks".${didYouMean(text, known)}`
          : message,
      });
      return z.NEVER;
    })
    .meta({ title: 'address, CIDR or name of a network' });

/** What is compared with what people write: `*` stands for any run of characters, `#` for one digit. */
export const textPattern = z
  .string({ error: TEXT })
  .min(1, { error: 'write a pattern such as "CHG#######"; # is a digit' })
  .max(256, { error: 'write a pattern of at most 256 characters' })
  .meta({ title: 'pattern' });

export const ticketPattern = textPattern.refine(fitsSomeTicket, {
  error: 'no ticket that Ajar reads looks like this: it reads such as CHG0012345, INC-123, OPS-42 and #4711',
});

/** `22`, `5985-5986`, `161/udp`: without a protocol both are meant. */
export const ports = z
  .preprocess(
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
  )
  .meta({
    ...forms(z.int().min(1).max(65_535)),
    title: 'port',
    pattern: '^[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|any))?$',
  });

const OPEN_IN =
  "write the name of a resource group, or subscription/group with the subscription's id or name; no patterns";

/** A resource group in which ports are opened: exactly that one, or those of that name in every subscription. */
export const openIn = z
  .string({ error: OPEN_IN })
  .transform((text, context) => {
    const [, subscription, group] =
      /^(?:([^/*]{1,64})\/)?([\p{L}\p{N}._()-]{1,90})$/u.exec(text.trim()) ?? [];
    if (group !== undefined) return subscription === undefined ? { group } : { subscription, group };
    context.addIssue({ code: 'custom', message: OPEN_IN });
    return z.NEVER;
  })
  .meta({ title: 'resource group, or subscription/group' });

export const flag = (write: string) => z.literal(true, { error: write });

export const count = (from: number, to: number) => {
  const error = `write a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
};

const MINUTE = 60_000;
const SPANS = {
  '1m': MINUTE,
  '12h': 12 * 60 * MINUTE,
  '24h': 24 * 60 * MINUTE,
  '7d': 7 * 24 * 60 * MINUTE,
  '30d': 30 * 24 * 60 * MINUTE,
};

/** A duration as people write it in chat (`2h`, `90m`, `PT2H`), in milliseconds, within limits that are written the same way. */
export const duration = (least: keyof typeof SPANS, most: keyof typeof SPANS) => {
  const [from, to] = [SPANS[least], SPANS[most]];
  const error = `write a duration from ${least} to ${most}, such as "2h", "90m" or "PT1H30M"`;
  return z
    .string({ error })
    .transform((text, context) => {
      const ms = readDuration(text);
      if (typeof ms === 'number' && from <= ms && ms <= to) return ms;
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    })
    .meta({ title: `duration, ${least} to ${most}`, pattern: '[A-Za-z]' });
};
