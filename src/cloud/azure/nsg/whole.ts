import type { NetworkSecurityGroup, SecurityRule } from '@azure/arm-network';
import type { Log } from '../../../ports/log.ts';
import { CloudError } from '../../../ports/provider.ts';
import { type Group, ruleIn, toGroup } from '../network/group.ts';
import { askTwice, type Deadline, orError } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { change, type Progress } from '../wire/operation.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import type { Draft } from './decide.ts';
import { differences, type RawGroup, readRaw, unknownField } from './kept.ts';
import type { Put } from './put-rule.ts';

/** One rule of ours that is to be there, or is to be gone. */
export interface Change {
  readonly nsgId: string;
  readonly name: string;
  /** Left out: the rule is to be removed. */
  readonly rule?: Draft;
  readonly deadline: Deadline;
}

/** What came of writing many at once. Those without an end are for the caller to write one by one. */
export interface Whole {
  readonly ends: ReadonlyMap<Change, Put>;
  /** Azure may have taken the write although nobody saw it: what is written after it may be there twice over, or late. */
  readonly unsure: boolean;
  /** A rule of somebody else is not as it was: never again in this group. */
  readonly harmed?: true;
}

const NOTHING: Whole = { ends: new Map(), unsure: false };

/**
 * Reads a group, and writes it back with every rule exactly as it was read and ours added or left out, unless anybody
 * changed it in between (`If-Match`). Afterwards what is not ours is compared. Whatever fails is only told: nothing that is to be
 * opened or closed depends on it.
 */
export async function writeWhole(
  clients: Clients,
  log: Log,
  nsgId: string,
  changes: readonly Change[],
  deadline: Deadline,
): Promise<Whole> {
  const before = await orError(readWhole(clients, nsgId, deadline));
  if (before instanceof CloudError) return given(log, nsgId, before.message);
  const { group, raw } = before;
  if (!raw || group.etag === undefined) return given(log, nsgId, 'Azure gave no version of it.');
  const strange = unknownField(raw);
  if (strange !== undefined) return given(log, nsgId, `It has "${strange}", which Ajar does not know.`);
  const { rules, ends, todo } = draftOf(nsgId, group.securityRules ?? [], changes);
  if (todo.length === 0) return { ends, unsure: false };
  let seen: Read | undefined;
  const look = async (patience: Deadline): Promise<Progress> => {
    const now = await readWhole(clients, nsgId, patience);
    const progress = progressOf(nsgId, now, group.etag, todo);
    if (progress === 'done') seen = now;
    return progress;
  };
  const written = { ...group, securityRules: rules };
  const taken = await orError(put(clients, nsgId, written, group.etag, deadline, look));
  if (taken instanceof CloudError) return { ...given(log, nsgId, taken.message), unsure: !taken.nothingSent };
  if (taken.trouble) return { ...given(log, nsgId, taken.trouble.message), unsure: true };
  const remark = compare(log, nsgId, raw, seen ?? (await orError(readWhole(clients, nsgId, deadline))));
  const end: Put = {
    traces: taken.traces,
    ...(remark !== undefined && { remark }),
    ...(seen && { seen: toGroup(nsgId, seen.group.securityRules ?? []) }),
  };
  const all = new Map([...ends, ...todo.map((each): [Change, Put] => [each, end])]);
  return { ends: all, unsure: false, ...(remark !== undefined && { harmed: true }) };
}

function given(log: Log, nsgId: string, reason: string): Whole {
  log.warn(
    { nsgId, reason },
    'a security group was not written as a whole; its rules are written one by one',
  );
  return NOTHING;
}

/** The group with the library's eyes, and as Azure wrote it. */
interface Read {
  readonly group: NetworkSecurityGroup;
  readonly raw: RawGroup | undefined;
}

async function readWhole(clients: Clients, nsgId: string, deadline: Deadline): Promise<Read> {
  const { subscriptionId, resourceGroup, names } = readId('network security group', nsgId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `read the network security group "${nameIn(nsgId)}"`,
    'Microsoft.Network/networkSecurityGroups/read',
    `the network security group "${nameIn(nsgId)}"`,
  );
  let text: string | null | undefined;
  const { value } = await askTwice(doing, deadline, (options) =>
    network.networkSecurityGroups.get(resourceGroup, names[0] ?? '', {
      ...options,
      onResponse(response) {
        options.onResponse(response);
        text = response.bodyAsText;
      },
    }),
  );
  return { group: value, raw: readRaw(text) };
}

/**
 * Told only where every rule that was to come is there and in place, in another version of the group than the one that was
 * read before. That a rule is gone is for the operation to say: a reading without it may be an old one.
 */
function progressOf(
  nsgId: string,
  { group }: Read,
  before: string | undefined,
  todo: readonly Change[],
): Progress {
  const now: Group = toGroup(nsgId, group.securityRules ?? []);
  const isNew = group.etag !== undefined && group.etag !== before;
  if (!isNew || !todo.every(({ rule }) => rule?.decide(now) === 'stands')) return 'unclear';
  const states = [
    group.provisioningState?.toLowerCase(),
    ...todo.map(({ name }) => ruleIn(now, name)?.progress),
  ];
  if (states.every((state) => state === 'succeeded')) return 'done';
  return states.every((state) => state === 'succeeded' || state === 'updating') ? 'going' : 'unclear';
}

/** The rules as they are to be: each change is decided on what those before it left. */
function draftOf(nsgId: string, read: readonly SecurityRule[], changes: readonly Change[]) {
  let rules = [...read];
  const ends = new Map<Change, Put>();
  const todo: Change[] = [];
  for (const each of changes) {
    const { rule } = each;
    const others = rules.filter(({ name }) => name?.toLowerCase() !== each.name.toLowerCase());
    const decision = rule?.decide(toGroup(nsgId, rules));
    if (decision === undefined && others.length === rules.length) ends.set(each, { traces: [] });
    else if (decision === 'stands') ends.set(each, { traces: [] });
    else if (decision && 'refused' in decision) ends.set(each, decision);
    else {
      todo.push(each);
      rules = rule && decision ? [...others, { name: rule.name, ...rule.body(decision.priority) }] : others;
    }
  }
  return { rules, ends, todo };
}

async function put(
  clients: Clients,
  nsgId: string,
  { location, tags, flushConnection, securityRules }: NetworkSecurityGroup,
  etag: string,
  deadline: Deadline,
  look: (patience: Deadline) => Promise<Progress>,
) {
  const { subscriptionId, resourceGroup, names } = readId('network security group', nsgId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `write several rules into the network security group "${nameIn(nsgId)}" at once`,
    'Microsoft.Network/networkSecurityGroups/write',
    `the network security group "${nameIn(nsgId)}"`,
  );
  const body: NetworkSecurityGroup = {
    ...(location !== undefined && { location }),
    ...(tags && { tags }),
    ...(flushConnection !== undefined && { flushConnection }),
    ...(securityRules && { securityRules }),
  };
  // FACTS 8: the version of the whole group, which every change of any rule in it renews; a 412 is not repeated.
  const requestOptions = { headers: { 'If-Match': etag } };
  return change(
    doing,
    deadline,
    (options) =>
      network.networkSecurityGroups.createOrUpdate(
        ...([resourceGroup, names[0] ?? '', body, { ...options, requestOptions }] as const),
      ),
    look,
  );
}

/** What people are told when somebody else's rules are not as they were; undefined when they are, or when nobody can tell. */
function compare(log: Log, nsgId: string, before: RawGroup, after: Read | CloudError): string | undefined {
  if (after instanceof CloudError || !after.raw) {
    log.warn(
      { nsgId, reason: after instanceof CloudError ? after.message : 'no text' },
      'rules of others could not be compared',
    );
    return undefined;
  }
  const changed = differences(before, after.raw);
  if (changed.length === 0) return undefined;
  log.error(
    { nsgId, changed },
    'rules of others are not as they were before a whole security group was written',
  );
  return `What is not Ajar's in the network security group "${nameIn(nsgId)}" changed while Ajar wrote its rules there: ${changed.join(', ')}. Look at it; Ajar writes that group rule by rule from now on.`;
}
