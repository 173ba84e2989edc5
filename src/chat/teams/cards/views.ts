import type { Place } from '../../../ports/chat.ts';
import type { Drawn } from '../draw.ts';

type Content = Drawn['content'];

/**
 * What people were shown of a card a moment ago. After every edit the client of each viewer asks at once, some of them
 * several times, so that an answer is kept for a few seconds: per message, its version and person, whose role the flow knows.
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

/** Real milliseconds. */
const KEPT_MS = 5_000;
const MOST_MESSAGES = 500;

interface Message {
  base: Content | undefined;
  readonly views: Map<string, { readonly until: number; readonly view: Promise<Content | undefined> }>;
}

export function createViews(realNow: () => number = () => performance.now()): Views {
  const messages = new Map<string, Message>();

  const at = ({ service, conversation }: Place, id: string): Message => {
    const key = JSON.stringify([service, conversation, id]);
    const message = messages.get(key) ?? { base: undefined, views: new Map() };
    // The newest is last, so that the one nobody has looked at for longest goes first.
    messages.delete(key);
    messages.set(key, message);
    const [oldest] = messages.keys();
    if (messages.size > MOST_MESSAGES && oldest !== undefined) messages.delete(oldest);
    return message;
  };

  return {
    drew(place, id, base) {
      const message = at(place, id);
      message.base = base;
      message.views.clear();
    },
    stale: (place, id) => at(place, id).views.clear(),
    async of(place, id, viewer, make) {
      const message = at(place, id);
      const known = message.views.get(viewer);
      if (known && known.until > realNow()) return (await known.view) ?? message.base;
      const view = make();
      message.views.set(viewer, { until: realNow() + KEPT_MS, view });
      // A failure is the asker's to tell, and must not be kept.
      view.catch(() => message.views.delete(viewer));
      return (await view) ?? message.base;
    },
  };
}
