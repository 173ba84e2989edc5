import { formatPort } from '../../access/port.ts';
import { LONGEST_MS, USUAL_MS } from '../../access/setup/recommended.ts';
import type { WaitingWish } from '../../access/setup/setup.ts';
import { reply } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { askBack } from '../say/question.ts';
import type { Asking } from '../say/verbs.ts';
import type { FullWish } from '../say/wish.ts';
import { type About, refusalEvent } from '../step/event.ts';
import type { Unserved } from '../step/plan-grants.ts';
import { recordOnce } from '../step/record-once.ts';
import { tooMuch } from './consent.ts';
import { keptNow, lookAt, propose, type WantedSetup } from './propose.ts';
import { besides } from './wanted-rules.ts';
import { mayNotSetUp } from './who-may.ts';

/** What was refused, of one wish. */
interface Missed {
  readonly wish: FullWish;
  readonly refused: string;
  readonly unserved: readonly Unserved[];
  readonly about: About;
}

/**
 * "Ask an admin to enable it", where an ask met ports of one VM that nothing opens and nothing else was wrong with it. The
 * refusal is one all the same. False where there is nothing to offer.
 */
export async function offerSetup(deps: Deps, said: Asking, missed: Missed): Promise<boolean> {
  const [only] = missed.unserved;
  // Of several VMs each has its own rules and people to be asked about.
  if (!only || missed.wish.vms.length > 1) return false;
  if ((await mayNotSetUp(deps, said, true)) !== undefined) return false;
  const wanted = await wantedFor(deps, said, only, missed.wish);
  if (!wanted) return false;
  const ports = only.ports.map(formatPort).join(', ');
  const sentence = `${missed.refused} An admin can put ${ports} of ${only.vm.name} under just-in-time access; your request is then asked by itself.`;
  const event = refusalEvent(deps, said.person, said.place.app, missed.refused, {
    about: missed.about,
  });
  if (!(await recordOnce(deps, event, said.key, { sentence: missed.refused, refused: true }))) return true;
  const choice = { title: 'Ask an admin to enable it' };
  await reply(deps, said.place, await askBack(deps, said, sentence, choice, { verb: 'setup', wanted }));
  return true;
}

/** Exactly these ports, beside what is kept already; undefined where that cannot be asked for. */
async function wantedFor(
  deps: Deps,
  said: Asking,
  { vm, ports }: Unserved,
  wish: FullWish,
): Promise<WantedSetup | undefined> {
  if (vm.protection !== 'configured' && vm.protection !== 'not-configured') return undefined;
  const looked = await lookAt(deps, vm);
  if ('refused' in looked) return undefined;
  const longest = Math.min(LONGEST_MS, Math.max(USUAL_MS, wish.durationMs));
  const wanted = propose(looked.standing, besides(keptNow(looked.standing), ports, longest));
  if ('refused' in wanted || tooMuch(wanted) !== undefined) return undefined;
  const { justification, ticket } = wish;
  return {
    ...wanted,
    wish: waiting(wish, said),
    ...(justification === undefined ? {} : { justification }),
    ...(ticket === undefined ? {} : { ticket }),
  };
}

const waiting = ({ vms: _, ...wish }: FullWish, { askOnly }: Asking): WaitingWish => ({
  ...wish,
  ...(askOnly ? { askOnly } : {}),
});
