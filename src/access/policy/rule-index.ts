import type { Vm } from '../vm.ts';
import type { Match, Rule } from './rule.ts';
import { isAboutWho, type Who } from './who.ts';

/** The rules that could be about a VM, in file order. */
type Near = (vm: Vm) => readonly Rule[];

/** Of the rules last asked about, for whom: of a list of VMs one person is asked about many times over. */
const LAST = new WeakMap<readonly Rule[], { readonly who: Who; readonly near: Near }>();

/**
 * The rules that could be about a VM when these people ask, in file order; whether one is, only its whole `match` says. There
 * may be thousands of rules and far more VMs, so that not every VM can be compared with every rule.
 */
export function rulesNear(rules: readonly Rule[], who: Who, vm: Vm): readonly Rule[] {
  const last = LAST.get(rules);
  if (last?.who === who) return last.near(vm);
  const near = indexOf(rules.filter((rule) => isAboutWho(rule, who)));
  LAST.set(rules, { who, near });
  return near(vm);
}

const PLACES = new WeakMap<readonly Rule[], ReadonlyMap<Rule, number>>();

/** Some of the rules as the file has them. */
export function inFileOrder(rules: readonly Rule[], some: ReadonlySet<Rule>): readonly Rule[] {
  if (some.size < 2) return [...some];
  const places = PLACES.get(rules) ?? new Map(rules.map((rule, place) => [rule, place]));
  PLACES.set(rules, places);
  return [...some].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

/** Names that a rule may ask of a VM, as one kind of word each: `vm web-01`, `tag env=prod`. */
const namesOf = ({ name, resourceGroup, subscriptionId, subscriptionName, tags }: Vm): readonly string[] =>
  [
    ...[`vm ${name}`, `group ${resourceGroup}`],
    ...[`subscription ${subscriptionId}`, `subscription ${subscriptionName}`],
    ...Object.entries(tags).map(([key, value]) => `tag ${key}=${value}`),
  ].map((each) => each.toLowerCase());

/** What has to begin one of the VM's names if the rule is to be about it; of several such demands the narrowest. */
function beginningsOf({ vms, resourceGroups, subscriptions, tags }: Match): readonly string[] {
  const demands = [
    beginnings('vm ', vms),
    beginnings('group ', resourceGroups),
    beginnings('subscription ', subscriptions),
    ...tags.map(({ key, patterns }) => beginnings(`tag ${key}=`, patterns)),
  ];
  return demands.reduce((best, each) => (shortest(each) > shortest(best) ? each : best));
}

const beginnings = (kind: string, patterns: readonly string[] | undefined): readonly string[] =>
  patterns === undefined
    ? ['']
    : patterns.map((pattern) => `${kind}${pattern.split('*', 1)[0]}`.toLowerCase());

const shortest = (texts: readonly string[]): number => Math.min(...texts.map(({ length }) => length));

function indexOf(rules: readonly Rule[]): Near {
  const places = new Map<string, number[]>();
  for (const [place, { match }] of rules.entries()) {
    for (const beginning of new Set(beginningsOf(match))) {
      const known = places.get(beginning);
      if (known === undefined) places.set(beginning, [place]);
      else known.push(place);
    }
  }
  const lengths = [...new Set([...places.keys()].map(({ length }) => length))];
  return (vm) => {
    const found = new Set(places.get('') ?? []);
    for (const name of namesOf(vm)) {
      for (const length of lengths) {
        if (length > name.length || length === 0) continue;
        for (const place of places.get(name.slice(0, length)) ?? []) found.add(place);
      }
    }
    return [...found].sort((a, b) => a - b).flatMap((place) => rules[place] ?? []);
  };
}
