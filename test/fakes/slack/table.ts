import { type Actor, AVERY, CAST, RILEY } from '../../../sandbox/demo/people.ts';
import type { CheckBlocks } from '../../../sandbox/slack/api.ts';
import type { Nick } from '../../../sandbox/slack/seed.ts';
import { type Slack, type SlackOptions, startSlack } from '../../../sandbox/slack/workspace.ts';
import { createSlackChat } from '../../../src/chat/slack/chat.ts';
import type { SlackSettings } from '../../../src/chat/slack/settings.ts';
import { REAL_TIME } from '../../../src/chat/time.ts';
import type { ChatApp, ChatDeps } from '../../../src/wiring/chat-apps.ts';
import { faultsInMessage, faultsInView } from '../../contracts/block-kit.ts';
import { timeOf } from '../clock.ts';
import { createTableClock, serveChat, type TablePolicy } from '../table.ts';
import { openSlackDesk, type SlackDesk, type Speaking } from './desk.ts';

/** A bot's settings for the stand-in. */
export const slackSettings = (
  { settings }: Pick<Slack, 'settings'>,
  more: Partial<SlackSettings> = {},
): SlackSettings => ({
  ...{ botToken: settings.botToken, signingSecrets: [settings.signingSecret], socket: false },
  ...{ apiUrl: settings.apiUrl, teams: [settings.team], emailDomains: [], history: false },
  ...more,
});

/** Every member of the cast with their account, as a policy writes it. */
export const accountsIn = ({ members, settings }: Slack): Readonly<Record<string, string>> =>
  Object.fromEntries(CAST.map(({ id, nick }) => [id, `${settings.team}/${members[nick as Nick].id}`]));

export interface SlackTable {
  readonly slack: Slack;
  readonly served: Awaited<ReturnType<typeof serveChat>>;
  desk(person: Actor): Promise<SlackDesk>;
  readonly riley: SlackDesk;
  readonly avery: SlackDesk;
  close(): Promise<void>;
}

export interface SlackTableOptions extends SlackOptions {
  /** Chat apps beside Slack, at the same port. */
  readonly others?: readonly ((deps: ChatDeps) => ChatApp)[];
  readonly speaking?: Speaking;
  /** Slack's limits in the world's time, for a story that does something while one of them holds. */
  readonly realLimits?: boolean;
  /** Made once the workspace is there, since its channels' ids are new each time. */
  readonly policy?: (slack: Slack) => TablePolicy;
}

/** Slack's own limits, which emulate does not keep. */
export const slackLimits: CheckBlocks = (surface, payload) => {
  if (surface !== 'message') return faultsInView(payload);
  const { text, blocks } = payload;
  return blocks === undefined ? [] : faultsInMessage({ text: String(text ?? ''), blocks });
};

/** Ajar as it runs, with the Slack of the sandbox, and Riley and Avery in it. */
export async function openSlackTable(options: SlackTableOptions = {}): Promise<SlackTable> {
  const { history = false, others = [], speaking = 'direct', realLimits = false, policy } = options;
  const clock = createTableClock();
  const time = realLimits ? REAL_TIME : timeOf(clock);
  const slack = await startSlack({ check: slackLimits, now: time.now, ...options });
  const chat = (deps: ChatDeps): ChatApp => createSlackChat(slackSettings(slack, { history }), deps, time);
  const table = { slack: accountsIn(slack), ...policy?.(slack) };
  const served = await serveChat([...others, chat], table, clock);
  slack.connect(`http://127.0.0.1:${served.port}/slack/events`);
  const desk = (person: Actor): Promise<SlackDesk> => openSlackDesk(slack, person, speaking);
  return {
    ...{ slack, served, desk, riley: await desk(RILEY), avery: await desk(AVERY) },
    async close() {
      await served.close();
      await slack.close();
    },
  };
}
