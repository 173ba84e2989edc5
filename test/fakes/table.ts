import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { csvOfEvents } from '../../src/audit/csv.ts';
import { createClock } from '../../src/clock.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { LIMITS } from '../../src/flow/deps.ts';
import { createFlow } from '../../src/flow/flow.ts';
import { newRequestId } from '../../src/ids.ts';
import type { ChatApp, ChatDeps } from '../../src/main.ts';
import { createAccounts } from '../../src/people/accounts.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import { createHttpServer } from '../../src/server.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { createFakeCloud, type FakeCloud } from './cloud.ts';
import { policyOf } from './policy.ts';
import { VMS } from './world.ts';

const POLICY = `
groups:
  engineers: [{ id: ${RILEY.id}, name: ${RILEY.name} }]
  approvers: [{ id: ${AVERY.id}, name: ${AVERY.name} }]
networks:
  vpn: { cidrs: [198.51.100.0/28] }
rules:
  - id: production
    match: { tags: { env: prod }, requesters: [engineers] }
    require: { approvals: [{ count: 1, from: approvers }], maxDuration: 3h }
`;

/** Ajar as it runs, with one chat app of the real kind, and a cloud in memory; business time runs 60 times as fast. */
export async function serveChat(make: (deps: ChatDeps) => ChatApp): Promise<{
  readonly cloud: FakeCloud;
  readonly port: number;
  close(): Promise<void>;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-table-'));
  const clock = createClock({ epoch: Date.parse('2026-01-15T12:00:00Z'), factor: 60, realStart: Date.now() });
  const store = createSqliteStore({ file: path.join(folder, 'ajar.db') });
  const log = { info: () => undefined, warn: () => undefined, error: console.error };
  const cloud = createFakeCloud([...VMS], clock.now);
  const policy = policyOf(POLICY);
  const accounts = createAccounts({ store, clock, policy: () => policy, emailDomains: [] });
  const chat = make({ store, accounts, clock, log });
  const runner = createRunner({
    ...{ store, clock, log, zone: 'UTC', limits: LIMITS, newId: newRequestId, policy: () => policy },
    ...{
      chats: new Map([[chat.app, chat]]),
      providers: { defender: cloud.provider },
      inventory: cloud.inventory,
    },
    ...{ accounts, csv: csvOfEvents, people: createStaticPeople(() => policy) },
  });
  const server = createHttpServer(chat.routes ?? [], log);
  chat.start(createFlow(runner.deps));
  runner.start();
  const port = await server.listen('127.0.0.1', 0);
  return {
    ...{ cloud, port },
    async close() {
      await server.close();
      await chat.stop();
      await runner.stop();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
