import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/azure/sandbox.ts';
import type { Bot } from '../../sandbox/demo/bot.ts';
import { TENANT_ID } from '../../sandbox/demo/people.ts';
import type { Store } from '../../src/ports/store.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { click } from '../../test/chat/teams/activities.ts';
import { type ConnectorStub, startConnectorStub } from '../../test/chat/teams/connector-stub.ts';
import { type Letter, volley } from '../doors/load.ts';
import { messageAt } from '../doors/teams.ts';
import { type Heap, heapOf } from '../heap.ts';
import { limited, type Size } from '../measure.ts';
import type { Packaged } from '../packaged.ts';
import { APPROVERS, POLICY_TEXT } from '../people.ts';
import { cpuUsOf, residentMbOf } from '../processes.ts';
import { ajar } from '../ready.ts';
import { idAt, inParts, statedOf, waiting } from '../requests.ts';
import type { Line } from '../row.ts';

/** So many requests are denied first, and so many more after that. */
const REQUESTS: Record<Size, readonly [first: number, more: number]> = {
  full: [384, 1_152],
  quick: [16, 16],
  smoke: [4, 4],
};
const A_VOLLEY = 128;
const AT_ONCE = 8;
const EDITED_MS = 100;

/** A card in a conversation of its own: Teams takes seven sends a second in each. */
const conversationAt = (at: number): string => `a:approver-${at}`;

function letterAt({ url }: ConnectorStub, at: number): Letter {
  const { id, name } = APPROVERS[at % APPROVERS.length]!;
  const conversation = { id: conversationAt(at), conversationType: 'personal', tenantId: TENANT_ID };
  const from = { id: `29:${id}`, name, aadObjectId: id };
  const about = { from, replyToId: messageAt(at), conversation, channelData: { tenant: { id: TENANT_ID } } };
  const denial = click(url, 'deny', { request: idAt(at), terms: 1 }, about);
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(denial) };
}

/** Each is asked for, denied, and its card drawn anew: then it has happened, and nothing of it is open. */
async function happen(stub: ConnectorStub, { bot, store }: Running, from: number, to: number): Promise<void> {
  const door = { url: bot.messages, cpu: async () => cpuUsOf(bot.child.pid) };
  for (let first = from; first < to; first += A_VOLLEY) {
    const count = Math.min(A_VOLLEY, to - first);
    for (let at = first; at < first + count; at += 1) {
      stub.conversations.add(conversationAt(at));
      const [id, conversation] = [messageAt(at), conversationAt(at)];
      stub.messages.set(id, { conversation, id, activity: {}, edited: 0 });
    }
    await inParts(count, (at) => {
      const place = { app: 'teams', service: stub.url, conversation: conversationAt(first + at) };
      return waiting(store, first + at, 1, { place, messageAt });
    });
    await volley(door, (at) => letterAt(stub, at), first, count, AT_ONCE);
    const denied = await statedOf(store, 'denied', first, count);
    if (denied !== count) throw new Error(`Of ${count} requests ${denied} are denied.`);
    while (!(await isDrawn(store, first, count))) await pause(EDITED_MS);
  }
}

/** None of their cards is behind. */
async function isDrawn(store: Store, from: number, count: number): Promise<boolean> {
  const behind = await store.behind(new Date(Date.now() + 3_600_000), count);
  const ids = new Set(Array.from({ length: count }, (_, at) => idAt(from + at)));
  return !behind.some(({ request }) => ids.has(request));
}

interface Running {
  readonly bot: Bot;
  readonly store: Store;
  readonly heap: Heap;
}

async function running<T>(azure: Sandbox, how: Packaged, work: (running: Running) => Promise<T>): Promise<T> {
  const node = [...(how.node ?? []), '--inspect=127.0.0.1:0'];
  const policy = POLICY_TEXT.replaceAll(/, accounts: \{.*?\}/g, '');
  const { bot, store: file, stop } = await ajar(azure, { ...how, node }, policy);
  const store = createSqliteStore({ file });
  try {
    const heap = await heapOf(bot.child.output());
    const worked = await work({ bot, store, heap });
    heap.close();
    return worked;
  } finally {
    await store.close();
    await stop();
  }
}

/** What it holds while requests come, and what of its heap is held afterwards. */
async function heldBy({ bot, heap }: Running): Promise<{ readonly resident: number; readonly heap: number }> {
  const resident = residentMbOf(bot.child.pid);
  return { resident, heap: await heap.usedMb() };
}

/** The heap of `ajar serve` with Teams and Azure after some requests, and after many more of them, all of which have ended. */
export async function memoryUnderLoad(azure: Sandbox, how: Packaged, size: Size): Promise<readonly Line[]> {
  const [first, more] = REQUESTS[size];
  const stub = await startConnectorStub();
  try {
    return await running(azure, how, async (now) => {
      await happen(stub, now, 0, first);
      const before = await heldBy(now);
      await happen(stub, now, first, first + more);
      const after = await heldBy(now);
      const what = `after ${(first + more).toLocaleString('en')} requests that have ended`;
      const against = `after ${first.toLocaleString('en')}`;
      return [
        {
          ...{ what: `heap ${what}`, against, unit: 'MB', goal: { atMost: 1.1 } },
          ...limited([after.heap], before.heap),
        },
        {
          ...{ what: `memory under load, ${what}`, against, unit: 'MB' },
          ...limited([after.resident], before.resident),
        },
      ];
    });
  } finally {
    await stub.stop();
  }
}
