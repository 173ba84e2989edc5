import { createSlackChat } from '../../src/chat/slack/chat.ts';
import { install, ownStore } from '../installation.ts';
import { TEAM } from '../people.ts';
import { vmsOf } from '../requests.ts';
import type { Opened } from './opened.ts';
import { serve } from './serve.ts';
import { CHANNEL, messageAt, PATH, SECRET } from './slack.ts';

/** More than any row clicks. */
const REQUESTS = 25_000;

/** Ajar's own door, conversation and embedded store; what comes after the answer (cloud, redraws) is not begun. */
export async function ajar(apiUrl: string): Promise<Opened> {
  const own = ownStore();
  const settings = {
    ...{ botToken: 'xoxb-bench', signingSecrets: [SECRET], socket: false, apiUrl },
    ...{ teams: [TEAM], emailDomains: [], history: false },
  };
  const vms = vmsOf(REQUESTS);
  const { app } = install({ store: own.store, vms, chat: (deps) => createSlackChat(settings, deps) });
  const shown = { place: { app: 'slack', service: TEAM, conversation: CHANNEL }, messageAt };
  return serve(app, own, shown, PATH);
}
