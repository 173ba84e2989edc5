import type { Person } from '../person.ts';
import { isBlock } from './blocks.ts';
import { keysOf, type PolicyNames } from './checks.ts';
import { DEFAULTS, SETUP } from './defaults.ts';
import { faultOf } from './fault.ts';
import { listedIn, sourceOf } from './group-schema.ts';
import { limitsOf } from './limits.ts';
import { withoutNever } from './never.ts';
import type { Policy } from './policy.ts';
import { ruleOf } from './rule-of.ts';
import { type PolicyText, policySchema } from './schema.ts';
import { type Fault, readYaml } from './yaml.ts';

/**
 * Reads a policy file: the policy, or every fault in it at once, in file order. Unknown keys, names that the file does not
 * define and whatever else this version cannot resolve are faults, never ignored. `hash` is sha256 as hex; it comes from
 * outside, since this floor knows no crypto. `apps` are the chat apps that a route may name.
 */
export function readPolicy(
  yaml: string,
  hash: (text: string) => string,
  apps: readonly string[],
): { readonly policy: Policy } | { readonly faults: readonly Fault[] } {
  const read = readYaml(yaml);
  if ('unreadable' in read) return { faults: inOrder(read.unreadable) };
  const keys = (key: string): readonly string[] => keysAt(read.data, key);
  const names = {
    ...{ groups: keys('groups'), networks: keys('networks'), hooks: keys('hooks'), apps },
    slackGroups: slackGroupsOf(read.data),
  };
  const parsed = schemaFor(names).safeParse(read.data);
  const faults = [...read.faults, ...(parsed.error?.issues ?? []).map((issue) => faultOf(issue, read))];
  if (!parsed.success || faults.length > 0) return { faults: inOrder(faults) };
  return { policy: policyOf(parsed.data, hash(yaml)) };
}

/** The last schema: files with the same names share it, as building one costs more than reading a file with it. */
let last: { readonly key: string; readonly schema: ReturnType<typeof policySchema> } | undefined;

function schemaFor(names: PolicyNames): ReturnType<typeof policySchema> {
  const key = JSON.stringify(names);
  if (last?.key !== key) last = { key, schema: policySchema(names) };
  return last.schema;
}

const inOrder = (faults: readonly Fault[]): readonly Fault[] =>
  [...faults].sort((a, b) => a.line - b.line || a.column - b.column);

function keysAt(data: unknown, key: string): readonly string[] {
  const value = isBlock(data) ? data[key] : undefined;
  return isBlock(value) ? Object.keys(value) : [];
}

/** As far as they can be read: what else is wrong with a group is told of the group. */
function slackGroupsOf(data: unknown): NonNullable<PolicyNames['slackGroups']> {
  const groups = Object.entries(keysOf(keysOf(data).groups)).flatMap(([name, group]) => {
    const { slack } = keysOf(group);
    const [team, id] = typeof slack === 'string' ? slack.split('/') : [];
    return team === undefined || id === undefined ? [] : [[name, { team, id }] as const];
  });
  return Object.fromEntries(groups);
}

function policyOf(text: PolicyText, hash: string): Policy {
  const defaults = defaultsOf(text.defaults);
  const listed = mapValues(text.groups ?? {}, listedIn);
  const nameOf = new Map(Object.values(listed).flatMap(namesIn));
  const named = ({ id, name }: Entry): Person => ({ id, name: name ?? nameOf.get(id) ?? id });
  const groups = mapValues(listed, (people) => people.map(named));
  const everybody = (entries: PolicyText['admins'] = []): readonly Person[] => {
    const people = entries.flatMap((each) =>
      'group' in each ? (groups[String(each.group)] ?? []) : [named(each)],
    );
    return [...new Map(people.map((person) => [person.id, person])).values()];
  };
  return withoutNever({
    ...{ hash, groups, defaults, widened: text.drift?.widened ?? 'close' },
    mode: {
      ...{ watch: text.mode === 'watch', openIn: text.openIn ?? [] },
      ...(text.watch === undefined ? {} : { tell: text.watch.tell }),
    },
    networks: mapValues(text.networks ?? {}, ({ cidrs, shared = false, phone }) => ({
      ...{ cidrs, shared },
      ...(phone ? { phone } : {}),
    })),
    admins: everybody(text.admins),
    auditors: everybody(text.auditors),
    onCall: everybody(text.onCall),
    ...knownBy(text, named),
    ...(text.limits ? { limits: limitsOf(text.limits) } : {}),
    ...lookedUpIn(text),
    ...(text.neverPeople === undefined ? {} : { neverPeople: text.neverPeople }),
    ...(text.hooks === undefined ? {} : { hooks: text.hooks }),
    setup: {
      approval: text.setup?.approval ?? SETUP.approval,
      routes: { ask: text.setup?.routes?.ask ?? SETUP.routes.ask },
    },
    rules: text.rules.map((rule) => ruleOf(rule, defaults.pendingMs, text.networks ?? {})),
  });
}

/** Groups that the file names and does not list, and who of any group is not notified. */
function lookedUpIn(text: PolicyText): Pick<Policy, 'lookedUp' | 'roleGroups' | 'quiet'> {
  const entries = Object.entries(text.groups ?? {});
  const sources = entries.flatMap(([name, group]) => {
    const source = sourceOf(group);
    return source === undefined ? [] : [[name, source] as const];
  });
  const quiet = entries.flatMap(([name, group]) =>
    Array.isArray(group) || group.quiet === undefined ? [] : [[name, group.quiet] as const],
  );
  const names = new Set(sources.map(([name]) => name));
  const ofRole = (given: PolicyText['admins'] = []): readonly string[] =>
    given.flatMap((each) => ('group' in each && names.has(String(each.group)) ? [String(each.group)] : []));
  const roleGroups = mapValues({ admins: text.admins, auditors: text.auditors, onCall: text.onCall }, ofRole);
  return {
    ...(sources.length > 0 ? { lookedUp: Object.fromEntries(sources), roleGroups } : {}),
    ...(quiet.length > 0 ? { quiet: Object.fromEntries(quiet) } : {}),
  };
}

interface Entry {
  readonly id: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly accounts?: Readonly<Record<string, readonly { team: string; user: string }[]>> | undefined;
}

/** The addresses and accounts that the file gives people, each once, wherever the person stands in it. */
function knownBy(text: PolicyText, named: (entry: Entry) => Person): Pick<Policy, 'emails' | 'accounts'> {
  const lists = [...Object.values(text.groups ?? {}).map(listedIn), text.admins, text.auditors, text.onCall];
  const entries = lists.flatMap((list) => (list ?? []).flatMap((each) => ('group' in each ? [] : [each])));
  const emails = entries.flatMap((entry) =>
    entry.email === undefined ? [] : [{ email: entry.email, person: named(entry) }],
  );
  const accounts = entries.flatMap((entry) =>
    Object.entries(entry.accounts ?? {}).flatMap(([app, list]) =>
      list.map(({ team, user }) => ({ app, team, user, person: named(entry) })),
    ),
  );
  return { emails: once(emails), accounts: once(accounts) };
}

const once = <T>(values: readonly T[]): readonly T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

const namesIn = (people: readonly Entry[]): readonly (readonly [string, string])[] =>
  people.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const]));

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

const defaultsOf = (text: PolicyText['defaults'] = {}): Policy['defaults'] => ({
  durationMs: text.duration ?? DEFAULTS.durationMs,
  warnBeforeMs: text.warnBefore ?? DEFAULTS.warnBeforeMs,
  pendingMs: text.pending ?? DEFAULTS.pendingMs,
  routes: { ask: text.routes?.ask ?? DEFAULTS.routes.ask, tell: text.routes?.tell ?? DEFAULTS.routes.tell },
});
