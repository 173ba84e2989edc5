import type { Config } from '../config.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Chat, Listener } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { UserGroups } from '../ports/user-groups.ts';
import type { Route } from '../ports/web.ts';

/** A chat app once it is built: the port, its routes, and its own start and stop. */
export interface ChatApp extends Chat {
  /** Of apps that keep groups of users themselves. */
  readonly userGroups?: UserGroups;
  readonly routes?: readonly Route[];
  /** Of apps that keep a connection of their own: whether it stands. */
  readonly connected?: (() => boolean) | undefined;
  start(listener: Listener): void;
  stop(): void | Promise<void>;
}

/** What a chat app is built from. */
export interface ChatDeps {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: Log;
}

/** The chat apps that a policy may name in a route, whether they are configured or not. */
export const CHAT_APPS: readonly string[] = ['teams', 'slack', 'console'];

/** A new chat app is a folder and a line here, and its name above. */
export async function configuredChats(config: Config, deps: ChatDeps): Promise<readonly ChatApp[]> {
  const { teams, slack } = config;
  return Promise.all([
    ...(teams ? [import('../chat/teams/chat.ts').then((app) => app.createTeamsChat(teams, deps))] : []),
    ...(slack ? [import('../chat/slack/chat.ts').then((app) => app.createSlackChat(slack, deps))] : []),
  ]);
}
