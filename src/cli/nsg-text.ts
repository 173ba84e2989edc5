import { formatPort } from '../access/port.ts';
import { consequenceLines } from './consent-text.ts';
import type { BaselineOutcome, BaselineVerb } from './nsg-plan.ts';

const WORDS: Readonly<Record<BaselineOutcome['state'], Readonly<Record<BaselineVerb, string>>>> = {
  would: {
    make: "would be shut by deny rules of Ajar's own",
    remove: "would lose Ajar's own deny rules",
  },
  done: {
    make: "is shut by deny rules of Ajar's own, apart from what is told below",
    remove: "has none of Ajar's own deny rules there any more",
  },
  left: { make: 'is left as it is', remove: 'is left as it is' },
  held: { make: 'is held back', remove: 'is held back' },
  failed: { make: 'cannot be done', remove: 'cannot be done' },
};

/** The VM, a line and what belongs to it below. */
export function baselineLines({ plan, state, note }: BaselineOutcome, verb: BaselineVerb): readonly string[] {
  const { vm, changes } = plan;
  const below = [
    ...(note === '' ? [] : [note]),
    ...changes.map(
      ({ name, group, priority, port, addresses }) =>
        `rule "${name}" of ${group}, priority ${priority}: ${formatPort(port)} to ${addresses.join(', ')}`,
    ),
    ...consequenceLines(plan),
  ];
  return [
    `${vm.name} (${vm.resourceGroup}, ${vm.subscriptionName}): ${WORDS[state][verb]}`,
    ...below.map((line) => `  ${line}`),
  ];
}

export function baselineAsJson({ plan, state, note }: BaselineOutcome, verb: BaselineVerb): object {
  const { vm, changes, losing, exposing, unread } = plan;
  return {
    ...{ name: vm.name, id: vm.id, resourceGroup: vm.resourceGroup, subscription: vm.subscriptionName },
    ...{ change: verb, state, note },
    rules: changes.map(({ name, port, nsgId, addresses, priority }) => ({
      ...{ name, port: formatPort(port), nsg: nsgId, addresses, priority },
    })),
    ...{ losing, exposing, unread },
  };
}
