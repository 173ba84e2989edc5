import { createKept } from '../../kept.ts';
import { type SlackUser, type Wire, WireError } from '../wire.ts';
import type { Self } from './self.ts';

/** What Slack says of its users: who of them is of our workspace, as a member or as a guest, and nobody else (HOLES H16). */
export interface Members {
  /** The user with this id, or why they may not use the bot. Throws `WireError` when Slack cannot say. */
  find(
    id: string,
  ): Promise<{ readonly user: SlackUser } | { readonly refused: string; readonly user?: SlackUser }>;
}

/** How long Slack's answer holds; real milliseconds (HOLES H17). */
const CACHE_MS = 60_000;
const MOST_KEPT = 5_000;

const BOT = 'A bot cannot ask for access or approve it.';
const GONE = 'Slack says that this account is deactivated or unknown, so nothing was done.';
export const OUTSIDER =
  'People of other organisations cannot ask for access or approve it. Use your own account in this workspace.';

export function createMembers(wire: Pick<Wire['now'], 'user'>, self: Self, realNow: () => number): Members {
  const kept = createKept<SlackUser>(CACHE_MS, MOST_KEPT, realNow);
  const look = async (id: string): Promise<SlackUser | undefined> => {
    const known = kept.get(id);
    if (known) return known;
    const user = await wire.user(id).catch((error: unknown) => {
      if (error instanceof WireError && error.kind === 'gone') return undefined;
      throw error;
    });
    return user && kept.set(id, user);
  };
  return {
    async find(id) {
      const user = await look(id);
      if (!user) return { refused: GONE };
      const refused = await faultOf(user, self);
      return refused === undefined ? { user } : { refused, user };
    },
  };
}

/** Why this user may not use the bot; undefined when everything says "of ours". */
async function faultOf(user: SlackUser, self: Self): Promise<string | undefined> {
  if (user.bot) return BOT;
  if (user.deleted) return GONE;
  const ours = await self.serves(user.team, user.enterprise);
  return user.stranger || !ours ? OUTSIDER : undefined;
}
