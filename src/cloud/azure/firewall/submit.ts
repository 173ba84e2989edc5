import type { Clock } from '../../../ports/clock.ts';
import { CloudError } from '../../../ports/provider.ts';
import { passes } from '../nsg/persist.ts';
import { beforeSending } from '../wire/before-sending.ts';
import { type Deadline, orError } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { isAsMade } from './draft.ts';
import { hinders, taken } from './obstacles.ts';
import { isLocked, notOurs, ownGroup, ownRule } from './own-group.ts';
import { type PolicyRules, readPolicyRules } from './policy-rules.ts';
import type { Queue, Wish } from './queue.ts';
import { writeOwn } from './write-own.ts';

export interface Parts {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly queue: Queue;
  /** Of our group, where it has to be made. */
  readonly priority: number;
}

/** What came of asking a policy for something. */
export interface Submitted {
  /** The policy as it is now; undefined where it could not be read. */
  readonly rules?: PolicyRules;
  readonly traces: readonly string[];
  /** Wishes that cannot be, by name, each with a sentence. */
  readonly refused: ReadonlyMap<string, string>;
  /** Why it is not done yet. */
  readonly note?: string;
  /** Azure's own no, when nothing of ours was sent. */
  readonly error?: CloudError;
}

/** Less than this is too little to learn what would become of a change. */
const ENOUGH_MS = 2_000;
/** Real time between two tries at what Azure takes and then does not do. */
const PAUSE_MS = 10_000;

/**
 * Asks a policy for what these wishes want, together with everything else that waits for it, in one change; answers at once
 * with what it saw. While Azure is busy with another change nothing is sent, and the wishes wait. Throws `CloudError` before
 * anything is sent.
 */
export const submit = (
  parts: Parts,
  policyId: string,
  wishes: readonly Wish[],
  deadline: Deadline,
): Promise<Submitted> => {
  const { queue, clients } = parts;
  queue.ask(policyId, wishes);
  const asked = performance.now();
  const enough = Math.min(ENOUGH_MS, clients.limitMs / 2);
  return queue.inTurn(policyId, async () =>
    deadline.leftMs() < enough
      ? { ...NOTHING, note: TURN }
      : change(parts, policyId, wishes, asked, deadline),
  );
};

const NOTHING = { traces: [], refused: new Map<string, string>() };
const TURN = 'Other changes of the firewall come first; Ajar looks again.';

async function change(
  parts: Parts,
  policyId: string,
  mine: readonly Wish[],
  asked: number,
  deadline: Deadline,
): Promise<Submitted> {
  const { queue } = parts;
  const rules = queue.readSince(policyId, asked) ?? (await beforeSending(read(parts, policyId, deadline)));
  queue.saw(rules);
  const names = new Set(mine.map(({ name }) => name));
  const others = queue.wanted(policyId).filter(({ name }) => !names.has(name));
  const refused = new Map(
    mine.flatMap((wish) => {
      const why = whyNot(parts, rules, wish);
      return why === undefined ? [] : [[wish.name, why] as const];
    }),
  );
  const done = queue.wanted(policyId).filter((wish) => isDone(rules, wish));
  queue.withdraw(policyId, [...refused.keys(), ...done.map(({ name }) => name)]);
  const possible = (wish: Wish): boolean => !isDone(rules, wish) && whyNot(parts, rules, wish) === undefined;
  const due = mine.filter(possible);
  const failed = ownGroup(rules)?.progress === 'failed' && isRested(parts, policyId);
  if (due.length === 0 && !failed) return { rules, traces: [], refused };
  if (isLocked(rules)) return { rules, traces: [], refused, note: underWay(queue, policyId) };
  const sent = await send(parts, rules, due, others.filter(possible), deadline);
  const after = await orError(read(parts, policyId, deadline));
  if (after instanceof CloudError) return { ...sent, refused: new Map([...refused, ...sent.refused]) };
  if (sent.traces.length > 0) queue.saw(after);
  return { ...sent, rules: after, refused: new Map([...refused, ...sent.refused]) };
}

/** Reads a policy, for whoever waits for its turn too. */
async function read(
  { clients, queue }: Pick<Parts, 'clients' | 'queue'>,
  policyId: string,
  deadline: Deadline,
): Promise<PolicyRules> {
  const begun = performance.now();
  const rules = await readPolicyRules(clients, policyId, deadline);
  queue.keep(rules, begun);
  return rules;
}

/** Why a wish can never be as things stand. To take a rule of ours away is always possible. */
function whyNot(
  { clients, clock, priority }: Parts,
  rules: PolicyRules,
  { rule, place, number, vm, until, name }: Wish,
): string | undefined {
  if (!rule || ownRule(rules, name)) return undefined;
  if (until <= clock.now()) return 'Its end had passed before it could be opened.';
  if (clients.settings.firewall !== true)
    return 'Opening ports through firewalls was switched off meanwhile.';
  return (
    notOurs(rules, priority) ?? hinders(rules, { name: vm }, place, number) ?? taken(rules, place, number)
  );
}

function isDone(rules: PolicyRules, { name, rule }: Wish): boolean {
  const standing = ownRule(rules, name);
  return rule ? standing !== undefined && isAsMade(standing, rule) : standing === undefined;
}

function isRested({ clock, queue }: Parts, policyId: string): boolean {
  const begun = queue.begunAt(policyId);
  return begun === undefined || clock.now().getTime() >= begun.getTime() + clock.spanOf(PAUSE_MS);
}

/** How far a change is, for people. */
export function underWay(queue: Queue, policyId: string): string {
  const begun = queue.begunAt(policyId);
  const since = begun ? `; begun at ${begun.toISOString().slice(11, 16)} UTC` : '';
  return `Azure changes the firewall, which takes 3 to 5 minutes${since}.`;
}

/** All that waits in one change; where Azure refuses that for good, our own wishes alone, so that nobody's fault is another's. */
async function send(
  parts: Parts,
  rules: PolicyRules,
  mine: readonly Wish[],
  others: readonly Wish[],
  deadline: Deadline,
): Promise<Submitted> {
  const { queue, clock } = parts;
  const wishes = [...mine, ...others];
  const names = wishes.map(({ name }) => name);
  const before = names.filter((name) => queue.fate(rules.policyId, name) === undefined);
  queue.sending(rules.policyId, names, clock.now());
  const ended = await orError(writeOwn(parts, rules, wishes, deadline));
  if (!(ended instanceof CloudError))
    return { traces: ended, refused: new Map(), note: underWay(queue, rules.policyId) };
  const traces = ended.trace === undefined ? [] : [ended.trace];
  if (!ended.nothingSent)
    return {
      traces,
      refused: new Map(),
      note: `${ended.message} It may have been taken all the same; Ajar looks again.`,
    };
  queue.unsent(rules.policyId, before);
  if (!passes(ended)) {
    if (others.length > 0) return send(parts, rules, mine, [], deadline);
    return { traces, refused: new Map(mine.map(({ name }) => [name, ended.message])), error: ended };
  }
  // Azure says when to come again only where it counts calls; a lock passes with the change that holds it.
  const error = ended.retryAfterMs === undefined ? {} : { error: ended };
  return { traces, refused: new Map(), note: ended.message, ...error };
}
