import { csvOfActivity } from '../../src/audit/activity-csv.ts';
import { csvOfEvents } from '../../src/audit/csv.ts';
import { createClock } from '../../src/clock.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { type Deps, LIMITS } from '../../src/flow/deps.ts';
import { createPatrol } from '../../src/flow/drift/patrol.ts';
import { createFlow } from '../../src/flow/flow.ts';
import { createLeavers } from '../../src/flow/people/leavers.ts';
import { createAccounts } from '../../src/people/accounts.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import type { Inventory } from '../../src/ports/inventory.ts';
import type { Outside } from '../../src/ports/outside.ts';
import { type People, Unknown } from '../../src/ports/people.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { CHECKS } from '../fakes/checks.ts';
import { createFakeJitSetup } from '../fakes/jit-setup.ts';
import { networkOf } from '../fakes/network.ts';
import { chatOver } from './chat-app.ts';
import { type Call, callsOf, createLife, type Life, NEVER } from './life.ts';
import { providerOver } from './providers.ts';
import { policyFor, VMS } from './town.ts';
import { watchedStore } from './watched-store.ts';
import type { World } from './world.ts';

/** One Ajar, as it runs: the real flow and clockwork over the real store, in a world that is made up. */
export interface Instance {
  readonly life: Life;
  readonly flow: ReturnType<typeof createFlow>;
  /** The policy that this process has read. */
  policy: Deps['policy'];
  stop(): void;
}

export function startInstance(world: World, name: string, skewMs = 0): Instance {
  const { timeline, dice, weather, epoch, note, platform, cloud, watch } = world;
  const life = createLife(name);
  life.skewMs = skewMs;
  const call = callsOf(life, timeline, dice, note);
  const clock = createClock(undefined, () => epoch + timeline.now() + life.skewMs);
  const store = watchedStore(world.store, call, {
    weather,
    dice,
    timeline,
    saved: (saved) => watch.saved(saved, life),
  });
  const read = policyFor(world.membership, world.spans.pending);
  const instance = { policy: () => read };
  const reach = { cloud, weather, dice, timeline, life, call, spoilt: watch.spoilt };
  const chat = chatOver(platform, call, { weather, dice, shown: watch.shown });
  const policy: Deps['policy'] = () => instance.policy();
  const runner = createRunner({
    ...{ store, clock, zone: 'UTC', limits: LIMITS, policy, newId: world.newId },
    chats: new Map([[chat.app, chat]]),
    providers: {
      defender: providerOver('defender', reach),
      nsg: providerOver('nsg', reach),
      'azure-firewall': providerOver('azure-firewall', reach),
    },
    inventory: inventoryOver(world, call),
    inspector: { inspect: ({ id }) => call('inventory', 'inspect', () => networkOf(vmOf(id))) },
    activity: {
      read: async (_vm, from) => ({ deeds: [], unread: [], from }),
      readAll: async (from) => ({ deeds: [], unread: [], from }),
    },
    jitSetup: createFakeJitSetup([...VMS], async (vm) => networkOf(vm)),
    outside: outsideOver(world, call),
    people: peopleOver(world, call, policy),
    rates: { count: async () => ({ count: 1, endsInMs: 60_000 }) },
    ...CHECKS,
    accounts: createAccounts({ store, clock, policy, emailDomains: [] }),
    ...{ csv: csvOfEvents, activityCsv: csvOfActivity },
    log: {
      info: () => undefined,
      warn: (facts, message) => note(`${life.name} warns: ${message} ${say(facts)}`),
      error: (facts, message) => note(`${life.name} errs: ${message} ${say(facts)}`),
    },
  });
  const rounds = [createPatrol(runner.deps, 5 * 60_000), createLeavers(runner.deps)];
  runner.start();
  for (const each of rounds) each.start();
  note(`${name} starts`);
  return Object.assign(instance, {
    ...{ life, flow: createFlow(runner.deps) },
    stop() {
      life.alive = false;
    },
  });
}

const say = (facts: object): string =>
  JSON.stringify(facts, (_key, value) =>
    value instanceof Error ? (value.stack ?? value.message) : value,
  ).slice(0, 900);

const vmOf = (id: string) => {
  const vm = VMS.find((each) => each.id === id);
  if (!vm) throw new CloudError('not-found', 'It is not there any more.');
  return vm;
};

function inventoryOver({ weather }: World, call: Call): Inventory {
  const down = (): void => {
    if (weather.inventory.down) throw new CloudError('broken', 'The inventory cannot be read.');
  };
  return {
    all: async () => VMS,
    accesses: async () => [],
    fresh: (id) =>
      call('inventory', 'fresh', () => {
        down();
        return VMS.find((vm) => vm.id === id);
      }),
  };
}

/** Everything of ours that stands, found without any store. */
function outsideOver({ cloud, weather, timeline, epoch }: World, call: Call): Outside {
  return {
    openings: async () => ({ openings: [], unread: [] }),
    survey: () =>
      call('cloud', 'survey', () => {
        if (weather.cloud.down) throw new CloudError('broken', 'Nothing can be told.');
        const at = new Date(epoch + timeline.now());
        const found = cloud.open().map(({ request, grant, until }) => ({
          ...{ request, key: grant.key, vm: grant.vm.name, port: grant.port, source: grant.source },
          ...{ until: new Date(until), grant: { ...grant, state: 'sent' as const }, standing: true },
        }));
        return { at, found, doubts: [], rules: new Map(), complete: new Set(), openings: [], unread: [] };
      }),
  };
}

function peopleOver({ weather, gone }: World, call: Call, policy: Deps['policy']): People {
  const listed = createStaticPeople(policy);
  const ask = <T>(what: string, answer: () => Promise<T>): Promise<T> =>
    call('people', what, () => {
      if (weather.directory.hangs) return NEVER;
      if (weather.directory.down) throw new Unknown('The directory is down.');
      return answer();
    });
  return {
    inGroup: (person, group) => ask('inGroup', () => listed.inGroup(person, group)),
    groupsOf: (person, groups) => ask('groupsOf', () => listed.groupsOf(person, groups)),
    members: (group) => ask('members', () => listed.members(group)),
    standing: (person) => ask('standing', async () => (gone.has(person) ? 'gone' : 'active')),
  };
}
