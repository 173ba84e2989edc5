import { z } from 'zod';
import { DAY_MS } from '../unit-ms.ts';
import { isZone } from '../wall-time.ts';
import { ALWAYS, block, didYouMean, isBlock, oneOrMore, WHOLE } from './blocks.ts';
import type { Time } from './time.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY = 'write days such as mon, sat or mon-fri';

/** `mon`, `mon-fri`, `fri-mon`: the numbers of the days. */
const days = z
  .string({ error: DAY })
  .transform((text, context): readonly number[] => {
    const [, first = '', last = first] = /^([a-z]{3})(?:-([a-z]{3}))?$/.exec(text.toLowerCase()) ?? [];
    const [from, to] = [DAYS.indexOf(first), DAYS.indexOf(last)];
    if (from >= 0 && to >= 0)
      return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, index) => (from + index) % 7);
    context.addIssue({ code: 'custom', message: `${DAY}.${didYouMean(text, DAYS)}` });
    return z.NEVER;
  })
  .meta({ title: 'days', pattern: '^[A-Za-z]{3}(-[A-Za-z]{3})?$' });

const HOURS = 'write hours such as "09:00-18:00" or "22:00-06:00", and leave the key out for the whole day';

const hours = z
  .string({ error: HOURS })
  .transform((text, context) => {
    const [, first = '', last = ''] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
    const [from, to] = [minutesOf(first), minutesOf(last)];
    if (from !== undefined && from < 1440 && to !== undefined && from !== to) return { from, to };
    context.addIssue({ code: 'custom', message: HOURS });
    return z.NEVER;
  })
  .meta({ title: 'hours', pattern: '^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$' });

function minutesOf(text: string): number | undefined {
  const [hour, minute] = text.split(':').map(Number);
  if (hour === undefined || minute === undefined || minute > 59) return undefined;
  const minutes = hour * 60 + minute;
  return minutes <= 1440 ? minutes : undefined;
}

const ZONE = 'write a time zone such as Europe/Berlin or UTC';
const zone = z.string({ error: ZONE }).refine(isZone, { error: ZONE }).meta({ title: 'time zone' });

const MOMENT = 'write a day such as 2026-12-20, or one with a time such as "2026-12-20 18:00"';

/** A day or a minute, as if its clock were UTC. A day alone that ends something is its whole day. */
const moment = (isEnd: boolean) =>
  z
    .string({ error: MOMENT })
    .transform((text, context): number => {
      const [, day = '', time] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?$/.exec(text) ?? [];
      const start = Date.parse(`${day}T00:00:00Z`);
      const minutes = minutesOf(time ?? '00:00');
      // A day that is not in the calendar, such as 30 February, is read as another one.
      const isDay = !Number.isNaN(start) && new Date(start).toISOString().startsWith(day);
      if (isDay && minutes !== undefined)
        return start + (time === undefined && isEnd ? DAY_MS : minutes * 60_000);
      context.addIssue({ code: 'custom', message: MOMENT });
      return z.NEVER;
    })
    .meta({ title: 'day, or day and time', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2})?$' });

const WRITE = 'write {days: mon-fri, hours: "09:00-18:00", zone: Europe/Berlin} or {from: …, to: …, zone: …}';

/** When: hours of the week, or once from one moment to another. */
export const time = block(
  {
    days: oneOrMore(days).optional().describe('The days of the week: mon, or mon-fri. Without it every day.'),
    hours: oneOrMore(hours)
      .optional()
      .describe(
        'Hours of these days: "09:00-18:00"; "22:00-06:00" ends on the next day. Without it all day.',
      ),
    from: moment(false).optional().describe('When it begins, for something that is once: a freeze.'),
    to: moment(true).optional().describe('When it ends; a day alone belongs to it as a whole.'),
    zone: zone.describe('The time zone of these clocks, such as Europe/Berlin.'),
  },
  WRITE,
)
  .superRefine((value, context) => {
    if (!isBlock(value)) return;
    const tell = (path: PropertyKey[], message: string): void =>
      context.addIssue({ code: 'custom', path, message, params: WHOLE });
    const isWeek = 'days' in value || 'hours' in value;
    const isOnce = 'from' in value || 'to' in value;
    if (isWeek === isOnce) tell([], 'write days and hours, or from and to, not both and not neither');
    else if (isOnce && !('from' in value && 'to' in value)) tell([], 'write both from and to');
    else if (typeof value.from === 'number' && typeof value.to === 'number' && value.from >= value.to)
      tell(['to'], 'this is over before it begins: write a later moment');
  }, ALWAYS)
  .transform(({ days: named, hours: ranges, from, to, zone: where }): Time => {
    if (from !== undefined && to !== undefined) return { kind: 'once', from, to, zone: where };
    return {
      kind: 'week',
      ...(named === undefined ? {} : { days: [...new Set(named.flat())].sort() }),
      ...(ranges === undefined ? {} : { hours: ranges }),
      zone: where,
    };
  });
