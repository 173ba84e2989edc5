import type { FilledForm, FormAnswer } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { askFor } from '../say/ask.ts';
import { completeAsk } from '../say/complete-ask.ts';
import type { Ask, FullWish } from '../say/wish.ts';
import { formKey } from './faults.ts';

/** Real milliseconds, as long as the question itself is kept. */
const KEPT_FOR_MS = 15 * 60_000;

const ASKED =
  'One thing is left: press "Use my address" in your chat with Ajar, on the machine you will connect from.';

/** All but the address is said: the same question as after "from my ip", with the same link, to its person alone. */
export async function askAddress(deps: Deps, filled: FilledForm, wish: FullWish): Promise<FormAnswer> {
  const ask = askOf(wish);
  const complete = await completeAsk(deps, filled.person.id, ask);
  if ('refused' in complete) return { faults: { source: complete.refused } };
  const once = formKey(`form/${filled.form}`, filled.fields);
  const isAsked = (await deps.store.recall(once, deps.clock.now())) !== undefined;
  await deps.store.remember(once, true, later(deps.clock.now(), deps.clock.spanOf(KEPT_FOR_MS)));
  if ('question' in complete && !isAsked) await askFor(deps, filled, ask, complete.question);
  return { sentence: ASKED, refused: false };
}

/** As a sentence would have said it. */
function askOf(wish: FullWish): Ask {
  const { vms, ports, durationMs, startsAt, justification, ticket, origin } = wish;
  return {
    ...{ verb: 'open', vms: vms.map(({ name }) => name), ids: vms.map(({ id }) => id) },
    ...{ ports, sources: [], networks: [], mine: true, durationMs },
    ...(startsAt ? { startsAt } : {}),
    ...(justification === undefined ? {} : { justification }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(origin === undefined ? {} : { origin }),
  };
}
