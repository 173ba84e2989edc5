/** A route whose conversation is told to groups by name: `slack:C0123456789 @duty @security`. Neither part has a blank. */
export const routeWith = (conversation: string, groups: readonly string[]): string =>
  [conversation, ...groups.map((group) => `@${group}`)].join(' ');

/** The route without its mentions. */
export const conversationOf = (route: string): string => route.split(' ', 1)[0] ?? '';

/** The conversations of some routes, each once. */
export const conversationsOf = (routes: readonly string[]): readonly string[] => [
  ...new Set(routes.map(conversationOf)),
];

/** The groups that are mentioned in a conversation, by any of these routes. */
export const mentionedIn = (routes: readonly string[], conversation: string): readonly string[] => [
  ...new Set(
    routes
      .filter((route) => conversationOf(route) === conversation)
      .flatMap((route) => route.split(' ').slice(1))
      .map((group) => group.slice(1)),
  ),
];
