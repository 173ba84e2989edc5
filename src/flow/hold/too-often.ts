import type { Person } from '../../access/person.ts';
import { limitsIn } from '../../access/policy/limits.ts';
import { MINUTE_MS } from '../../access/unit-ms.ts';
import type { ClickVerb } from '../../ports/chat.ts';
import type { Deps } from '../deps.ts';
import type { Verb } from '../say/verbs.ts';

/** What makes nothing wider must always be heard. */
const NEVER_HELD: readonly (Verb | ClickVerb)[] = ['close', 'cancel', 'closeAll', 'deny', 'breakGlass'];

/** `tell`: the first one too many of this minute, which is answered; those after it are not, or the bot would flood in turn. */
export interface TooOften {
  readonly sentence: string;
  readonly tell: boolean;
}

/** Whether this person writes and clicks more than a person does; undefined where they do not. */
export async function tooOften(
  deps: Pick<Deps, 'rates' | 'policy'>,
  person: Person,
  verb: Verb | ClickVerb | undefined,
): Promise<TooOften | undefined> {
  if (verb !== undefined && NEVER_HELD.includes(verb)) return undefined;
  const { messages } = limitsIn(deps.policy());
  const { count, endsInMs } = await deps.rates.count(`messages/${person.id}`, MINUTE_MS);
  if (count <= messages) return undefined;
  const seconds = Math.max(1, Math.ceil(endsInMs / 1000));
  return {
    sentence: `That is more than ${messages} messages and clicks within a minute. Go on in ${seconds} s; ending an access and denying still work.`,
    tell: count === messages + 1,
  };
}
