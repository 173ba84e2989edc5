import { saySource } from '../access/address.ts';
import { isoDuration, sayDuration } from '../access/duration.ts';
import { formatPort } from '../access/port.ts';
import type { JitRule } from '../access/setup/jit-rule.ts';
import { consequenceLines } from './consent-text.ts';
import type { JitOutcome } from './jit-carry-out.ts';
import type { JitVerb } from './jit-plan.ts';

/** `22/any up to 3 h from any source`. */
export function sayRule(rule: JitRule): string {
  const from = rule.sources.includes('*') ? 'any source' : rule.sources.map(saySource).join(', ');
  return `${formatPort(rule)} up to ${sayDuration(rule.maxDurationMs)} from ${from}`;
}

export const ruleAsJson = (rule: JitRule): object => ({
  ...{ port: formatPort(rule), longest: isoDuration(rule.maxDurationMs), sources: rule.sources },
});

const WORDS: Readonly<Record<JitOutcome['state'], Readonly<Record<JitVerb, string>>>> = {
  would: {
    enable: 'would be put under just-in-time access',
    edit: 'would be changed',
    disable: 'would be taken out of just-in-time access',
  },
  done: {
    enable: 'is under just-in-time access',
    edit: 'is changed',
    disable: 'is out of just-in-time access',
  },
  left: { enable: 'is left as it is', edit: 'is left as it is', disable: 'is left as it is' },
  held: { enable: 'is held back', edit: 'is held back', disable: 'is held back' },
  failed: { enable: 'cannot be done', edit: 'cannot be done', disable: 'cannot be done' },
};

/** One VM, a line and what belongs to it below. */
export function linesOf({ plan, state, note }: JitOutcome, verb: JitVerb): readonly string[] {
  const { vm, changes } = plan;
  const below = [
    ...(note === '' ? [] : [note]),
    ...changes.flatMap(({ policyId, rules }) => [
      `policy "${policyId.split('/').at(-1) ?? ''}": ${rules.map(sayRule).join('; ') || 'keeps nothing of it any more'}`,
    ]),
    ...consequenceLines(plan),
  ];
  return [
    `${vm.name} (${vm.resourceGroup}, ${vm.subscriptionName}): ${WORDS[state][verb]}`,
    ...below.map((line) => `  ${line}`),
  ];
}

export function outcomeAsJson({ plan, state, note }: JitOutcome, verb: JitVerb): object {
  const { vm, changes, losing, exposing, unread } = plan;
  return {
    ...{ name: vm.name, id: vm.id, resourceGroup: vm.resourceGroup, subscription: vm.subscriptionName },
    ...{ change: verb, state, note },
    policies: changes.map(({ policyId, rules, before }) => ({
      ...{ id: policyId, rules: rules.map(ruleAsJson), before: before.map(ruleAsJson) },
    })),
    ...{ losing, exposing, unread },
  };
}
