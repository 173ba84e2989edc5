import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { createSlackChat } from '../../src/chat/slack/chat.ts';
import { install, ownStore, TEAM, vmAt } from '../installation.ts';
import { REQUESTS_A_VM } from '../requests.ts';
import type { Opened } from './opened.ts';
import { serve } from './serve.ts';

export const SECRET = '0123456789abcdef'.repeat(2);
export const CHANNEL = 'C0APPROVE1';
export const messageAt = (at: number): string => `1764000000.${String(at).padStart(6, '0')}`;
const VMS = 25_000 / REQUESTS_A_VM;
const PATH = '/slack/events';

/** Ajar's own door, conversation and embedded store; what comes after the answer (cloud, redraws) is not begun. */
export async function ajar(apiUrl: string): Promise<Opened> {
  const own = ownStore();
  const settings = {
    ...{ botToken: 'xoxb-bench', signingSecrets: [SECRET], socket: false, apiUrl },
    ...{ teams: [TEAM], emailDomains: [], history: false },
  };
  const vms = Array.from({ length: VMS }, (_, at) => vmAt(at));
  const { app } = install({ store: own.store, vms, chat: (deps) => createSlackChat(settings, deps) });
  const shown = { place: { app: 'slack', service: TEAM, conversation: CHANNEL }, messageAt };
  return serve(app, own, shown, PATH);
}

/** A bolt app as its documentation begins: https://docs.slack.dev/tools/bolt-js/concepts/acknowledge */
export async function bolt(apiUrl: string): Promise<Opened> {
  const receiver = new HTTPReceiver({ signingSecret: SECRET, endpoints: PATH, logLevel: LogLevel.ERROR });
  const app = new App({
    ...{ receiver, logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl: apiUrl } },
    authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0AJARBOT1', botUserId: 'U0AJARBOT1' }),
  });
  app.action('approve', async ({ ack }) => ack());
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}${PATH}`, stop: async () => void (await app.stop()) };
}
