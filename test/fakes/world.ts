import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { AuditEvent } from '../../src/access/audit-event.ts';
import type { Person } from '../../src/access/person.ts';
import type { Vm } from '../../src/access/vm.ts';
import { csvOfActivity } from '../../src/audit/activity-csv.ts';
import { csvOfEvents } from '../../src/audit/csv.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { type Deps, LIMITS } from '../../src/flow/deps.ts';
import { createFlow } from '../../src/flow/flow.ts';
import { type Happened, watchedChat, watchedListener, watchedStore } from '../../src/observe/around.ts';
import { newIdOr } from '../../src/observe/trail.ts';
import { createAccounts } from '../../src/people/accounts.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import type { Card, CardName } from '../../src/ports/card.ts';
import type { ClickAnswer, ClickVerb, Place } from '../../src/ports/chat.ts';
import type { FlowVerifier } from '../../src/ports/flow-verifier.ts';
import type { People } from '../../src/ports/people.ts';
import type { Watch } from '../../src/ports/watch.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { createLinks } from '../../src/web/links.ts';
import { createRates } from '../../src/wiring/rates.ts';
import { CHECKS } from './checks.ts';
import { createHandClock, type HandClock } from './clock.ts';
import { createFakeCloud } from './cloud.ts';
import { POLICY, policyOf } from './policy.ts';
import { createStage, type Stage } from './stage.ts';
import { vmOf } from './vms.ts';

export { POLICY };

/** Of a policy under which one person may do as much as many. */
export const UNHURRIED = 'limits: { messages: 1000, asks: 1000, asksPerVm: 1000, pending: 1000 }\n';

export const VMS: readonly Vm[] = [
  vmOf('vm-prod-01', [3389, 5986], { tags: { env: 'prod' }, os: 'windows' }),
  vmOf('vm-prod-02', [22], { tags: { env: 'prod' } }),
  vmOf('vault-01', [22], { tags: { env: 'vault' } }),
  vmOf('web-01', [22, 443], { tags: { env: 'dev' } }),
  vmOf('web-02', [22, 443], { tags: { env: 'dev' } }),
  vmOf('twin', [22], { tags: { env: 'dev' }, resourceGroup: 'rg-one' }),
  vmOf('twin', [22], { tags: { env: 'dev' }, resourceGroup: 'rg-two' }),
  vmOf('secret-01', [22], { tags: { env: 'none' } }),
];

export type World = ReturnType<typeof createWorld>;

/** Ajar with a hand-turned clock, a cloud and a chat in memory, and the real store. */
export function createWorld(
  options: {
    readonly policy?: string;
    readonly people?: People;
    readonly checks?: Partial<Pick<Deps, 'rights' | 'tickets'>>;
    readonly others?: readonly Stage[];
    readonly flowVerifier?: FlowVerifier;
    /** With pages, under this address. */
    readonly publicUrl?: string;
    /** With a sign-in for approvers. */
    readonly signIn?: true;
    /** Whoever looks on, as main.ts places them. */
    readonly watched?: { readonly watch: Watch; readonly happened: Happened };
    /** A store that is there already. */
    readonly storeFile?: string;
    /** Real adapters in place of the cloud in memory, with the clock that they go by. */
    readonly azure?: Pick<Deps, 'providers' | 'inventory'> &
      Partial<Pick<Deps, 'jitSetup' | 'outside' | 'activity'>> & { readonly clock: HandClock };
  } = {},
) {
  const clock = options.azure?.clock ?? createHandClock();
  const stage = createStage();
  const cloud = createFakeCloud([...VMS], clock.now);
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-world-'));
  const { watched } = options;
  const opened = createSqliteStore({ file: options.storeFile ?? path.join(folder, 'ajar.db') });
  const store = watched ? watchedStore(opened, watched.watch, watched.happened) : opened;
  onTestFinished(async () => {
    // Whatever a story was about: no line without the policy by which it came about. (One story closes the store.)
    for (const { kind, policy: hash } of await store.events({ limit: 1_000 }).catch(() => []))
      expect(hash, kind).toMatch(/^[0-9a-f]{64}$/);
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const policy = { now: policyOf(options.policy ?? POLICY) };
  let ids = 0;
  let deliveries = 0;
  const errors: string[] = [];
  const newId = (): string => {
    ids += 1;
    return `aj-${String(ids).padStart(6, '0')}`;
  };
  const runner = createRunner(
    {
      ...{ store, clock, zone: 'UTC', limits: options.azure ? LIMITS : { ...LIMITS, lookUpMs: 100 } },
      chats: new Map(
        [stage, ...(options.others ?? [])].map((each) => [
          each.app,
          watched ? watchedChat(each, watched.watch) : each,
        ]),
      ),
      providers: options.azure?.providers ?? cloud.providers,
      inventory: options.azure?.inventory ?? cloud.inventory,
      ...(options.flowVerifier && { flowVerifier: options.flowVerifier }),
      ...(options.signIn && { signIn: options.signIn }),
      ...(options.publicUrl && { links: createLinks(store, clock, options.publicUrl) }),
      ...{ inspector: cloud.inspector, jitSetup: options.azure?.jitSetup ?? cloud.jitSetup },
      outside: options.azure?.outside ?? cloud.outside,
      people: options.people ?? createStaticPeople(() => policy.now),
      rates: createRates(),
      ...{ ...CHECKS, ...options.checks },
      accounts: createAccounts({ store, clock, policy: () => policy.now, emailDomains: ['contoso.com'] }),
      csv: csvOfEvents,
      ...{ activity: options.azure?.activity ?? cloud.activity, activityCsv: csvOfActivity },
      policy: () => policy.now,
      newId: newIdOr(newId),
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (facts, message) => errors.push(`${message} ${JSON.stringify(facts, errorText)}`),
      },
    },
    undefined,
    watched?.watch,
  );
  const plain = createFlow(runner.deps);
  const flow = watched ? watchedListener(plain, stage.app, watched.watch) : plain;
  const key = (): string => {
    deliveries += 1;
    return `delivery-${deliveries}`;
  };

  const world = {
    ...{ clock, stage, cloud, store, policy, errors, runner, flow, key },
    /** Lets everything that is due happen, without time passing. */
    async settle(rounds = 6): Promise<void> {
      for (let round = 0; round < rounds; round += 1) await runner.sweep();
    },
    /** Time passes in steps small enough for every retry on the way. */
    async pass(ms: number, stepMs = Math.max(2_000, ms / 40)): Promise<void> {
      for (let left = ms; left > 0; left -= stepMs) {
        clock.pass(Math.min(stepMs, left));
        await world.settle(3);
      }
    },
    async say(who: Person, text: string, place: Place = stage.room(who.id), delivery = key()): Promise<void> {
      await flow.said({ key: delivery, person: who, text, place });
      await world.settle(2);
    },
    async click(
      who: Person,
      verb: ClickVerb,
      card: CardName,
      fields: Record<string, string> = {},
      delivery = key(),
    ): Promise<ClickAnswer> {
      const message = world.card(card, who);
      if (!message) throw new Error(`${who.name} sees no ${card} card.`);
      const ids = idsOf(message.card);
      const answer = await flow.clicked({
        key: delivery,
        person: who,
        place: message.place,
        message: message.id,
        verb,
        fields,
        ...ids,
      });
      await world.settle(2);
      return answer;
    },
    /** Picks a button of the newest question. */
    async choose(who: Person, choice: number): Promise<ClickAnswer> {
      const message = world.card('draft', who);
      const draft = message?.card.card === 'draft' ? message.card.draft : '';
      const place = message?.place ?? stage.room(who.id);
      const answer = await flow.clicked({
        key: key(),
        person: who,
        place,
        verb: 'choose',
        draft,
        choice,
        fields: {},
      });
      await world.settle(2);
      return answer;
    },
    /** The newest card of this name that this person can see in private. */
    card: (name: CardName, who: Person) =>
      stage.messages.findLast((each) => each.card.card === name && each.place.privateTo === who.id),
    /** The newest sentence that this person was told. */
    told(who: Person): string {
      const last = stage.messages.findLast((each) => each.place.privateTo === who.id);
      return last && 'sentence' in last.card ? last.card.sentence : '';
    },
    async request(id = 'aj-000001') {
      const stored = await store.find(id);
      if (!stored) throw new Error(`There is no request ${id}.`);
      return stored.request;
    },
    /** `who kind status`, oldest first; people by their first name. */
    async audit(): Promise<readonly string[]> {
      const events = await store.events({ limit: 1_000 });
      const firstName = (event: AuditEvent): string => event.actor.name.split(' ')[0] ?? '';
      return [...events].reverse().map((event) => `${firstName(event)} ${event.kind} ${event.status ?? '-'}`);
    },
    /** Until what was approved is open. */
    async opened(): Promise<void> {
      await world.pass(6_000, 2_000);
    },
  };
  return world;
}

function idsOf(card: Card) {
  if ('setup' in card) return { request: card.setup.id, terms: card.setup.terms };
  return 'request' in card ? { request: card.request.id, terms: card.request.terms } : {};
}

const errorText = (_key: string, value: unknown): unknown => (value instanceof Error ? value.stack : value);
