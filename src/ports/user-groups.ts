/** Groups of users that a chat app keeps itself. Throws `Unknown` where it cannot tell. */
export interface UserGroups {
  /** The app's own ids of the users of a group in a workspace. */
  users(team: string, group: string): Promise<readonly string[]>;
}
