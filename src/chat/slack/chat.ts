import type { Accounts } from '../../ports/accounts.ts';
import type { Chat, Listener } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import type { UserGroups } from '../../ports/user-groups.ts';
import type { Route } from '../../ports/web.ts';
import { REAL_TIME, type Time } from '../time.ts';
import { within } from '../within.ts';
import { createDoors } from './door/doors.ts';
import { createDraw } from './draw.ts';
import { createWire } from './send/clients.ts';
import { createSends } from './send/sends.ts';
import { faultsOf, type SlackSettings } from './settings.ts';
import { createAsides } from './talk/asides.ts';
import { createDrafts } from './talk/drafts.ts';
import { createHistory } from './talk/history.ts';
import { createHomes } from './talk/home.ts';
import { createIncoming } from './talk/incoming.ts';
import { createMembers } from './talk/members.ts';
import { createPlaces } from './talk/places.ts';
import { createSelf } from './talk/self.ts';
import { createShow } from './talk/show.ts';
import { createTell } from './talk/tell.ts';
import { createUserGroups } from './talk/user-groups.ts';
import { createWho } from './talk/who.ts';
import type { Wire } from './wire.ts';

export interface SlackDeps {
  readonly store: Pick<Store, 'remember' | 'recall'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly accounts: Pick<Accounts, 'userOf'>;
}

export interface SlackChat extends Chat {
  readonly userGroups: UserGroups;
  readonly routes: readonly Route[];
  readonly connected?: () => boolean;
  /** Until then people are told to try again. */
  start(listener: Listener): void;
  /** Waits for what is in flight, for a few seconds at most. */
  stop(): Promise<void>;
}

/** How long stopping waits for what is in flight; real milliseconds. */
const STOP_MS = 5_000;

/** Slack. Throws one error that names every fault of the settings, and what to write instead. */
export function createSlackChat(settings: SlackSettings, deps: SlackDeps, time: Time = REAL_TIME): SlackChat {
  const faults = faultsOf(settings);
  if (faults.length > 0)
    throw new Error(
      ['Slack cannot start:', ...faults.map(({ key, message }) => `${key}: ${message}`)].join('\n- '),
    );
  const wire = createWire(settings, deps.log);
  const talk = createTalk(settings, wire, deps, time);
  const doors = createDoors(settings, { incoming: talk.incoming, respond: wire.now.respond, log: deps.log });
  return {
    ...talk.chat,
    userGroups: createUserGroups(wire.now),
    routes: doors.routes,
    ...(doors.connected && { connected: doors.connected }),
    start(listener) {
      talk.start(listener);
      doors.start();
      void wire.now.self().then(
        ({ team }) => deps.log.info({ team }, 'Slack knows us'),
        (error: unknown) => deps.log.error({ error }, 'Slack did not say who we are; it is asked again'),
      );
    },
    async stop() {
      await doors.stop();
      await talk.stop();
    },
  };
}

/** Everything but the doors: what comes in by `incoming` may come from anywhere that has checked its sender. */
export function createTalk(
  settings: Pick<SlackSettings, 'teams' | 'history'>,
  wire: Wire,
  { store, clock, log, accounts }: SlackDeps,
  time: Time = REAL_TIME,
) {
  let listening: Listener | undefined;
  const listener = (): Listener | undefined => listening;
  const realNow = time.now;
  const self = createSelf(wire.now, settings.teams);
  const sends = createSends({ wire: wire.later, settings, log, time });
  const draw = createDraw();
  const members = createMembers(wire.now, self, realNow);
  const asides = createAsides(wire.now, realNow);
  const drafts = createDrafts(store, clock);
  const places = createPlaces({ wire: wire.now, self, members, accounts, realNow });
  const who = createWho({ members, self, listener, log });
  const history = createHistory({ store, clock, sends, log });
  const homes = createHomes({ store, clock, draw, sends, who, listener, log, time });
  const show = createShow({ draw, sends, asides, places, accounts, drafts, history });
  const tell = createTell({ wire: wire.now, sends, asides, draw: (card) => draw(card, false), listener });
  const heard = createIncoming({
    ...{ wire: wire.now, who, places, asides, tell, drafts, homes, draw, show, listener, log },
  });
  const inFlight = new Set<Promise<unknown>>();
  const chat: Chat = {
    app: 'slack',
    show,
    direct: (person, what) => places.ofPerson(person, what),
    place: (route) => places.named(route),
    send: (file, { conversation, thread }) => sends.send(conversation, file, thread),
    stale: (people) => homes.stale(people),
  };
  return {
    ...{ chat, who },
    incoming(delivery: Parameters<typeof heard>[0]) {
      const work = heard(delivery).finally(() => inFlight.delete(work));
      inFlight.add(work);
      return work;
    },
    start(to: Listener): void {
      listening = to;
    },
    async stop(): Promise<void> {
      await within(STOP_MS, Promise.allSettled([...inFlight, homes.stop()]), undefined);
      await sends.stop(STOP_MS);
    },
  };
}
