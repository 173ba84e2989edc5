import type { Place } from '../../../ports/chat.ts';
import type { Drawn } from '../draw.ts';

type Content = Drawn['content'];

/**
 * What people were shown of a card a moment ago. After every edit the client of each viewer asks at once, some of them
 * several times, so that an answer is kept for two seconds: per message, its version and person, whose role the flow knows.
 */
export interface Views {
  /** A message was posted or edited: what everybody reads there. Older views mean nothing any more. */
  drew(place: Place, message: string, base: Content): void;
  /** A click changed something: the next look is a new one. */
  stale(place: Place, message: string): void;
  /** One viewer's view, made at most once at a time; what everybody reads where there is none of their own. */
  of(
    place: Place,
    message: string,
    viewer: string,
    make: () => Promise<Content | undefined>,
  ): Promise<Content | undefined>;
}

/** Real milliseconds; short, since an edit by another process is not heard of here. */
const KEPT_MS = 2_000;
/** A view is some ten kilobytes. */
const MOST_VIEWS = 1_000;
const MOST_MESSAGES = 500;

interface Message {
  readonly base: Content | undefined;
  /** No two drawings of any message have the same. */
  readonly drawing: number;
}

interface Kept {
  readonly until: number;
  readonly view: Promise<Content | undefined>;
}

export function createViews(realNow: () => number = () => performance.now()): Views {
  const messages = new Map<string, Message>();
  const views = new Map<string, Kept>();
  let drawings = 0;

  const note = (key: string, base: Content | undefined): Message => {
    const message = { base, drawing: ++drawings };
    setNewest(messages, key, message, MOST_MESSAGES);
    return message;
  };

  /** Oldest first: what is over is forgotten, and so is the view of a card that was drawn anew since. */
  const sweep = (): void => {
    for (const [key, { until }] of views) {
      if (until > realNow()) break;
      views.delete(key);
    }
  };

  return {
    drew: (place, id, base) => void note(keyOf(place, id), base),
    stale: (place, id) => void note(keyOf(place, id), messages.get(keyOf(place, id))?.base),
    async of(place, id, viewer, make) {
      sweep();
      const { base, drawing } = messages.get(keyOf(place, id)) ?? note(keyOf(place, id), undefined);
      const key = `${drawing} ${viewer}`;
      const known = views.get(key);
      if (known) return (await known.view) ?? base;
      const view = make();
      setNewest(views, key, { until: realNow() + KEPT_MS, view }, MOST_VIEWS);
      // A failure is the asker's to tell, and must not be kept.
      view.catch(() => views.delete(key));
      return (await view) ?? base;
    },
  };
}

const keyOf = ({ service, conversation }: Place, id: string): string =>
  JSON.stringify([service, conversation, id]);

/** Puts it last, so that the first is the one that was put longest ago and goes where there are too many. */
function setNewest<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
