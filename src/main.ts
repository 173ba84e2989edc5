import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from './access/audit-event.ts';
import { AJAR } from './access/person.ts';
import type { Policy } from './access/policy/policy.ts';
import { csvOfActivity } from './audit/activity-csv.ts';
import { csvOfEvents } from './audit/csv.ts';
import { openSinks } from './audit-sinks.ts';
import { createAuditWorks } from './audit-works.ts';
import { createClock } from './clock.ts';
import type { Config } from './config.ts';
import { drain } from './drain.ts';
import { createApprovalDesk } from './flow/confirm/desk.ts';
import { createRunner } from './flow/deeds/run.ts';
import { type Deps, LIMITS } from './flow/deps.ts';
import { createPatrol } from './flow/drift/patrol.ts';
import { createFlow } from './flow/flow.ts';
import { createLeavers } from './flow/people/leavers.ts';
import { policyRefused, policyTaken } from './flow/policy-change.ts';
import { createAddressDesk } from './flow/source/desk.ts';
import { healthRoutes, missingIn } from './http/health.ts';
import { createListeners, type Ports } from './http/listeners.ts';
import { newRequestId } from './ids.ts';
import { unreachable } from './look-up-settings.ts';
import { createLookUps } from './look-ups.ts';
import { createAccounts } from './people/accounts.ts';
import { policyFaults, readPolicyOf } from './policy-source.ts';
import { createPolicyWatch } from './policy-watch.ts';
import type { Accounts } from './ports/accounts.ts';
import type { Chat, Listener } from './ports/chat.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import { CloudError } from './ports/provider.ts';
import type { Store } from './ports/store.ts';
import type { UserGroups } from './ports/user-groups.ts';
import type { Route } from './ports/web.ts';
import { createRates } from './rates.ts';
import type { RedisSettings } from './redis-settings.ts';
import { ConfigError } from './settings.ts';
import { readVersion } from './version.ts';
import { addressRoutes } from './web/address-routes.ts';
import { approvalRoutes } from './web/approval-routes.ts';
import { createLinks } from './web/links.ts';
import { createSignIn } from './web/sign-in.ts';

/** A chat app once it is built: the port, its routes, and its own start and stop. */
export interface ChatApp extends Chat {
  /** Of apps that keep groups of users themselves. */
  readonly userGroups?: UserGroups;
  readonly routes?: readonly Route[];
  start(listener: Listener): void;
  stop(): void | Promise<void>;
}

/** What a chat app is built from. */
export interface ChatDeps {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Ajar {
  /** Every path that strangers can reach, and those of the internal listener; a test lists them (HOLES H4). */
  readonly routes: { readonly public: readonly Route[]; readonly internal: readonly Route[] };
  /** Listens and works; answers the ports of its listeners. */
  start(): Promise<Ports>;
  /** Takes the policy file as it is now, if it has no faults. */
  reloadPolicy(): Promise<void>;
  /** Lets go of the files that are appended to, for whoever moves them away. */
  reopenFiles(): Promise<void>;
  /**
   * Says that it is stopping, goes on for `graceMs` while others hear of that, then takes no more work, finishes what is under
   * way and closes the store.
   */
  stop(graceMs?: number): Promise<void>;
}

/** The only place that knows every folder: builds the adapters that are configured and hands them to the flow. */
export async function createAjar(
  config: Config,
  log: Log,
  more: readonly ((deps: ChatDeps) => ChatApp)[] = [],
): Promise<Ajar> {
  const faults = servingFaults(config, more.length);
  if (faults.length > 0) throw new ConfigError(faults);
  const first = readPolicyOf(config, CHAT_APPS);
  const watch = createPolicyWatch({
    ...{ first, source: config.policy, apps: CHAT_APPS, log },
    unreachable: (each) => unreachable(each, config),
  });
  const { policy } = watch;
  const opened = await openStore(config, { log });
  const azure = await openAzure(config, createClock(config.clock), log);
  // Ends are compared with Azure's clock: there is one time for everything, and as far as the machine's is off it is Azure's.
  const { clock } = azure;
  const shared = config.redis && (await sharedOver(config.redis, opened, clock, log));
  const store = shared?.store ?? opened;
  const emailDomains = config.slack?.emailDomains ?? [];
  const accounts = createAccounts({ store, clock, policy, emailDomains });
  const { publicUrl } = config;
  const chatDeps = { store, accounts, clock, log };
  const chats = [...(await configuredChats(config, chatDeps)), ...more.map((make) => make(chatDeps))];
  const runner = createRunner(
    {
      ...{ store, clock, log, zone: config.zone, limits: LIMITS, newId: newRequestId },
      chats: new Map(chats.map((chat) => [chat.app, chat])),
      providers: azure.providers,
      ...{
        inventory: azure.inventory,
        inspector: azure.inspector,
        ...(config.azure.ipFlow && { flowVerifier: azure.flowVerifier }),
        activity: azure.activity,
        jitSetup: azure.jitSetup,
        outside: azure.outside,
      },
      ...createLookUps({ config, policy, clock, accounts, chats, directory: azure.directory }),
      rights: azure.rights,
      rates: shared?.rates ?? createRates(),
      ...{ accounts, policy, csv: csvOfEvents, activityCsv: csvOfActivity },
      ...(publicUrl && { links: createLinks(store, clock, publicUrl) }),
      ...(publicUrl && config.signIn && { signIn: true as const }),
    },
    shared?.wakeUps,
  );
  const patrol = createPatrol(runner.deps, config.driftEveryMs);
  const leavers = createLeavers(runner.deps);
  const flow = createFlow(runner.deps);
  const auditWorks = createAuditWorks(runner.deps, config.audit, openSinks(config, clock.now));
  const pages = pagesOf(config, runner.deps);
  let stopping = false;
  const missing = missingIn({
    ...{ store, stopping: () => stopping },
    lookedAgo: () => {
      const at = runner.lookedAt();
      return at && (clock.now().getTime() - at.getTime()) / clock.spanOf(1);
    },
  });
  const routes = {
    public: [...chats.flatMap((chat) => chat.routes ?? []), ...pages],
    internal: healthRoutes(missing),
  };
  const listeners = createListeners(config, routes, log);
  return {
    routes,
    async start() {
      for (const chat of chats) chat.start(flow);
      const ports = await listeners.listen();
      await store.record(startOf(first, clock.now()));
      watch.start({
        taken: async (before, after) => {
          await policyTaken(runner.deps, before, after);
          void auditWorks.checkpoint();
        },
        refused: (inForce, faults, found) => policyRefused(runner.deps, inForce, faults, found),
      });
      const seen = azure.inventory.refresh().catch((error: unknown) => log.warn(whyOf(error), NO_INVENTORY));
      // With the first answers Azure has said what time it is: nothing is called ended by a clock that is minutes off.
      void Promise.race([seen, sleep(FIRST_LOOK_MS, undefined, { ref: false })]).then(() => {
        if (stopping) return;
        runner.start();
        patrol.start();
        leavers.start();
        auditWorks.start();
      });
      return ports;
    },
    reloadPolicy: watch.reload,
    reopenFiles: auditWorks.reopen,
    async stop(graceMs = 0) {
      stopping = true;
      const working = [watch, ...chats, patrol, leavers, runner, ...(shared ? [shared.rates] : [])];
      await drain(
        { listeners, working, last: auditWorks, store, log },
        { graceMs, limitMs: config.stop.limitMs },
      );
    },
  };
}

/** Real milliseconds that the clockwork waits for the first look at Azure; a cloud that is away holds nothing up. */
const FIRST_LOOK_MS = 5_000;

/** Why Ajar cannot serve with these settings, all at once; `others` is how many chat apps it gets beside the configured ones. */
export const servingFaults = (config: Config, others: number): readonly string[] => [
  ...(config.teams || config.slack || others > 0 ? [] : [NO_CHAT]),
  ...policyOrReach(config),
];

/** A policy with faults has no reach to look at. */
function policyOrReach(config: Config): readonly string[] {
  const faults = policyFaults(config, CHAT_APPS);
  return faults.length > 0 ? faults : unreachable(readPolicyOf(config, CHAT_APPS), config);
}

const NO_CHAT =
  'TEAMS_APP_ID or SLACK_BOT_TOKEN: no chat app is configured; copy .env.example to .env and fill it in ' +
  '(docs/teams.md, docs/slack.md). To try Ajar without either, run "npm run demo" or serve with --console.';

const NO_INVENTORY = 'the inventory could not be read yet; "ajar doctor" tells more';

/** What the cloud refused is a sentence already; of anything else the place in the program matters. */
const whyOf = (error: unknown): object =>
  error instanceof CloudError ? { reason: error.message } : { error };

/** With which policy and version Ajar goes to work: the trace of every change of them. */
const startOf = (policy: Policy, at: Date): NewEvent => ({
  ...{ at, kind: 'started', actor: AJAR, app: 'ajar', detail: `Ajar ${readVersion()}` },
  ...{ policy: policy.hash, rules: policy.rules.map(({ id }) => id) },
  ...{ vms: [], ports: [], sources: [], traces: [] },
});

/** The chat apps that a policy may name in a route, whether they are configured or not. */
export const CHAT_APPS: readonly string[] = ['teams', 'slack', 'console'];

/** The pages that people open in a browser, as far as there is an address for them. */
function pagesOf({ publicUrl, trustedProxies, signIn }: Config, deps: Deps): readonly Route[] {
  if (publicUrl === undefined) return [];
  const { store, clock, log } = deps;
  const where = { publicUrl, trustedProxies };
  return [
    ...addressRoutes({ ...where, desk: createAddressDesk(deps) }),
    ...(signIn
      ? approvalRoutes({
          ...{ ...where, store, clock, log, desk: createApprovalDesk(deps) },
          signIn: createSignIn(signIn, publicUrl, log),
        })
      : []),
  ];
}

/** A new chat app is a folder and a line here, and its name above. */
async function configuredChats(config: Config, deps: ChatDeps): Promise<readonly ChatApp[]> {
  const { teams, slack } = config;
  return Promise.all([
    ...(teams ? [import('./chat/teams/chat.ts').then((app) => app.createTeamsChat(teams, deps))] : []),
    ...(slack ? [import('./chat/slack/chat.ts').then((app) => app.createSlackChat(slack, deps))] : []),
  ]);
}

/** The store of this installation, embedded or on Redis; with `mustExist` a store that is not there is an error, not a new one. */
export async function openStore(
  config: Config,
  { mustExist = false, log }: { readonly mustExist?: boolean; readonly log?: Log },
): Promise<Store> {
  const told = log && {
    unreadable: (request: string, error: unknown) =>
      log.error({ request, error }, 'a request cannot be read'),
  };
  if (config.redis) {
    const { createRedisStore } = await import('./store/redis/store.ts');
    const warn = log && { warn: (sentence: string) => log.warn({ reason: sentence }, 'Redis may lose data') };
    return createRedisStore({ ...config.redis, mustExist, ...told, ...warn });
  }
  const { createSqliteStore } = await import('./store/sqlite/store.ts');
  return createSqliteStore({ file: storeFile(config), mustExist, ...told });
}

/** What several instances have in common: the store, which wakes one of them for what it saved, and the counts of what is done. */
async function sharedOver({ url, prefix }: RedisSettings, opened: Store, clock: Clock, log: Log) {
  const [{ createWakeUps }, { createRedisRates }, { wakingStore }] = await Promise.all([
    import('./store/redis/wake-ups.ts'),
    import('./store/redis/rates.ts'),
    import('./store/waking.ts'),
  ]);
  const wakeUps = createWakeUps({ url, prefix: `{${prefix}}`, clock, log });
  return {
    ...{ wakeUps, store: wakingStore(opened, wakeUps) },
    rates: createRedisRates({ url, prefix }, (error) =>
      log.warn({ error }, 'what is done is counted by this instance alone until Redis is back'),
    ),
  };
}

/** Where the embedded store is, or would be. */
export const storeFile = ({ dataFolder }: Config): string => path.join(dataFolder, 'ajar.db');

/** Azure as configured; the SDKs are loaded only here. */
export async function openAzure(config: Config, clock: Clock, log: Log) {
  const { createAzure } = await import('./cloud/azure/azure.ts');
  return createAzure(config.azure, { clock, log });
}
