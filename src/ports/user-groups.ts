/** Groups of users that a chat app keeps itself. Throws `Unknown` where it cannot tell. */
export interface UserGroups {
  /** The app's own ids of the users of a group in a workspace. */
  users(team: string, group: string): Promise<readonly string[]>;
}

/** A group or a person that is told of a card by name; natively where the app has them. */
export interface Mention {
  /** As the policy has it. */
  readonly name: string;
  /** Of a group that is one of that very workspace of Slack. */
  readonly slack?: { readonly team: string; readonly id: string };
  /** A person's id. */
  readonly person?: string;
}
