import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from './access/audit-event.ts';
import { AJAR } from './access/person.ts';
import type { Policy } from './access/policy/policy.ts';
import { unheard } from './access/policy/unheard.ts';
import { csvOfActivity } from './audit/activity-csv.ts';
import { csvOfEvents } from './audit/csv.ts';
import { createClock } from './clock.ts';
import type { Config } from './config.ts';
import { createClockworkWatch } from './flow/clockwork/watch-clockwork.ts';
import { createRunner } from './flow/deeds/run.ts';
import { LIMITS } from './flow/deps.ts';
import { createPatrol } from './flow/drift/patrol.ts';
import { createFlow } from './flow/flow.ts';
import { createLeavers } from './flow/people/leavers.ts';
import { policyRefused, policyTaken } from './flow/policy-change.ts';
import { type HealthParts, healthRoutes } from './http/health.ts';
import { createListeners, type Ports } from './http/listeners.ts';
import { watchedChat, watchedListener, watchedSink } from './observe/around.ts';
import { createAccounts } from './people/accounts.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import { CloudError } from './ports/provider.ts';
import type { Store } from './ports/store.ts';
import type { Watch } from './ports/watch.ts';
import type { Route } from './ports/web.ts';
import { unreachable } from './settings/look-ups.ts';
import { ConfigError } from './settings/settings.ts';
import { readVersion } from './version.ts';
import { createLinks } from './web/links.ts';
import { openSinks, sinkNames } from './wiring/audit-sinks.ts';
import { createAuditWorks } from './wiring/audit-works.ts';
import { CHAT_APPS, type ChatApp, type ChatDeps, configuredChats } from './wiring/chat-apps.ts';
import { drain } from './wiring/drain.ts';
import { createLookUps } from './wiring/look-ups.ts';
import { connectionsOf, createObserving, paceOf } from './wiring/observing.ts';
import { pagesOf } from './wiring/pages.ts';
import { policyFaults, readPolicyOf } from './wiring/policy-source.ts';
import { createPolicyWatch, type PolicyWatch } from './wiring/policy-watch.ts';
import { createRates } from './wiring/rates.ts';
import { openStore, sharedOver } from './wiring/stores.ts';

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
  const opened = await openStore(config, { log });
  try {
    return await assemble(config, { log, more, first, watch, opened });
  } catch (error) {
    // What stays open would keep the process alive.
    await opened.close();
    throw error;
  }
}

interface Begun {
  readonly log: Log;
  readonly more: readonly ((deps: ChatDeps) => ChatApp)[];
  /** The policy that the watch began with. */
  readonly first: Policy;
  readonly watch: PolicyWatch;
  readonly opened: Store;
}

async function assemble(config: Config, { log, more, first, watch, opened }: Begun): Promise<Ajar> {
  const { policy } = watch;
  const observing = await createObserving(config, log);
  const { watch: watcher } = observing;
  const azure = await openAzure(config, createClock(config.clock), log, watcher);
  // Ends are compared with Azure's clock: there is one time for everything, and as far as the machine's is off it is Azure's.
  const { clock } = azure;
  const shared = config.redis && (await sharedOver(config.redis, opened, clock, log));
  const store = observing.watched(shared?.store ?? opened);
  const emailDomains = config.slack?.emailDomains ?? [];
  const accounts = createAccounts({ store, clock, policy, emailDomains });
  const { publicUrl } = config;
  const chatDeps = { store, accounts, clock, log };
  const built = [...(await configuredChats(config, chatDeps)), ...more.map((make) => make(chatDeps))];
  const chats = built.map((chat) => watchedChat(chat, watcher));
  const runner = createRunner(
    {
      ...{ store, clock, log, zone: config.zone, limits: LIMITS, newId: observing.newId },
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
    watcher,
  );
  const patrol = createPatrol(runner.deps, config.driftEveryMs);
  const leavers = createLeavers(runner.deps);
  const clockwork = createClockworkWatch(runner.deps, runner);
  const flow = createFlow(runner.deps);
  const auditWorks = createAuditWorks(
    runner.deps,
    config.audit,
    openSinks(config, clock.now).map((sink) => watchedSink(sink, watcher)),
  );
  const pages = pagesOf(config, runner.deps);
  let stopping = false;
  const pace = paceOf(runner, clock);
  const connected = () => connectionsOf(chats);
  const open = [...chats.flatMap((chat) => chat.routes ?? []), ...pages];
  const health: HealthParts = {
    ...pace,
    ...{ store, connected, stopping: () => stopping, hasDoors: open.length > 0 },
  };
  const routes = {
    public: open,
    internal: [
      ...healthRoutes(health),
      observing.route({ ...pace, store, clock, sinks: sinkNames(config), connected }),
    ],
  };
  const listeners = createListeners(config, routes, log);
  return {
    routes,
    async start() {
      for (const chat of chats) chat.start(watchedListener(flow, chat.app, watcher));
      const ports = await listeners.listen();
      await store.record(startOf(first, clock.now()));
      const alone = unheard(first);
      if (alone) log.warn({ fix: 'docs/operations.md, "Alarms in chat"' }, alone.sentence);
      watch.start({
        taken: async (before, after) => {
          await policyTaken(runner.deps, before, after);
          void auditWorks.checkpoint();
        },
        refused: (inForce, faults, found) => policyRefused(runner.deps, inForce, faults, found),
      });
      // Now, as it takes about a second: whoever approves first would wait for it longer than a look at a VM may take.
      void azure.load().catch((error: unknown) => log.warn({ error }, 'the libraries of Azure do not load'));
      const seen = azure.inventory.refresh().catch((error: unknown) => log.warn(whyOf(error), NO_INVENTORY));
      // With the first answers Azure has said what time it is: nothing is called ended by a clock that is minutes off.
      void Promise.race([seen, sleep(FIRST_LOOK_MS, undefined, { ref: false })]).then(() => {
        if (stopping) return;
        runner.start();
        patrol.start();
        leavers.start();
        clockwork.start();
        auditWorks.start();
      });
      return ports;
    },
    reloadPolicy: watch.reload,
    reopenFiles: auditWorks.reopen,
    async stop(graceMs = 0) {
      stopping = true;
      const working = [
        watch,
        ...chats,
        patrol,
        leavers,
        clockwork,
        runner,
        ...(shared ? [shared.rates] : []),
      ];
      await drain(
        { listeners, working, last: auditWorks, store, log },
        { graceMs, limitMs: config.stop.limitMs },
      );
      await observing.stop();
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

/** Azure as configured; the SDKs are loaded only here. */
export async function openAzure(config: Config, clock: Clock, log: Log, watch?: Watch) {
  const { createAzure } = await import('./cloud/azure/azure.ts');
  return createAzure(config.azure, { clock, log, watch });
}
