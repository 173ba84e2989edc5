import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProviderName } from '../src/access/grant.ts';
import type { Policy } from '../src/access/policy/policy.ts';
import type { Vm } from '../src/access/vm.ts';
import { csvOfActivity } from '../src/audit/activity-csv.ts';
import { csvOfEvents } from '../src/audit/csv.ts';
import { createClock } from '../src/clock.ts';
import { createRunner } from '../src/flow/deeds/run.ts';
import { LIMITS } from '../src/flow/deps.ts';
import { createFlow } from '../src/flow/flow.ts';
import { newRequestId } from '../src/ids.ts';
import { createAccounts } from '../src/people/accounts.ts';
import { createStaticPeople } from '../src/people/static.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { Provider } from '../src/ports/provider.ts';
import type { Store } from '../src/ports/store.ts';
import type { WakeUps } from '../src/ports/wake-ups.ts';
import { createSqliteStore } from '../src/store/sqlite/store.ts';
import type { ChatApp, ChatDeps } from '../src/wiring/chat-apps.ts';
import { createRates } from '../src/wiring/rates.ts';
import { CHECKS } from '../test/fakes/checks.ts';
import { createFakeCloud } from '../test/fakes/cloud.ts';
import { policyOf } from '../test/fakes/policy.ts';
import { POLICY_TEXT } from './people.ts';

/** On a busy machine an answer may come too late for a chat app: that is a figure of the row, not a fault of it. */
const SLOW = /took longer than/;

/** A warning is a row that measures something else than it says: it ends the run. */
export const LOUD = {
  info: () => undefined,
  warn: (facts: object, message: string) =>
    SLOW.test(message) ? console.error(message) : fail(message, facts),
  error: (facts: object, message: string) => fail(message, facts),
};

function fail(message: string, facts: object): never {
  console.error(message, facts);
  process.exit(1);
}

const POLICY: Policy = policyOf(POLICY_TEXT);

export interface Parts {
  readonly store: Store;
  readonly vms: readonly Vm[];
  readonly clock?: Clock;
  /** In place of those in memory. */
  readonly providers?: Partial<Record<ProviderName, Provider>>;
  readonly chat?: (deps: ChatDeps) => ChatApp;
  readonly wakeUps?: WakeUps;
}

/** Ajar over a cloud in memory; its clockwork stands still until it is started. */
export function install({ store, vms, clock = createClock(), providers, chat, wakeUps }: Parts) {
  const cloud = createFakeCloud([...vms], clock.now);
  const byId = new Map(vms.map((vm) => [vm.id, vm]));
  const policy = (): Policy => POLICY;
  const accounts = createAccounts({ store, clock, policy, emailDomains: [] });
  const app = chat?.({ store, accounts, clock, log: LOUD });
  const runner = createRunner(
    {
      ...{ store, clock, policy, accounts, log: LOUD, zone: 'UTC', limits: LIMITS, newId: newRequestId },
      chats: new Map(app ? [[app.app, app]] : []),
      providers: { ...cloud.providers, ...providers },
      inventory: { all: async () => vms, fresh: async (id) => byId.get(id), accesses: async () => [] },
      ...{ inspector: cloud.inspector, jitSetup: cloud.jitSetup, outside: cloud.outside },
      ...{ people: createStaticPeople(policy), rates: createRates(), ...CHECKS },
      ...{ csv: csvOfEvents, activity: cloud.activity, activityCsv: csvOfActivity },
    },
    wakeUps,
  );
  app?.start(createFlow(runner.deps));
  return { runner, app };
}

/** A new embedded store, and what takes it away again. */
export function ownStore(): { readonly file: string; readonly store: Store; remove(): Promise<void> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-bench-'));
  const file = path.join(folder, 'ajar.db');
  const store = createSqliteStore({ file });
  return {
    ...{ file, store },
    async remove() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const PLACE = { app: 'bench', service: 'here', conversation: 'dm' };
let posted = 0;

/** A chat app that takes every card at once and shows nobody anything. */
export const mute = (): ChatApp => ({
  app: 'bench',
  show: async (_card, _place, replaces) => replaces ?? `m${posted++}`,
  ...{ direct: async () => PLACE, place: async () => PLACE, send: async () => undefined },
  ...{ stale: () => undefined, start: () => undefined, stop: () => undefined },
});
