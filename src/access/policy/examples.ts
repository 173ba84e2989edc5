import { sayDuration } from '../duration.ts';
import { type Context, readSentence } from '../sentence.ts';
import type { Judgement } from '../verdict.ts';
import type { Vm } from '../vm.ts';
import type { Example, Expected } from './examples-file.ts';
import { judge } from './judge.ts';
import type { Policy } from './policy.ts';
import { saidWish, type WhoIs } from './said-wish.ts';

/** What came of an example: nothing where it is as expected, else each difference as a sentence. */
export interface Outcome {
  readonly example: Example;
  readonly differences: readonly string[];
}

export function tryExample(
  policy: Policy,
  example: Example,
  { vms, whoIs, now, zone }: Context & { readonly vms: readonly Vm[]; readonly whoIs: WhoIs },
): Outcome {
  const context = { now: example.at ?? now, zone };
  const who = whoIs(example.as);
  if ('refused' in who) return { example, differences: [`as: ${who.refused}`] };
  const said = saidWish(policy, who.person.id, readSentence(example.say, context), {
    ...context,
    vms,
    whoIs,
  });
  if ('error' in said) return { example, differences: [`say: ${said.error}`] };
  return { example, differences: differencesOf(example.expect, judge(policy, said.wish)) };
}

function differencesOf(expected: Expected, judgement: Judgement): readonly string[] {
  const rules = judgement.allowed ? judgement.verdict.rules : judgement.rules;
  return [
    ...outcome(expected, judgement),
    ...compared('rules', expected.rules && listed(expected.rules), listed(rules)),
    ...(judgement.allowed ? verdict(expected, judgement.verdict) : words(expected, judgement.refused)),
  ];
}

function outcome({ allow }: Expected, judgement: Judgement): readonly string[] {
  const found = judgement.allowed ? 'allowed' : `refused: ${judgement.refused}`;
  return allow === judgement.allowed ? [] : [`expected ${allow ? 'allowed' : 'refused'}, found ${found}`];
}

const verdict = (
  { approvals, maxDuration }: Expected,
  found: Extract<Judgement, { allowed: true }>['verdict'],
): readonly string[] => [
  ...compared(
    'approvals',
    approvals && listed(approvals.map(({ count, from }) => `${count} of ${from}`)),
    listed(found.requirements.map(({ count, group }) => `${count} of ${group}`)),
  ),
  ...compared(
    'maxDuration',
    maxDuration === undefined ? undefined : sayDuration(maxDuration),
    sayDuration(found.maxDurationMs),
  ),
];

const words = ({ allow, says }: Expected, refused: string): readonly string[] =>
  allow || says === undefined || refused.toLowerCase().includes(says.toLowerCase())
    ? []
    : [`says: expected "${says}" in it, found "${refused}"`];

const compared = (what: string, expected: string | undefined, found: string): readonly string[] =>
  expected === undefined || expected === found ? [] : [`${what}: expected ${expected}, found ${found}`];

/** In an order of its own, so that the file's order is nothing. */
const listed = (values: readonly string[]): string =>
  values.length === 0 ? 'none' : [...new Set(values)].sort().join(', ');
