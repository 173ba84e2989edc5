import { z } from 'zod';
import type { Tickets } from '../../ports/checks.ts';
import { Unknown } from '../../ports/people.ts';
import type { AskHook } from './hook.ts';

const Answer = z.discriminatedUnion('confirmed', [
  z.object({ confirmed: z.literal(true) }),
  z.object({ confirmed: z.literal(false), why: z.string().nullish() }),
]);

const LONGEST = 300;

/** Systems that confirm tickets. Only the word `true` confirms one; nothing is kept, since a ticket may be closed at any moment. */
export const createTickets = (ask: AskHook): Tickets => ({
  async confirm(hook, facts) {
    const read = Answer.safeParse(await ask(hook, { ask: 'ticket', ...facts }));
    if (!read.success) throw new Unknown(`The hook "${hook}" gave an answer that cannot be read.`);
    if (read.data.confirmed) return { confirmed: true };
    const why = oneLine(read.data.why ?? '');
    return {
      confirmed: false,
      why: `The ticket ${facts.ticket} was not confirmed${why === '' ? '' : `: ${why}`}.`,
    };
  },
});

/** It comes from outside and is shown to people (HOLES H18): apps escape it, as they do all text. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
    .replace(/\.$/, '');
