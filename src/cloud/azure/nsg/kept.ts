import { isDeepStrictEqual } from 'node:util';
import { readRuleName } from '../network/rule-name.ts';
import { parsed } from '../wire/parsed.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A group as Azure wrote it, before any library left something out. */
export interface RawGroup {
  readonly fields: Fields;
  readonly properties: Fields;
  /** By name in lower case: a rule's properties. */
  readonly rules: ReadonlyMap<string, Fields>;
}

const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** Reads Azure's own text; undefined when it is not that of a group. */
export function readRaw(text: string | null | undefined): RawGroup | undefined {
  const fields = asFields(parsed(text ?? ''));
  const properties = asFields(fields.properties);
  if (!Array.isArray(properties.securityRules)) return undefined;
  const rules = properties.securityRules.map(asFields);
  // One without a name cannot be told from the others.
  if (!rules.every(isNamed)) return undefined;
  const byName = rules.map(({ name, properties: own }) => [name.toLowerCase(), asFields(own)] as const);
  return { fields, properties, rules: new Map(byName) };
}

const isNamed = (rule: Fields): rule is Fields & { readonly name: string } => typeof rule.name === 'string';

/** What arm-network 39 knows of a group and gives back unchanged, and what Azure alone sets. */
const GROUP = new Set(['id', 'name', 'type', 'location', 'tags', 'etag', 'properties']);
const OF_GROUP = new Set([
  ...['securityRules', 'flushConnection', 'defaultSecurityRules', 'networkInterfaces', 'subnets'],
  ...['flowLogs', 'resourceGuid', 'provisioningState'],
]);
const OF_RULE = new Set([
  ...['description', 'protocol', 'access', 'priority', 'direction', 'provisioningState'],
  ...['sourcePortRange', 'sourcePortRanges', 'sourceAddressPrefix', 'sourceAddressPrefixes'],
  ...['destinationPortRange', 'destinationPortRanges', 'destinationAddressPrefix'],
  ...[
    'destinationAddressPrefixes',
    'sourceApplicationSecurityGroups',
    'destinationApplicationSecurityGroups',
  ],
]);

/** A field of a group or its rules that the library does not know, and would lose in a whole write; undefined when there is none. */
export function unknownField({ fields, properties, rules }: RawGroup): string | undefined {
  const beyond = (known: ReadonlySet<string>, of: Fields): string | undefined =>
    Object.keys(of).find((key) => !known.has(key));
  const inRules = [...rules.values()].map((rule) => beyond(OF_RULE, rule));
  return (
    beyond(GROUP, fields) ?? beyond(OF_GROUP, properties) ?? inRules.find((field) => field !== undefined)
  );
}

/** What is somebody else's and is not as it was: rules by name, and the group's own fields. Rules that are new are no loss. */
export function differences(before: RawGroup, after: RawGroup): readonly string[] {
  const foreign = [...before.rules].filter(([name]) => readRuleName(name) === undefined);
  const changed = foreign.filter(([name, rule]) => !isSame(rule, after.rules.get(name)));
  const own = ['location', 'tags'].filter(
    (field) => !isDeepStrictEqual(before.fields[field], after.fields[field]),
  );
  const flush = before.properties.flushConnection !== after.properties.flushConnection;
  return [...changed.map(([name]) => name), ...own, ...(flush ? ['flushConnection'] : [])];
}

/** How far a change of it has come is no change of the rule; an empty list is as good as none. */
function isSame(before: Fields, after: Fields | undefined): boolean {
  return after !== undefined && isDeepStrictEqual(essence(before), essence(after));
}

const essence = (rule: Fields): Fields =>
  Object.fromEntries(
    Object.entries(rule).filter(
      ([key, value]) => key !== 'provisioningState' && !(Array.isArray(value) && value.length === 0),
    ),
  );
