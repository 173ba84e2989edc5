import type { Chat, Listener } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import type { Route } from '../../ports/web.ts';
import { withoutRepeats } from '../repeats.ts';
import { createDraw, withNote } from './draw.ts';
import { createIncoming } from './incoming.ts';
import { createMeet } from './meet.ts';
import { createPlaces } from './places.ts';
import { createReceive } from './receive.ts';
import { createSends } from './sends.ts';
import { allowedHosts, faultsOf, type TeamsSettings } from './settings.ts';
import { createDirect, createShow } from './show.ts';
import { createTransport, type Framework } from './transport.ts';
import { createTurnAway } from './turn-away.ts';
import { createWho } from './who.ts';

export interface TeamsDeps {
  readonly store: Pick<Store, 'remember' | 'recall'>;
  readonly clock: Clock;
  readonly log: Log;
  /** For the tests of signatures alone, which bring keys and tokens of their own: no setting offers another Bot Framework. */
  readonly framework?: Framework;
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

/** Teams, through the Bot Framework. Throws one error that names every fault of the settings, and what to write instead. */
export function createTeamsChat(settings: TeamsSettings, deps: TeamsDeps): TeamsChat {
  const faults = faultsOf(settings);
  if (faults.length > 0)
    throw new Error(
      ['Teams cannot start:', ...faults.map(({ key, message }) => `${key}: ${message}`)].join('\n- '),
    );
  const { log, clock, store } = deps;
  const hosts = allowedHosts(settings);
  const transport = createTransport(settings, log, deps.framework);
  const sends = createSends();
  const places = createPlaces(store, clock);
  const draw = createDraw();
  const show = createShow({ hosts, transport, sends, draw });
  let listener: Listener | undefined;
  const turnAway = createTurnAway(places, () => listener);
  const incoming = createIncoming({
    ...{ places, turnAway },
    who: createMeet(createWho(settings, transport), places),
    listener: () => listener,
    tell: (card, place) => show(card, place),
    draw: (card, place, note) =>
      withNote(draw(withoutRepeats(card, place), place.privateTo === undefined), note).content,
    log,
  });
  const signedBy =
    settings.auth === 'on' ? 'the Bot Framework, with a JWT for our app' : 'nobody, on loopback only';
  const handle = createReceive({ settings, hosts, transport, incoming, turnAway, log });
  return {
    app: 'teams',
    show,
    direct: createDirect(settings, places, { hosts, transport, sends }),
    place: (route) => places.named(route),
    routes: [{ method: 'POST', path: '/api/messages', signedBy, handle }],
    start(to) {
      listener = to;
    },
    stop: () => sends.stop(STOP_MS),
  };
}
