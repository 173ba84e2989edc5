import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AVERY, BLAKE, HANA, RILEY } from '../../sandbox/demo/people.ts';
import type { AuditEvent } from '../../src/access/audit-event.ts';
import type { Person } from '../../src/access/person.ts';
import { csvOfActivity } from '../../src/audit/activity-csv.ts';
import { csvOfEvents } from '../../src/audit/csv.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { LIMITS } from '../../src/flow/deps.ts';
import { createFlow } from '../../src/flow/flow.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { newRequestId } from '../../src/ids.ts';
import { createAccounts } from '../../src/people/accounts.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { createLinks } from '../../src/web/links.ts';
import type { ChatApp, ChatDeps } from '../../src/wiring/chat-apps.ts';
import { createRates } from '../../src/wiring/rates.ts';
import { PUBLIC_URL } from '../web/stand.ts';
import { CHECKS } from './checks.ts';
import { createStoryClock, type HandClock } from './clock.ts';
import { createFakeCloud, type FakeCloud } from './cloud.ts';
import { openPages, type Pages, rememberingLinks } from './pages.ts';
import { policyOf } from './policy.ts';
import { VMS } from './world.ts';

export interface TablePolicy {
  /** Whose Slack account is whose, as `T…/U…`, by the person's id. */
  readonly slack?: Readonly<Record<string, string>>;
  /** Where approvers are asked, as a policy's routes. */
  readonly ask?: readonly string[];
  readonly tell?: readonly string[];
  /** Avery, unless others are named. */
  readonly approvers?: readonly Person[];
}

/** Business time at a table: 60 times as fast as the world's. */
export const createTableClock = (): HandClock => createStoryClock(60);

/** Riley and Avery ask, for Hana too; Avery is an admin, too, and Blake is security. What is tagged env=vault is approved in two stages, and of env=night security may answer where Avery does not. */
function policyText({ slack = {}, ask = ['direct'], tell, approvers = [AVERY] }: TablePolicy): string {
  const entry = ({ id, name }: Person): string =>
    JSON.stringify({ id, name, ...(slack[id] ? { accounts: { slack: slack[id] } } : {}) });
  return `
groups:
  engineers: [${entry(RILEY)}, ${entry(AVERY)}, ${entry(HANA)}]
  approvers: [${approvers.map(entry).join(', ')}]
  security: [${entry(BLAKE)}]
  helpers: [${entry(AVERY)}, ${entry(HANA)}]
networks:
  vpn: { cidrs: [198.51.100.0/28] }
admins: [${entry(AVERY)}]
defaults:
  routes: ${JSON.stringify({ ask, ...(tell ? { tell } : {}) })}
rules:
  - id: production
    match: { tags: { env: prod }, requesters: [engineers] }
    require: { approvals: [{ count: 1, from: approvers }], maxDuration: 3h }
    allow:
      onBehalfOf: [engineers]
      breakGlass: { groups: [engineers], review: { from: approvers, within: 1h } }
  - id: vault
    match: { tags: { env: vault }, requesters: [engineers] }
    require: { approvals: [{ count: 1, from: approvers }, { count: 1, from: security, stage: 2 }], maxDuration: 3h }
  - id: night
    match: { tags: { env: night }, requesters: [engineers] }
    require:
      approvals: [{ count: 1, from: approvers, escalate: [{ after: 3m, remind: true }, { after: 6m, to: security }] }]
    pending: 16m
  - id: lab
    match: { tags: { env: lab }, requesters: [engineers] }
    require: { approvals: [{ count: 1, from: helpers }], maxDuration: 3h }
  - id: crown
    match: { tags: { env: crown }, requesters: [engineers] }
    require: { approvals: [{ count: 1, from: approvers }], maxDuration: 3h, stepUp: true }
`;
}

/** Ajar as it runs, with chat apps of the real kind at one port, and a cloud in memory. */
export async function serveChat(
  make: ((deps: ChatDeps) => ChatApp) | readonly ((deps: ChatDeps) => ChatApp)[],
  options: TablePolicy = {},
  clock = createTableClock(),
): Promise<{
  readonly cloud: FakeCloud;
  readonly port: number;
  readonly clock: HandClock;
  /** The newest link to a page, and a browser that opens it. */
  readonly pages: Pages;
  /** Every audit event so far, oldest first. */
  audit(): Promise<readonly AuditEvent[]>;
  close(): Promise<void>;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-table-'));
  const store = createSqliteStore({ file: path.join(folder, 'ajar.db') });
  const log = { info: () => undefined, warn: () => undefined, error: console.error };
  const cloud = createFakeCloud([...VMS], clock.now);
  const policy = policyOf(policyText(options));
  const accounts = createAccounts({ store, clock, policy: () => policy, emailDomains: [] });
  const deps = { store, clock, log, accounts };
  const chats = [make].flat().map((each) => each(deps));
  const runner = createRunner({
    ...{ store, clock, log, zone: 'UTC', limits: LIMITS, newId: newRequestId, policy: () => policy },
    ...{
      chats: new Map(chats.map((chat) => [chat.app, chat])),
      providers: cloud.providers,
      inventory: cloud.inventory,
      inspector: cloud.inspector,
      activity: cloud.activity,
      jitSetup: cloud.jitSetup,
      rates: createRates(),
      outside: cloud.outside,
    },
    ...CHECKS,
    ...{ links: rememberingLinks(createLinks(store, clock, PUBLIC_URL)), signIn: true as const },
    ...{ people: createStaticPeople(() => policy), accounts, csv: csvOfEvents, activityCsv: csvOfActivity },
  });
  const flow = createFlow(runner.deps);
  const pages = await openPages(runner.deps);
  const server = createHttpServer([...chats.flatMap((chat) => chat.routes ?? []), ...pages.routes], log);
  for (const chat of chats) chat.start(flow);
  runner.start();
  const port = await server.listen('127.0.0.1', 0);
  return {
    ...{ cloud, port, clock, pages: pages.at(port) },
    audit: async () => [...(await store.events({ limit: 1_000 }))].reverse(),
    async close() {
      await server.close();
      await pages.close();
      for (const chat of chats) await chat.stop();
      await runner.stop();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
