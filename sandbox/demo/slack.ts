import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from '../slack/page/server.ts';
import type { Nick } from '../slack/seed.ts';
import type { Slack } from '../slack/workspace.ts';
import { ADA, AVERY, BLAKE, HANA, RILEY } from './people.ts';

/** The demo's Slack: a workspace on this machine, and a page that shows it. */
export interface SlackSide {
  readonly slack: Slack;
  readonly page: Page;
  /** Whose account is whose, as a policy writes it, by the person's id. */
  readonly accounts: Readonly<Record<string, string>>;
  /** The routes of its channels. */
  readonly approvals: string;
  readonly onCall: string;
  close(): Promise<void>;
}

const NEEDED = ['emulate', 'react', 'react-dom', 'slack-blocks-to-jsx'];
/** After those of the two Playgrounds. */
const PORT = 56_152;

/** Whether the development packages are there that stand in for Slack; `npm start` needs none of them. */
export function canOpenSlack(): boolean {
  const folders = createRequire(import.meta.url).resolve.paths('emulate') ?? [];
  return NEEDED.every((name) => folders.some((folder) => existsSync(join(folder, name))));
}

/** Somebody else's alert, to ask about. */
const ALERT = 'Alert: the print spooler on vm-prod-01 hangs (INC-4711)';

/** Starts it; the bot is told where it is, and then told to it by `slack.connect`. */
export async function openSlack(): Promise<SlackSide> {
  const { startSlack } = await import('../slack/workspace.ts');
  const { openPage } = await import('../slack/page/server.ts');
  const slack = await startSlack({ history: true });
  const page = await openPage(slack, PORT);
  const { members, channels, settings } = slack;
  await slack.call('chat.postMessage', { channel: channels['on-call'], text: ALERT }, members.robo.token);
  const accountOf = (nick: string): string => `${settings.team}/${members[nick as Nick].id}`;
  return {
    ...{ slack, page },
    accounts: Object.fromEntries(
      [RILEY, AVERY, BLAKE, HANA, ADA].map(({ id, nick }) => [id, accountOf(nick)]),
    ),
    ...{ approvals: `slack:${channels.approvals}`, onCall: `slack:${channels['on-call']}` },
    async close() {
      await page.close();
      await slack.close();
    },
  };
}
