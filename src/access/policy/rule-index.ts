import type { Vm } from '../vm.ts';
import type { Match, Rule } from './rule.ts';
import { isAboutWho, type Who } from './who.ts';

/** Adds the places, in file order, of the rules that could be about a VM with these names. */
type Near = (names: readonly string[], found: Set<number>) => void;

/** The rules of those who may be asked for by one name: a person's id, a group's name, or anybody's. */
interface Bucket {
  readonly places: number[];
  /** Made when somebody first asks by this name. */
  near?: Near;
}

const ANYBODY = '';
const BUCKETS = new WeakMap<readonly Rule[], ReadonlyMap<string, Bucket>>();

/** Of the rules last asked about, for whom: of a list of VMs one person is asked about many times over. */
const LAST = new WeakMap<readonly Rule[], { readonly who: Who; readonly nears: readonly Near[] }>();

/**
 * The rules that could be about a VM when these people ask, in file order; whether one is, only its whole `match` says. There
 * may be thousands of rules, as many people and far more VMs, so that neither can be compared with every rule.
 */
export function rulesNear(rules: readonly Rule[], who: Who, vm: Vm): readonly Rule[] {
  const found = new Set<number>();
  const names = namesOf(vm);
  for (const near of nearsFor(rules, who)) near(names, found);
  return [...found]
    .sort((a, b) => a - b)
    .map((place) => rules[place]!)
    .filter((rule) => isAboutWho(rule, who));
}

function nearsFor(rules: readonly Rule[], who: Who): readonly Near[] {
  const last = LAST.get(rules);
  // Stryker disable next-line ConditionalExpression: it is only quicker.
  if (last?.who === who) return last.nears;
  const buckets = BUCKETS.get(rules) ?? bucketsOf(rules);
  // Stryker disable next-line CallExpression: it is only quicker.
  BUCKETS.set(rules, buckets);
  const nears: Near[] = [];
  // Stryker disable next-line ArrayDeclaration: no rule is asked for by another name than those of people and groups.
  for (const name of new Set([ANYBODY, ...who.own, ...(who.asker ?? [])])) {
    const bucket = buckets.get(name);
    if (bucket === undefined) continue;
    bucket.near ??= indexOf(rules, bucket.places);
    nears.push(bucket.near);
  }
  // Stryker disable next-line ObjectLiteral,CallExpression: it is only quicker.
  LAST.set(rules, { who, nears });
  return nears;
}

/** Every rule under each name that it has to be asked for by. */
function bucketsOf(rules: readonly Rule[]): ReadonlyMap<string, Bucket> {
  const buckets = new Map<string, Bucket>();
  for (const [place, { match }] of rules.entries())
    for (const name of new Set(match.requesters ?? [ANYBODY])) {
      const known = buckets.get(name);
      if (known === undefined) buckets.set(name, { places: [place] });
      else known.places.push(place);
    }
  return buckets;
}

const PLACES = new WeakMap<readonly Rule[], ReadonlyMap<Rule, number>>();

/** Some of the rules as the file has them. */
export function inFileOrder(rules: readonly Rule[], some: ReadonlySet<Rule>): readonly Rule[] {
  // Stryker disable next-line ConditionalExpression: it is only quicker.
  if (some.size < 2) return [...some];
  const places = PLACES.get(rules) ?? new Map(rules.map((rule, place) => [rule, place]));
  // Stryker disable next-line CallExpression: it is only quicker.
  PLACES.set(rules, places);
  return [...some].sort((a, b) => places.get(a)! - places.get(b)!);
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
  // Stryker disable next-line EqualityOperator: of two that are as narrow either will do.
  return demands.reduce((best, each) => (shortest(each) > shortest(best) ? each : best));
}

const beginnings = (kind: string, patterns: readonly string[] | undefined): readonly string[] =>
  patterns === undefined
    ? ['']
    : patterns.map((pattern) => `${kind}${pattern.split('*', 1)[0]}`.toLowerCase());

const shortest = (texts: readonly string[]): number => Math.min(...texts.map(({ length }) => length));

/** The rules at these places by how a name of theirs begins. */
function indexOf(rules: readonly Rule[], of: readonly number[]): Near {
  const places = new Map<string, number[]>();
  for (const place of of) {
    for (const beginning of new Set(beginningsOf(rules[place]!.match))) {
      const known = places.get(beginning);
      if (known === undefined) places.set(beginning, [place]);
      else known.push(place);
    }
  }
  const lengths = [...new Set([...places.keys()].map(({ length }) => length))];
  return (names, found) => {
    for (const place of places.get('') ?? []) found.add(place);
    for (const name of names) {
      for (const length of lengths) {
        // Stryker disable next-line ConditionalExpression: it is only quicker.
        if (length === 0) continue;
        for (const place of places.get(name.slice(0, length)) ?? []) found.add(place);
      }
    }
  };
}
