import { Unknown } from '../../../ports/people.ts';
import type { UserGroups } from '../../../ports/user-groups.ts';
import { type Wire, WireError } from '../wire.ts';

/** Slack's user groups. https://docs.slack.dev/reference/methods/usergroups.users.list takes usergroups:read, and a paid plan. */
export const createUserGroups = (wire: Pick<Wire['now'], 'self' | 'userGroup'>): UserGroups => ({
  async users(team, group) {
    try {
      const self = await wire.self();
      if (self.team !== team && self.enterprise === undefined)
        throw new Unknown(
          `Ajar's Slack app is in the workspace ${self.team}, and the user group in ${team}.`,
        );
      return await wire.userGroup(group, self.enterprise === undefined ? undefined : team);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      throw new Unknown(`Slack could not say who is in the user group ${group} (${error.message}).`, {
        cause: error,
      });
    }
  },
});
