import { z } from 'zod';
import { isGuid } from '../../access/guid.ts';
import type { Person } from '../../access/person.ts';
import { everybody } from '../../access/policy/everybody.ts';
import type { Policy } from '../../access/policy/policy.ts';
import { MINUTE_MS } from '../../access/unit-ms.ts';
import type { Clock } from '../../ports/clock.ts';
import { Unknown } from '../../ports/people.ts';
import type { AskHook } from '../web/hook.ts';
import { createAnswers } from './answers.ts';
import type { Source } from './source.ts';

const Answer = z.object({
  people: z.array(
    z
      .string()
      .transform((id) => id.toLowerCase())
      .refine(isGuid),
  ),
  /** Until when it holds; without it, and at most, for a minute. */
  until: z.iso.datetime({ offset: true }).optional(),
});
type Answer = z.output<typeof Answer>;

/** As long as a kept answer counts. */

/** Whoever a hook says is on call. An answer with one thing in it that is no object id is no answer. */
export function createOnCallHook(ask: AskHook, policy: () => Policy, clock: Clock): Source<'onCall'> {
  const answers = createAnswers<Answer>(clock, ({ people, until }) => {
    const holds = until === undefined || Date.parse(until) - clock.now().getTime() >= MINUTE_MS;
    return people.length > 0 && holds;
  });
  return {
    members: async ({ hook }) => {
      const { people } = await answers.ask(hook, async () => {
        const read = Answer.safeParse(await ask(hook, { ask: 'on-call' }));
        if (!read.success) throw new Unknown(`The hook "${hook}" gave an answer that cannot be read.`);
        const { until } = read.data;
        if (until !== undefined && Date.parse(until) <= clock.now().getTime())
          throw new Unknown(`The hook "${hook}" says who was on call until ${until}, and not who is now.`);
        return read.data;
      });
      const known = new Map(everybody(policy()).map((person) => [person.id, person]));
      return people.map((id): Person => known.get(id) ?? { id, name: id });
    },
  };
}
