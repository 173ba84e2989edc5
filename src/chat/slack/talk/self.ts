import type { Wire } from '../wire.ts';

/** Which workspace the bot is in, and whose people it serves. */
export interface Self {
  team(): Promise<string>;
  /** The bot's own workspace first, then the others that are allowed. */
  teams(): Promise<readonly string[]>;
  /** Whether people of this workspace or Enterprise Grid organisation may talk to the bot. */
  serves(team: string, enterprise: string | undefined): Promise<boolean>;
}

/** `allowed` are ids of workspaces and organisations beside the bot's own workspace. */
export function createSelf(wire: Pick<Wire['now'], 'self'>, allowed: readonly string[]): Self {
  const team = async (): Promise<string> => (await wire.self()).team;
  const teams = async (): Promise<readonly string[]> => [...new Set([await team(), ...allowed])];
  return {
    ...{ team, teams },
    async serves(theirs, enterprise) {
      const ours = await teams();
      return ours.includes(theirs) || (enterprise !== undefined && ours.includes(enterprise));
    },
  };
}
