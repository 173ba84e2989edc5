import type { SlackSettings } from '../chat/slack/settings.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import type { Check } from '../ports/check.ts';

const what = 'slack';

/** Whether people can be heard in Slack, and whether Slack takes the token. */
export async function slackCheck({ slack }: Pick<Config, 'slack'>): Promise<Check> {
  if (slack) return ask(slack);
  const fix = 'set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (docs/slack.md)';
  return { what, ok: 'unknown', found: 'not configured', fix };
}

async function ask(slack: SlackSettings): Promise<Check> {
  const { createWire } = await import('../chat/slack/send/clients.ts');
  const { WireError } = await import('../chat/slack/wire.ts');
  try {
    const { team } = await createWire(slack, createLog('error')).now.self();
    const by = slack.socket ? 'Socket Mode' : 'HTTP at /slack/events';
    return { what, ok: true, found: `workspace ${team}, by ${by}`, fix: '' };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    if (error.kind === 'busy' || error.kind === 'lost')
      return { what, ok: 'unknown', found: `${slack.apiUrl} did not answer (${error.code})`, fix: UNREACHED };
    return { what, ok: false, found: `Slack does not take the token (${error.code})`, fix: REFUSED };
  }
}

const UNREACHED = 'let this machine reach it over HTTPS, then run this again';
const REFUSED =
  'install the app in the workspace, and copy its bot token from "OAuth & Permissions" to SLACK_BOT_TOKEN';
