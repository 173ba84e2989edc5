import { setTimeout as sleep } from 'node:timers/promises';
import { sameRules } from '../../../access/setup/rule-faults.ts';
import type { JitOrder } from '../../../ports/jit-setup.ts';
import { CloudError } from '../../../ports/provider.ts';
import { nameIn } from '../wire/resource-id.ts';
import {
  type Changes,
  changesOfOthers,
  entriesIn,
  isNothing,
  isOf,
  type PolicyDocument,
  pending,
  rulesIn,
  unionOf,
  withChanges,
  withRules,
} from './policy-document.ts';
import { type Sending, type Sent, send } from './send.ts';
import { whileWatching } from './watch.ts';

/** Two that write at once get past each other in fewer. */
const MOST_TRIES = 4;
const NOTHING: Changes = { put: [], gone: [] };

interface Outcome {
  readonly document: PolicyDocument | undefined;
  readonly traces: readonly string[];
  /** Sentences. */
  readonly notes: readonly string[];
}

interface Writing extends Sending {
  readonly order: JitOrder;
  readonly settleMs: number;
}

/** What a try came to: the policy as it is now, and what of others' it still lacks, since it was written over. */
interface Tried {
  readonly now: PolicyDocument | undefined;
  readonly owed: Changes;
  readonly sent: Sent;
  readonly done: boolean;
}

/**
 * Reads, merges, writes and reads back until these rules stand and nothing of others is written over (HOLES H21). Throws
 * `CloudError`: a conflict when somebody else changed the rules of this VM since they were decided upon.
 */
export async function writeRules(writing: Writing): Promise<Outcome> {
  const { calls, order, deadline } = writing;
  const traces: string[] = [];
  const notes = new Set<string>();
  let now = await calls.read(deadline);
  let owed = NOTHING;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    if (stands(now, order) && isNothing(owed)) return { document: now, traces, notes: [...notes] };
    mustBeAsDecided(now, order);
    const tried = await tryOnce(writing, now, owed);
    traces.push(...tried.sent.traces);
    for (const note of goneNote(tried.sent)) notes.add(note);
    ({ now, owed } = tried);
    if (tried.done) return { document: now, traces, notes: [...notes, ...vanishedNote(tried, order)] };
  }
  throw new CloudError(
    'busy',
    `Others change the JIT policy "${nameIn(order.policyId)}" at the same time: what was written for ${order.vm.name} did not stay, ${MOST_TRIES} times. Try again in a minute.`,
  );
}

const stands = (document: PolicyDocument | undefined, { vm, rules }: JitOrder): boolean =>
  sameRules(rulesIn(document, vm.id), rules);

function mustBeAsDecided(document: PolicyDocument | undefined, order: JitOrder): void {
  if (stands(document, order) || sameRules(rulesIn(document, order.vm.id), order.before)) return;
  throw new CloudError(
    'conflict',
    `Somebody else changed what just-in-time access keeps of ${order.vm.name} since this was decided: nothing more is written. Look at it again, and decide anew.`,
    { nothingSent: true },
  );
}

async function tryOnce(writing: Writing, base: PolicyDocument | undefined, owed: Changes): Promise<Tried> {
  const { calls, order, deadline, settleMs } = writing;
  const read = () => calls.read(deadline);
  const wanted = withRules(withChanges(entriesIn(base), owed), order.vm.id, order.rules);
  const { value: sent, seen } = await whileWatching(
    () => send(writing, base, wanted),
    read,
    (document) => !isNothing(changesOfOthers(wanted, entriesIn(document), '')),
  );
  mustBeThere(sent, order);
  const after = await read();
  const overwrote = seen
    ? pending(changesOfOthers(entriesIn(base), entriesIn(seen.last), order.vm.id), entriesIn(after))
    : NOTHING;
  const back = { sent, now: after, owed: overwrote, done: false };
  if (sent.undone) return { ...back, owed: unionOf(owed, overwrote) };
  if (!stands(after, order)) {
    // What was not answered may yet be taken: another one sent after it could be written over in its turn.
    if (sent.trouble) throw sent.trouble;
    return { ...back, owed: unionOf(overwrote, vanished(sent, after, order)) };
  }
  if (!isNothing(overwrote)) return back;
  await sleep(Math.min(settleMs, Math.max(0, deadline.leftMs())));
  const settled = await read();
  const done = stands(settled, order);
  return { sent, now: settled, done, owed: done ? NOTHING : vanished(sent, settled, order) };
}

/** Those of others that were sent and are not there: whoever wrote after us did not know of them, or took them out. */
const vanished = ({ entries }: Sent, now: PolicyDocument | undefined, { vm }: JitOrder): Changes => ({
  put: entries.filter(({ id }) => !isOf({ id }, vm.id) && !entriesIn(now).some((entry) => isOf(entry, id))),
  gone: [],
});

/** Where ours stands, whoever wrote after us had read it: what they took out besides is theirs to take out, and is told. */
function vanishedNote({ sent, now }: Tried, order: JitOrder): readonly string[] {
  const names = vanished(sent, now, order).put.map(({ id }) => nameIn(id));
  return names.length === 0
    ? []
    : [
        `Somebody else took ${names.join(', ')} out of the JIT policy in the same moment. Look whether that was meant.`,
      ];
}

const goneNote = ({ gone }: Sent): readonly string[] =>
  gone.length === 0
    ? []
    : [
        `Azure took the list only without ${gone.map(nameIn).join(', ')}, which stood in the policy and is no VM any more.`,
      ];

function mustBeThere({ gone }: Sent, { vm }: JitOrder): void {
  if (!gone.includes(vm.id.toLowerCase())) return;
  throw new CloudError('not-found', `${vm.name} is not there any more: Azure does not know it.`, {
    nothingSent: true,
  });
}
