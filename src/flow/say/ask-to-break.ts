import { saySource } from '../../access/address.ts';
import { sayDuration } from '../../access/duration.ts';
import { formatPort } from '../../access/port.ts';
import type { Verdict } from '../../access/verdict.ts';
import { placeNames } from '../cards/place-names.ts';
import { named } from '../cards/places.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { type Told, toldOf } from '../review/copies-review.ts';
import { weigh } from '../step/weigh.ts';
import { askBack } from './question.ts';
import type { Asking } from './verbs.ts';
import type { Ask, FullWish } from './wish.ts';

/** More names than this are a number. */
const NAMED = 12;

/** Says what would happen and who would hear of it, and asks once. Whoever may not is refused, and that is a line in the log. */
export async function askToBreak(deps: Deps, said: Asking, wanted: Ask, wish: FullWish): Promise<void> {
  const weighed = await weigh(deps, said, wish);
  const { vms, ports, sources } = wish;
  const about = { vms: vms.map(({ id }) => id), ports: ports.map(formatPort), sources };
  if ('refused' in weighed)
    return refuse(deps, said, weighed.refused, {
      about: { ...about, rules: weighed.rules, policy: weighed.policy },
    });
  const told = await toldOf(deps, weighed.verdict, said.person);
  const what = `${about.ports.join(', ')} on ${vms.map(({ name }) => name).join(', ')}`;
  const from = sources.map(saySource).join(', ');
  const sentence = `Breaking the glass opens ${what} from ${from} for ${sayDuration(wish.durationMs)} at once, without approval.`;
  const ids = { vms: vms.map(({ name }) => name), ids: vms.map(({ id }) => id) };
  const ask: Ask = { ...wanted, ...ids, ports, sources, networks: [], ...lengthOf(wanted, wish) };
  const choice = { title: 'Break the glass' };
  const card = await askBack(
    deps,
    said,
    sentence,
    choice,
    { verb: 'breakGlass', ask },
    linesOf(deps, wish, weighed.verdict, told),
  );
  await replyPrivately(deps, said, card);
}

/** An end that was said stays one: answered later, it is less. */
const lengthOf = ({ until }: Ask, { durationMs }: FullWish): Pick<Ask, 'durationMs'> =>
  until ? {} : { durationMs };

function linesOf(
  deps: Deps,
  { justification }: FullWish,
  { review }: Verdict,
  told: Told,
): readonly string[] {
  const names = told.people.slice(0, NAMED).map(({ name }) => name);
  const more = told.people.length - names.length;
  const places = placeNames(deps, told.routes.map(named));
  const who = [...names, ...(more > 0 ? [`${more} more people`] : []), ...places].join(', ');
  return [
    `Told at once, with your name and your reason: ${who}.`,
    `Your reason: ${justification}`,
    `Somebody of ${review?.group} has to look at it within ${sayDuration(review?.withinMs ?? 0)} and say what they found. Until somebody has, on-call and the admins are told again and again.`,
  ];
}
