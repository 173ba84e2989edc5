import type { Deps } from '../deps.ts';

/** The chat apps in which people are known by an account that they link. */
export const linkableApps = ({ chats }: Pick<Deps, 'chats'>): readonly string[] =>
  [...chats.values()].filter((chat) => !chat.entra).map((chat) => chat.app);
