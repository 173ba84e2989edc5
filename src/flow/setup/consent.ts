import { saySource } from '../../access/address.ts';
import { sayDuration } from '../../access/duration.ts';
import { formatPort } from '../../access/port.ts';
import type { JitRule } from '../../access/setup/jit-rule.ts';
import type { Consequences } from '../../access/setup/setup.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { askBack } from '../say/question.ts';
import type { Asking } from '../say/verbs.ts';
import type { WantedSetup } from './propose.ts';
import { approvalFor } from './who-may.ts';

/** As much as every app shows of one card whole: nobody accepts what they cannot read. */
const MOST_LINES = 20;
const MOST_CHARACTERS = 5_000;
/** Of the rules themselves: the card says beside each what it was before. */
const MOST_OF_RULES = 800;

/** Shows who would lose access, and asks once it has been read. What is too much to be shown is not asked in chat. */
export async function askConsent(deps: Deps, said: Asking, wanted: WantedSetup): Promise<void> {
  const lines = linesOf(wanted.shown);
  const tooLong = tooMuch(wanted);
  if (tooLong !== undefined) return refuse(deps, said, tooLong);
  const alone = (await approvalFor(deps, said, false)) === 'none';
  const choice = { title: alone ? 'I have read it: set it up' : 'I have read it: ask an admin' };
  const sentence = `Just-in-time access on ${wanted.vm.name} is to keep ${sayRules(wanted.rules)}. Read what becomes of those who reach these ports now:`;
  const card = await askBack(deps, said, sentence, choice, { verb: 'setup', wanted }, lines);
  await replyPrivately(deps, said, card);
}

/** Why not all that follows can be shown on one card; undefined where it can. */
export function tooMuch({ shown, vm, rules }: WantedSetup): string | undefined {
  if (sayRules(rules).length > MOST_OF_RULES)
    return `These are more ports and sources of ${vm.name} than a card can show. Name ranges in place of single addresses, or use the command line: ajar jit edit ${vm.name}`;
  const lines = linesOf(shown);
  if (lines.length <= MOST_LINES && lines.join('').length <= MOST_CHARACTERS) return undefined;
  return `More rules let somebody in on these ports of ${vm.name} than a card can show. Name fewer ports, or use the command line: ajar jit enable ${vm.name}`;
}

const NOBODY = 'Nobody reaches them by another rule now, so nobody loses access.';

/** Each with how to mend it. */
export function linesOf({ losing, exposing }: Consequences): readonly string[] {
  const lines = [
    ...losing.map(({ sentence, mend }) => [sentence, mend].filter(Boolean).join(' ')),
    ...exposing,
  ];
  return lines.length > 0 ? lines : [NOBODY];
}

/** `22/tcp (up to 3 h, from any) and …` */
const sayRules = (rules: readonly JitRule[]): string =>
  rules
    .map((rule) => `${formatPort(rule)} (up to ${sayDuration(rule.maxDurationMs)}, from ${sayFrom(rule)})`)
    .join(', ');

export const sayFrom = ({ sources }: JitRule): string =>
  sources.map((source) => (source === '*' ? 'any' : saySource(source))).join(', ');
