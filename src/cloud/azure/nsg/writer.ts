import { setImmediate as soon } from 'node:timers/promises';
import type { Log } from '../../../ports/log.ts';
import { CloudError } from '../../../ports/provider.ts';
import type { Group } from '../network/group.ts';
import { createRemoveRule } from '../network/remove-rule.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import type { Taken } from '../wire/operation.ts';
import type { InTurn } from '../wire/turns.ts';
import type { Draft } from './decide.ts';
import { persist } from './persist.ts';
import { type Put, putRule } from './put-rule.ts';
import { type Change, type Whole, writeWhole } from './whole.ts';

/** Writes and removes rules of ours, each group's in turn. Both throw `CloudError`. */
export interface Writer {
  put(nsgId: string, rule: Draft, deadline: Deadline): Promise<Put>;
  /** By the name, which is ours alone; one that is gone already is fine. */
  remove(nsgId: string, name: string, deadline: Deadline): Promise<Taken>;
}

/** From here on one write of the whole group is fewer calls than a write for each rule. */
const MANY = 3;
/** Reading, writing and comparing take their time; what has less left is written alone. */
const ENOUGH_MS = 10_000;

interface Entry {
  readonly change: Change;
  settle(end: Put | Promise<Put>): void;
}

/**
 * Azure takes one change of a group at a time. What arrives while one is under way waits and goes together: one or two
 * rule by rule, more as one write of the whole group where that is allowed. Whatever keeps that from succeeding, each goes
 * by itself.
 */
export function createWriter(clients: Clients, log: Log, inTurn: InTurn): Writer {
  const waiting = new Map<string, Entry[]>();
  const harmed = new Set<string>();

  const together = async (nsgId: string, entries: readonly Entry[]): Promise<Whole | undefined> => {
    const changes = entries.map(({ change }) => change).filter(({ deadline }) => hasTime(clients, deadline));
    if (clients.settings.nsgWhole !== true || harmed.has(nsgId) || changes.length < MANY) return undefined;
    const [shortest] = [...changes].sort((a, b) => a.deadline.leftMs() - b.deadline.leftMs());
    if (!shortest) return undefined;
    const whole = await writeWhole(clients, log, nsgId, changes, shortest.deadline);
    if (whole.harmed) harmed.add(nsgId);
    return whole;
  };

  const flush = async (nsgId: string): Promise<void> => {
    // Those who learnt what they need from one reading come one after the other, and go together.
    await soon();
    const entries = waiting.get(nsgId) ?? [];
    waiting.delete(nsgId);
    const whole = together(nsgId, entries);
    // What nobody foresaw is told to each of those who wait.
    const { ends, unsure = false } = (await whole.catch(() => undefined)) ?? {};
    const latest = createLatest();
    for (const { change, settle } of entries) {
      const end = ends?.get(change);
      // Each in a turn of its own: what else is waiting for the group comes in between.
      settle(end ?? whole.then(() => inTurn(nsgId, () => alone(clients, change, unsure, latest))));
    }
  };

  const write = (change: Change): Promise<Put> =>
    new Promise((settle) => {
      const entry: Entry = { change, settle };
      const others = waiting.get(change.nsgId);
      if (others) {
        others.push(entry);
        return;
      }
      waiting.set(change.nsgId, [entry]);
      void inTurn(change.nsgId, () => flush(change.nsgId));
    });

  return {
    put: (nsgId, rule, deadline) => write({ nsgId, name: rule.name, rule, deadline }),
    async remove(nsgId, name, deadline) {
      const end = await write({ nsgId, name, deadline });
      return 'refused' in end ? { traces: [] } : end;
    },
  };
}

const hasTime = ({ limitMs }: Clients, deadline: Deadline): boolean =>
  deadline.leftMs() >= Math.min(ENOUGH_MS, limitMs / 2);

/** The group as it was read after the last write of those that wait together: it decides for the next one, and for nobody after that. */
interface Latest {
  take(): Group | undefined;
  put(group: Group | undefined): void;
}

function createLatest(): Latest {
  let group: Group | undefined;
  return {
    take() {
      const taken = group;
      group = undefined;
      return taken;
    },
    put(read) {
      group = read;
    },
  };
}

/** `unsure`: a write of the whole group may have been taken, so that "nothing was sent" is not true any more. */
async function alone(
  clients: Clients,
  { nsgId, name, rule, deadline }: Change,
  unsure: boolean,
  latest: Latest,
): Promise<Put> {
  const removeRule = createRemoveRule(clients, (_, work) => work());
  try {
    const end = await persist<Put>(clients, deadline, () => {
      const read = latest.take();
      return rule ? putRule(clients, nsgId, rule, deadline, read) : removeRule({ nsgId, name }, deadline);
    });
    latest.put('seen' in end ? end.seen : undefined);
    return unsure && 'refused' in end
      ? { traces: [], trouble: new CloudError('conflict', end.refused) }
      : end;
  } catch (error) {
    if (!unsure || !(error instanceof CloudError) || !error.nothingSent) throw error;
    const { kind, message, cause, retryAfterMs, trace } = error;
    throw new CloudError(kind, message, { cause, retryAfterMs, trace, nothingSent: false });
  }
}
