/** Groups of users that a chat app keeps itself. Throws `Unknown` where it cannot tell. */
export interface UserGroups {
  /** The app's own ids of the users of a group in a workspace. */
  users(team: string, group: string): Promise<readonly string[]>;
}

/** A group that is told of a card by its name; natively where it is one of that very workspace of the app. */
export interface Mention {
  /** As the policy has it. */
  readonly name: string;
  readonly slack?: { readonly team: string; readonly id: string };
}
