import { UNKNOWN } from '../../access/person.ts';
import { readSentence } from '../../access/sentence.ts';
import type { Said, TurnedAway } from '../../ports/chat.ts';
import type { Once } from '../../ports/store.ts';
import { rememberApp } from '../cards/ping.ts';
import { recordRefusal, refuse, reply } from '../cards/reply.ts';
import { rememberZone, zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { sayForm } from '../form/form.ts';
import { tooOften } from '../hold/too-often.ts';
import { repin } from '../source/repin.ts';
import { noteGuest } from '../step/guests.ts';
import { activity } from './activity.ts';
import { again } from './again.ts';
import { ask } from './ask.ts';
import { audit } from './audit.ts';
import { breakGlass } from './break-glass.ts';
import { check } from './check.ts';
import { closeAll } from './close-all.ts';
import { completeByWords } from './draft.ts';
import { drift } from './drift.ts';
import { extend } from './extend.ts';
import { help } from './help.ts';
import { sayHome } from './home.ts';
import { link } from './link.ts';
import { list } from './list.ts';
import { prefer } from './prefer.ts';
import { review, reviews } from './review.ts';
import { sayStep } from './say-step.ts';
import { setup } from './setup.ts';
import { status } from './status.ts';
import { unlink } from './unlink.ts';
import { useChannel } from './use-channel.ts';
import type { Spoken, Verb } from './verbs.ts';
import { vms } from './vms.ts';
import { who } from './who.ts';
import { why } from './why.ts';

/** A sentence, read and answered. The delivery's key makes a repeat harmless (HOLES H15). */
export async function hear(deps: Deps, said: Said): Promise<void> {
  const before = await deps.store.answered(said.key);
  if (before) return tellAgain(deps, said, before);
  await rememberZone(deps, said.person.id, said.zone);
  await noteGuest(deps, said);
  await rememberApp(deps, said);
  const zone = await zoneOf(deps, { ...said.place, privateTo: said.person.id });
  const sentence = readSentence(said.text, { now: deps.clock.now(), zone });
  const flood = await tooOften(deps, said.person, sentence.verb);
  if (flood) return flood.tell ? refuse(deps, said, flood.sentence) : undefined;
  if (sentence.verb !== undefined) return VERBS[sentence.verb](deps, said, sentence as never);
  const completed = await completeByWords(deps, said);
  if (completed) return ask(deps, said, completed);
  return refuse(deps, said, sentence.error); // it ends with an example
}

/**
 * What was saved for this delivery was perhaps never shown: whoever was to show it may have died in between. The same process
 * never comes here, so that whoever sent it is told twice only where two had it.
 */
const tellAgain = (deps: Deps, { place }: Said, { sentence, refused }: Once['answer']): Promise<void> =>
  reply(deps, place, { card: refused ? 'refusal' : 'answer', sentence });

/** The audit line of somebody whom a chat app turned away itself. They are answered whether it can be saved or not. */
export async function turnAway(deps: Deps, { person, sentence, ...rest }: TurnedAway): Promise<void> {
  try {
    await recordRefusal(deps, { ...rest, person: person ?? UNKNOWN }, sentence);
  } catch (error) {
    deps.log.error({ error, key: rest.key, sentence }, 'a refusal could not be recorded');
  }
}

/** A new command is a file and a line here that the compiler asks for. */
const VERBS: {
  readonly [V in Verb]: (deps: Deps, said: Said, sentence: Spoken<V>) => Promise<void>;
} = {
  open: ask,
  breakGlass,
  approve: sayStep,
  deny: sayStep,
  cancel: sayStep,
  close: sayStep,
  extend,
  repin,
  list,
  who,
  status,
  why,
  audit,
  vms,
  check,
  activity,
  setup,
  help,
  form: sayForm,
  again,
  closeAll,
  route: useChannel,
  link,
  unlink,
  prefer,
  home: sayHome,
  drift,
  review,
  reviews,
};
