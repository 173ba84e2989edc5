import type { SlackSettings } from '../chat/slack/settings.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import type { Check } from '../ports/check.ts';
import { CHAT_APPS } from '../wiring/chat-apps.ts';
import { policyFaults, readPolicyOf } from '../wiring/policy-source.ts';

const what = 'slack user groups';

interface Group {
  readonly name: string;
  readonly team: string;
  readonly id: string;
}

/** Whether the user groups of Slack that the policy names are there; no line where it names none, or cannot be read. */
export async function slackGroupsCheck({
  slack,
  policy,
}: Pick<Config, 'slack' | 'policy'>): Promise<readonly Check[]> {
  if (!slack || policyFaults({ policy }, CHAT_APPS).length > 0) return [];
  const { lookedUp = {} } = readPolicyOf({ policy }, CHAT_APPS);
  const groups = Object.entries(lookedUp).flatMap(([name, source]): Group[] =>
    source.kind === 'slack' ? [{ name, ...source }] : [],
  );
  return groups.length > 0 ? [await ask(slack, groups)] : [];
}

async function ask(slack: SlackSettings, groups: readonly Group[]): Promise<Check> {
  const { createWire } = await import('../chat/slack/send/clients.ts');
  const { WireError } = await import('../chat/slack/wire.ts');
  const { now } = createWire(slack, createLog('error'));
  const missing: string[] = [];
  try {
    const self = await now.self();
    for (const { name, team, id } of groups) {
      if (self.team !== team && self.enterprise === undefined)
        missing.push(`${name} is of the workspace ${team}, and the app is in ${self.team}`);
      else if (!(await isThere(now.userGroup(id, self.enterprise && team))))
        missing.push(`${name} (${team}/${id}) is deleted or disabled`);
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { what, ok: 'unknown', found: `they could not be looked at (${error.code})`, fix: SCOPE };
  }
  if (missing.length > 0)
    return { what, ok: false, found: `${missing.join('; ')}: nobody is notified by it`, fix: CHANGE };
  return { what, ok: true, found: groups.map(({ name }) => name).join(', '), fix: '' };

  /** https://docs.slack.dev/reference/methods/usergroups.users.list */
  async function isThere(asking: Promise<unknown>): Promise<boolean> {
    try {
      await asking;
      return true;
    } catch (error) {
      if (error instanceof WireError && error.code === 'no_such_subteam') return false;
      throw error;
    }
  }
}

const SCOPE =
  'to have this looked at, grant the app usergroups:read; a mention needs no scope (docs/slack.md)';
const CHANGE = 'enable the user group in Slack again, or name another in the policy file';
