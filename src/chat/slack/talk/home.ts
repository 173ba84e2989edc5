import { z } from 'zod';
import { DAY_MS } from '../../../access/unit-ms.ts';
import type { Home } from '../../../ports/card.ts';
import { ChatError, type Listener, type Viewer } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Store } from '../../../ports/store.ts';
import type { Time } from '../../time.ts';
import { homeView } from '../cards/views.ts';
import type { Draw } from '../draw.ts';
import type { Sends } from '../send/sends.ts';
import { viewerOf } from './viewer.ts';
import type { Sender, WhoReader } from './who.ts';

/** The App Homes of those who opened theirs. */
export interface Homes {
  /** Somebody opened theirs. */
  opened(sender: Sender): Promise<void>;
  /** Shows a person's overview as it is now, with a sentence above it where there is one. */
  publish(viewer: Viewer, user: string, notice?: string): Promise<void>;
  /**
   * Redraws those of these people (by id) that were opened, each soon and not more often than every two seconds; when Slack
   * takes them again, where it takes no more just now. Never throws.
   */
  stale(people: readonly string[]): void;
  /** Redraws nothing any more; resolves once what is under way has ended. */
  stop(): Promise<void>;
}

export interface HomeParts {
  readonly store: Pick<Store, 'remember' | 'recall'>;
  readonly clock: Clock;
  readonly draw: Draw;
  readonly sends: Pick<Sends, 'home'>;
  readonly who: WhoReader;
  readonly listener: () => Listener | undefined;
  readonly log: Log;
  readonly time: Time;
}

/** Who has not opened their home for so long is not kept up to date any more. */
const KEPT_MS = 30 * DAY_MS;
/** Changes that come together are drawn together; views.publish is taken about 100 times a minute: https://docs.slack.dev/reference/methods/views.publish */
const REST_MS = 2_000;

const keyOf = (person: string): string => `slack/home/${person}`;
const Kept = z.object({ team: z.string(), user: z.string(), enterprise: z.string().optional() });

export function createHomes(parts: HomeParts): Homes {
  const { store, clock, draw, sends, who, listener, log, time } = parts;
  const waiting = new Set<string>();
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  const publish: Homes['publish'] = async (viewer, user, notice) => {
    const home = await listener()?.home(viewer);
    if (home) await sends.home(user, homeView(draw, notice === undefined ? home : { ...home, notice }));
  };

  const refresh = async (person: string): Promise<void> => {
    const kept = Kept.safeParse(await store.recall(keyOf(person), clock.now())).data;
    if (!kept) return;
    const { enterprise, ...rest } = kept;
    const found = await who.person(enterprise === undefined ? rest : { ...rest, enterprise });
    // Whoever is not that person any more, or cannot be checked, keeps what they saw until they open it again.
    if (!('refused' in found) && found.person.id === person) await publish(viewerOf(found), kept.user);
  };

  const begin = (person: string): void => {
    waiting.delete(person);
    const work = refresh(person)
      .catch((error: unknown) => {
        // Whom one request is shown to may be more than Slack takes at once: else the last of them would keep a button that is none.
        if (error instanceof ChatError && error.kind === 'busy') later(person, error.retryAfterMs);
        else log.warn({ person, error }, 'An App Home could not be redrawn');
      })
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };

  const later = (person: string, ms = REST_MS): void => {
    if (waiting.has(person)) return;
    waiting.add(person);
    // Called off when stopped, as meant.
    time.pause(Math.max(ms, REST_MS), stopping.signal).then(
      () => begin(person),
      () => undefined,
    );
  };

  return {
    publish,
    async opened({ team, user, enterprise }) {
      const sender = { team, user, ...(enterprise === undefined ? {} : { enterprise }) };
      const found = await who.person(sender);
      // Only looked at, so nothing is noted: everybody who clicks on the app would be in the audit log.
      if ('refused' in found) return sends.home(user, homeView(draw, strangersHome(found.refused, clock)));
      const until = new Date(clock.now().getTime() + KEPT_MS);
      await store.remember(keyOf(found.person.id), sender, until);
      await publish(viewerOf(found), user);
    },
    stale(people) {
      for (const person of people) later(person);
    },
    async stop() {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}

/** What somebody sees of whom it is not known who they are: why, and nothing of anybody's. */
const strangersHome = (notice: string, clock: Clock): Home => ({
  ...{ person: { id: '', name: '' }, now: clock.now(), zone: 'UTC', notice },
  ...{ mine: [], waiting: [], recent: [] },
  more: { mine: 0, waiting: 0, recent: 0, all: 0 },
});
