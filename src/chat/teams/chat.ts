import { HOUR_MS } from '../../access/unit-ms.ts';
import type { Chat, Listener } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import type { Route } from '../../ports/web.ts';
import { createSeldom } from '../seldom.ts';
import type { Time } from '../time.ts';
import { createPaint } from './cards/paint.ts';
import { createViews } from './cards/views.ts';
import { createReceive } from './door/receive.ts';
import { createDraw } from './draw.ts';
import { createFiles } from './send/files.ts';
import { createSendFile } from './send/send-file.ts';
import { createSends } from './send/sends.ts';
import { createUpload } from './send/upload.ts';
import { allowedHosts, faultsOf, type TeamsSettings } from './settings.ts';
import { createIncoming } from './talk/incoming.ts';
import { createKnownIds } from './talk/known-ids.ts';
import { createMeet } from './talk/meet.ts';
import { createPlaces } from './talk/places.ts';
import { createDirect, createSend, createShow } from './talk/show.ts';
import { createTurnAway } from './talk/turn-away.ts';
import { createWho } from './talk/who.ts';
import { createTransport, type Framework } from './transport.ts';

export interface TeamsDeps {
  readonly store: Pick<Store, 'remember' | 'recall' | 'forget'>;
  readonly clock: Clock;
  readonly log: Log;
  /** For the tests of signatures alone, which bring keys and tokens of their own: no setting offers another Bot Framework. */
  readonly framework?: Framework;
  /** What carries files to SharePoint; the network unless a test brings its own. */
  readonly fetch?: typeof globalThis.fetch;
  /** In which Teams' limits are kept; the world's, unless a test brings a faster one. */
  readonly time?: Time;
}

export interface TeamsChat extends Chat {
  readonly routes: readonly Route[];
  /** Until then people are told to try again. */
  start(listener: Listener): void;
  /** Waits for what is in flight, for a few seconds at most. */
  stop(): Promise<void>;
}

/** How long stopping waits for what is in flight; real milliseconds. */
const STOP_MS = 5_000;
/** What somebody's client does by itself has an audit line this often at most when it is turned away; real milliseconds. */
const NEWS_MS = HOUR_MS;
const MOST_NEWS = 1_000;

/** Teams, through the Bot Framework. Throws one error that names every fault of the settings, and what to write instead. */
export function createTeamsChat(settings: TeamsSettings, deps: TeamsDeps): TeamsChat {
  const faults = faultsOf(settings);
  if (faults.length > 0)
    throw new Error(
      ['Teams cannot start:', ...faults.map(({ key, message }) => `${key}: ${message}`)].join('\n- '),
    );
  let listener: Listener | undefined;
  const { handle, ...chat } = build(settings, deps, () => listener);
  const signedBy =
    settings.auth === 'on' ? 'the Bot Framework, with a JWT for our app' : 'nobody, on loopback only';
  return {
    app: 'teams',
    entra: true,
    ...chat,
    routes: [{ method: 'POST', path: '/api/messages', signedBy, handle }],
    start(to) {
      listener = to;
    },
  };
}

type Built = Pick<TeamsChat, 'show' | 'direct' | 'place' | 'send' | 'stop'> & Pick<Route, 'handle'>;

function build(
  settings: TeamsSettings,
  { log, clock, store, framework, fetch = globalThis.fetch, time }: TeamsDeps,
  listener: () => Listener | undefined,
): Built {
  const hosts = allowedHosts(settings);
  const transport = createTransport(settings, log, framework);
  const sends = createSends(time);
  const wire = { hosts, transport, sends };
  const places = createPlaces(store, clock);
  const ids = createKnownIds(store, clock);
  const paint = createPaint(createDraw(), ids);
  const views = createViews();
  const send = createSend(wire);
  const show = createShow({ send, paint, views, places });
  const direct = createDirect(settings, places, wire);
  const turnAway = createTurnAway(places, listener);
  const who = createMeet(createWho(settings, transport), places, ids);
  const base = { places, who, turnAway, listener, tell: show, log };
  const files = createFiles({ ...base, store, clock, send, upload: createUpload(fetch) });
  const isNews = createSeldom(NEWS_MS, MOST_NEWS, () => performance.now());
  const incoming = createIncoming({ ...base, paint, views, direct, files, isNews });
  return {
    ...{ show, direct },
    place: (route) => places.named(route),
    send: createSendFile(settings.appId, files, paint, send),
    stop: () => sends.stop(STOP_MS),
    handle: createReceive({ settings, hosts, transport, incoming, turnAway, log }),
  };
}
